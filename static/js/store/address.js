// The address bar holds the whole experiment: short, readable keys; what is at its default is left
// out. Encode and decode are one table (codecs.js has its cells).  Nothing here touches the window.
import {
  columns,
  controls,
  dtype,
  encodings,
  features,
  fitting,
  flag,
  layers,
  learningRate,
  listed,
  locks,
  named,
  number,
  speed,
  tableId,
  targets,
  text,
  weights,
  words,
} from "./codecs.js";
import {
  isTabular,
  isUpload,
  misfitOfTable,
  read,
  same,
  splitFeatures,
  weightsOf,
  withDataSet,
  withUpload,
  written,
} from "./document.js";
import { fittingOutput, fittingPaths, inputs, oversize } from "./fitting.js";
import { parametersOf, tellUnknown } from "./fragments.js";
import { OPTIMIZER, settingsOf, withFittingSettings } from "./optimizer_settings.js";
import { ownPoints, points } from "./points.js";
import { GRADIENT, heldIn, misfitsOfStart, ruleOf, withRule } from "./rules.js";
import { reasons } from "../words/en/reasons.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {import("../types.js").Judged} Judged */

const largestSeed = (/** @type {Record<string, number>} */ limits) => limits.max_seed;
const mostEpochs = (/** @type {Record<string, number>} */ limits) => limits.max_epochs;

const POINTS = "points";
const LARGEST_SETTING = 0.9999; // of an optimizer, as the server has it
const OF_ROWS = ["columns", "plane", "inputs"]; // keys that count only with a table

/** Key, path, codec, in the order in which they stand in the address; the problem is read first,
 * the classes before points.
 * @type {[string, string, import("./codecs.js").Codec][]} */
export const KEYS = [
  ["problem", "problem", named("problems")],
  ["rule", "training.rule", fitting("rules")],
  ["title", "title", words(120)],
  ["about", "description", words(4000, true)],
  ["data", "data.name", fitting("datasets")],
  ["table", "data.dataset_id", tableId],
  ["columns", "data.columns", columns],
  ["learns", "data.target", targets],
  [
    "plane",
    "data.plane",
    {
      ...columns,
      parse: (value, context) =>
        columns.parse(value, { ...context, data: { ...context.data, columns: [] } }),
    },
  ],
  ["inputs", "data.encodings", encodings],
  ["samples", "data.samples", number(10, (limits) => limits.max_samples, true)],
  ["noise", "data.noise", number(0, 0.5)],
  ["ratio", "data.train_ratio", number(0.1, 0.9)],
  ["classes", "data.classes", number(2, (limits) => limits.max_classes, true)],
  [POINTS, "data.points", points],
  ["dataseed", "data.seed", number(0, largestSeed, true)],
  ["features", "features", features],
  ["hidden", "network.hidden", layers],
  ["wide", "network.wide", inputs],
  ["deep", "network.deep", inputs],
  ["aux", "network.auxiliary.weight", number(0, 1)],
  ["output", "network.output_activation", text],
  ["init", "network.initializer", named("initializers")],
  ["weights", "network.parameters", weights],
  ["dtype", "network.dtype", dtype],
  ["loss", "training.loss", fitting("losses")],
  ["optimizer", "training.optimizer.name", named("optimizers")],
  ["rate", "training.optimizer.learning_rate", learningRate],
  ["momentum", `${OPTIMIZER}.momentum`, number(0, LARGEST_SETTING)],
  ["rho", `${OPTIMIZER}.rho`, number(0, LARGEST_SETTING)],
  ["beta1", `${OPTIMIZER}.beta_1`, number(0, LARGEST_SETTING)],
  ["beta2", `${OPTIMIZER}.beta_2`, number(0, LARGEST_SETTING)],
  ["batch", "training.batch_size", number(1, (limits) => limits.max_batch, true)],
  ["reg", "training.regularization.kind", named("regularizers")],
  ["regrate", "training.regularization.rate", number(0, 10)],
  ["seed", "training.seed", number(0, largestSeed, true)],
  ["epochs", "training.stop.max_epochs", number(1, mostEpochs, true)],
  ["target", "training.stop.target_loss", number(0, 1e6)],
  ["patience", "training.stop.patience", number(1, mostEpochs, true)],
  ["best", "training.stop.restore_best", flag],
  ["test", "view.show_test", flag],
  ["discretize", "view.discretize", flag],
  ["speed", "view.speed", speed],
  ["hide", "view.hide", controls],
  ["lock", "view.lock", locks],
];

const NAMES = KEYS.map(([key]) => key);
const USUAL = new Map([
  ["problem", "classification"],
  ["training.rule", GRADIENT],
]); // of what other values depend on

/** What a key stands for: points and tables count only where they are learned from.
 * @type {(experiment: Experiment, catalog: Catalog, key: string, path: string) => any} */
export function valueAt(experiment, catalog, key, path) {
  if (key === POINTS) return ownPoints(experiment);
  const value = read(experiment, path) ?? null;
  const own = isUpload(experiment);
  if (key === "data" && own) return null;
  if ((key === "table" || key === "learns") && !own) return null;
  if (OF_ROWS.includes(key) && !isTabular(experiment)) return null;
  return key === "columns" &&
    !own &&
    same(value, withDataSet(catalog, experiment, experiment.data.name).data.columns)
    ? null
    : value;
}

/** The fragment of an experiment, without "#"; empty for the default.
 * @type {(experiment: Experiment, catalog: Catalog) => string} */
export function encode(experiment, catalog) {
  const natural = withRule(catalog, catalog.defaults[experiment.problem], ruleOf(experiment));
  const fragment = new URLSearchParams();
  for (const [key, path, codec] of KEYS) {
    const value = valueAt(experiment, catalog, key, path);
    const usual = USUAL.get(path) ?? read(natural, path);
    if (value != null && !same(value, usual))
      fragment.set(key, codec.write(value, experiment.problem));
  }
  return fragment.toString().replaceAll("%2C", ",");
}

/** The experiment of a fragment, and what in it did not fit.  Formulas stay only if the server has
 * judged them good. Never throws.
 * @type {(fragment: string, catalog: Catalog, judged?: Judged) => {experiment: Experiment,
 *   misfits: Misfit[]}} */
export function decode(fragment, catalog, judged = new Map()) {
  const given = parametersOf(fragment, NAMES);
  /** @type {Misfit[]} */
  const misfits = [];
  let experiment = catalog.defaults.classification;
  for (const [key, path, codec] of KEYS) {
    const value = given.get(key);
    if (value == null) continue;
    const wrong = refusal(misfits, key, value);
    const { problem, data } = experiment;
    const parsed = codec.parse(value, {
      catalog,
      problem,
      data,
      judged,
      usual: read(experiment, path),
      wrong,
    });
    if (parsed === undefined) continue;
    if (key === "rule") experiment = withRule(catalog, experiment, parsed);
    else if (key === "problem") experiment = catalog.defaults[parsed];
    else experiment = written(experiment, path, parsed);
    if (key === "data") experiment = withDataSet(catalog, experiment, parsed);
    if (key === "table") experiment = withUpload(experiment, parsed);
    if (key === POINTS) experiment = written(experiment, "data.source", "points");
  }
  tellUnknown(given, (key) => NAMES.includes(key), misfits);
  experiment = fittingRule(experiment, catalog, misfits, given);
  for (const fit of [
    fittingTable,
    fittingPaths,
    fittingOptimizer,
    fittingOutput,
    fittingSize,
    fittingStart,
  ])
    experiment = fit(experiment, catalog, misfits);
  return { experiment, misfits };
}

/** @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} */
function fittingOptimizer(experiment, catalog, misfits) {
  const { name } = experiment.training.optimizer;
  const own = settingsOf(catalog, name).map((setting) => keyOf(`${OPTIMIZER}.${setting.name}`));
  return withFittingSettings(catalog, experiment, (setting, value) => {
    const key = keyOf(`${OPTIMIZER}.${setting}`);
    misfits.push({ key, value: String(value), why: reasons.optimizerHas(name, own) });
  });
}

/** @type {(path: string) => string} */
const keyOf = (path) => KEYS.find(([, known]) => known === path)?.[0] ?? path;

/** What the rule needs stands against what the address says.
 * @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[],
 *   given: URLSearchParams) => Experiment} */
const fittingRule = (experiment, catalog, misfits, given) =>
  heldIn(catalog, experiment).reduce((whole, [path, held]) => {
    if (same(read(whole, path), held)) return whole;
    const [key] = KEYS.find(([, known]) => known === path) ?? [path];
    refusal(misfits, key, given.get(key) ?? "")(reasons.notOfTheRule);
    return written(whole, path, held);
  }, experiment);

/** @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} */
function fittingTable(experiment, catalog, misfits) {
  const wrong = misfitOfTable(experiment);
  const { data, problem } = experiment;
  if (!wrong) return experiment;
  misfits.push({
    ...wrong,
    value: wrong.key === "table" ? (data.dataset_id ?? "") : listed(data.plane ?? []),
  });
  if (wrong.key === "plane") return written(experiment, "data.plane", null);
  return withDataSet(catalog, experiment, catalog.defaults[problem].data.name);
}

/** The texts in a fragment that may be formulas, for the server to judge.
 * @type {(fragment: string, catalog: Catalog) => string[]} */
export function formulasIn(fragment, { features, limits }) {
  const value = parametersOf(fragment, NAMES).get("features") ?? "";
  const may = (/** @type {string} */ text) =>
    text.length <= limits.max_formula_characters && /^[ -~]*[!-~][ -~]*$/.test(text);
  const asked = splitFeatures(value).filter(
    (text) => may(text) && !features.some(({ name }) => name === text),
  );
  return [...new Set(asked)].slice(0, limits.max_features);
}
/** Keeps why a value was refused and what is taken instead.
 * @type {(misfits: Misfit[], key: string, value: string) =>
 *   import("./codecs.js").Context["wrong"]} */
export const refusal = (misfits, key, value) => (why, taken) =>
  void misfits.push({
    key,
    value: value.slice(0, 40),
    why: taken === undefined ? why : reasons.takenAs(why, taken),
  });

/** @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} */
function fittingSize(experiment, catalog, misfits) {
  const why = oversize(experiment, catalog.limits);
  if (!why) return experiment;
  const value = layers.write(experiment.network.hidden, experiment.problem);
  misfits.push({ key: "hidden", value, why });
  return written(experiment, "network.hidden", catalog.defaults[experiment.problem].network.hidden);
}

/** @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} */
const fittingStart = (experiment, catalog, misfits) =>
  misfitsOfStart(catalog, experiment).reduce((whole, [key, path]) => {
    refusal(misfits, key, "")(reasons.notThisNetwork(weightsOf(experiment)));
    return written(whole, path, undefined);
  }, experiment);

/** Takes every formula for good: the server will judge it.
 * @type {Judged} */
const TRUSTING = { get: (text) => ({ name: text }) };

/** Why a value does not fit at a path of the document, or null; paths without a key are for the
 * server to judge.
 * @type {(catalog: Catalog, experiment: Experiment, path: string, value: unknown) =>
 *   string | null} */
export function misfit(catalog, experiment, path, value) {
  const codec = KEYS.find(([, known]) => known === path)?.[2];
  /** @type {string | null} */
  let reason = null;
  const { problem, data } = experiment;
  if (codec && value != null)
    codec.parse(codec.write(value, problem), {
      catalog,
      problem,
      data,
      judged: TRUSTING,
      usual: null,
      wrong: (why) => void (reason ??= why),
    });
  return reason;
}
