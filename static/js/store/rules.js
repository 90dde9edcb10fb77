// By which rule weights are learned, and what goes with it: weights to begin with, too.  The
// perceptron's rule needs values that the catalog names: they are set with it and given up with it;
// the server holds them.
import { read, weightsOf, written } from "./document.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */

export const GRADIENT = "gradient";
export const PERCEPTRON = "perceptron";
const HIDDEN = "network.hidden";
/** @type {[string, string]} */
const WEIGHTS = ["weights", "network.parameters"];
/** @type {[string, string]} */
const DTYPE = ["dtype", "network.dtype"];
const RATE = "training.optimizer.learning_rate"; // that a rule begins with, and does not hold

/** @type {(experiment: Experiment) => string} */
export const ruleOf = ({ training }) => training.rule ?? GRADIENT;

/** @type {(catalog: Catalog, rule: string) => import("../types.js").RuleChoice} */
export const choiceOf = ({ rules }, rule) => rules.find(({ name }) => name === rule) ?? rules[0];

/** What the rule of a document holds: values by their paths.
 * @type {(catalog: Catalog, experiment: Experiment) => [string, unknown][]} */
export const heldIn = (catalog, experiment) =>
  Object.entries(choiceOf(catalog, ruleOf(experiment)).needs).filter(([path]) => path !== RATE);

/** @type {(experiment: Experiment, values: [string, unknown][]) => Experiment} */
const withValues = (experiment, values) =>
  values.reduce((whole, [path, value]) => written(whole, path, value), experiment);

/** The document that learns by another rule; hidden layers that one took do not come back.
 * @type {(catalog: Catalog, experiment: Experiment, rule: string) => Experiment} */
export function withRule(catalog, experiment, rule) {
  if (rule === ruleOf(experiment)) return experiment;
  const { rule: _, ...training } = experiment.training;
  const { parameters: _w, dtype: _t, ...network } = experiment.network; // which no perceptron has
  const usual = catalog.defaults[experiment.problem];
  const given = heldIn(catalog, experiment).filter(([path]) => path !== HIDDEN);
  const plain = withValues(
    { ...experiment, network, training: { ...training, optimizer: usual.training.optimizer } },
    given.map(([path]) => [path, read(usual, path)]),
  );
  if (rule === GRADIENT) return plain; // which no document names
  return withValues(
    written(plain, "training.rule", rule),
    Object.entries(choiceOf(catalog, rule).needs),
  );
}

/** The document as its rule needs it after another part of it was changed: another problem brings
 * its own loss, or does not go with the rule.
 * @type {(catalog: Catalog, experiment: Experiment) => Experiment} */
export const withFittingRule = (catalog, experiment) =>
  choiceOf(catalog, ruleOf(experiment)).problems.includes(experiment.problem)
    ? withValues(
        experiment,
        heldIn(catalog, experiment).filter(([path]) => path !== HIDDEN),
      )
    : withRule(catalog, experiment, GRADIENT);

/** Given weights to begin with go where they do not fit any more, or others are asked for.
 * @type {(experiment: Experiment, before: Experiment) => Experiment} */
export function withFittingStart(experiment, before) {
  const { parameters, ...network } = experiment.network;
  const isOther =
    parameters === before.network.parameters &&
    ["training.seed", "network.initializer"].some(
      (path) => read(experiment, path) !== read(before, path),
    );
  return parameters && (isOther || parameters.length !== weightsOf(experiment))
    ? { ...experiment, network }
    : experiment;
}

/** Which keys of an address do not go with its network: weights to begin with are as many as it
 * has, and large networks and perceptrons are of float32.
 * @type {(catalog: Catalog, experiment: Experiment) => [string, string][]} */
export function misfitsOfStart({ limits }, experiment) {
  const { parameters, dtype } = experiment.network;
  const count = weightsOf(experiment);
  const isBarred = ruleOf(experiment) !== GRADIENT || count > limits.max_given_weights;
  return [
    ...(parameters && (isBarred || parameters.length !== count) ? [WEIGHTS] : []),
    ...(isBarred && dtype === "float64" ? [DTYPE] : []),
  ];
}
