// The experiment document as a value: read and changed by dotted paths, never in place.

import { fewestClasses, ownPoints, relabelled } from "./points.js";
import { reasons } from "../words/en/reasons.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */

/** The value at a path such as "training.optimizer.name".
 * @type {(document: any, path: string) => any} */
export const read = (document, path) =>
  path.split(".").reduce((part, key) => part?.[key], document);

/** A document with another value at a path; what is not on the path is shared.
 * @type {<T>(document: T, path: string, value: unknown) => T} */
export function written(document, path, value) {
  const [key, ...rest] = path.split(".");
  const source = /** @type {Record<string, unknown>} */ (document);
  const inner = rest.length ? written(source[key], rest.join("."), value) : value;
  const copy = Array.isArray(source) ? [...source] : { ...source };
  return /** @type {typeof document} */ (Object.assign(copy, { [key]: inner }));
}

/** Whether two plain values are the same.
 * @type {(a: unknown, b: unknown) => boolean} */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Whether a value may change while the run goes on.
 * @type {(catalog: Catalog, path: string) => boolean} */
export const isLive = (catalog, path) =>
  catalog.live.some((live) => path === live || path.startsWith(`${live}.`));

/** The document for another problem: what does not fit gives way to that problem's default.
 * @type {(catalog: Catalog, experiment: Experiment, problem: string) => Experiment} */
export function withProblem(catalog, experiment, problem) {
  const natural = catalog.defaults[problem];
  const before = catalog.defaults[experiment.problem];
  const { data, training, network } = experiment;
  const fits = (
    /** @type {{name: string, problems: string[]}[]} */ choices,
    /** @type {string} */ name,
  ) => choices.some((choice) => choice.name === name && choice.problems.includes(problem));
  const loss =
    fits(catalog.losses, training.loss) && problem !== "multiclass"
      ? training.loss
      : natural.training.loss;
  return {
    ...experiment,
    problem,
    data: {
      ...withDataSet(
        catalog,
        experiment,
        fits(catalog.datasets, data.name) ? data.name : natural.data.name,
      ).data, // own points have their problem's labels
      samples: data.samples === before.data.samples ? natural.data.samples : data.samples,
    },
    training: { ...training, loss },
    network: { ...network, output_activation: "auto" },
  };
}

/** The document that learns from made points, or from a table that ships with the server.
 * @type {(catalog: Catalog, experiment: Experiment, name: string) => Experiment} */
export function withDataSet(catalog, experiment, name) {
  const {
    source = "generator",
    columns = [],
    class_names: names = [],
  } = catalog.datasets.find((set) => set.name === name) ?? {};
  const { encodings: _, ...data } = experiment.data; // none stand in no document
  const fresh = {
    source,
    name,
    points: null,
    columns,
    dataset_id: null,
    target: null,
    plane: null,
  };
  return { ...experiment, data: { ...data, ...fresh, classes: names.length || data.classes } };
}

/** Whether a data set's points vary in x1 alone.
 * @type {(catalog: Catalog, name: string) => boolean} */
const isFlat = (catalog, name) =>
  catalog.datasets
    .find((set) => set.name === name && set.preview.length)
    ?.preview.every(([, x2]) => x2 === 0) ?? false;

/** Points along a line are learned from x1 alone, which shows y = f(x); other points then want
 * their plane back.
 * @type {(catalog: Catalog, experiment: Experiment, before: Experiment) => Experiment} */
export function fitFeatures(catalog, experiment, before) {
  const [flat, was] = [experiment, before].map(({ data }) => isFlat(catalog, data.name));
  if (flat === was) return experiment;
  if (flat) return { ...experiment, features: ["x1"] };
  return same(experiment.features, ["x1"])
    ? { ...experiment, features: catalog.defaults[experiment.problem].features }
    : experiment;
}

/** The document that learns from points of one's own; those that test are shown, so that none is
 * missed that was drawn.
 * @type {(experiment: Experiment, points: import("../types.js").Point[]) => Experiment} */
export function withPoints(experiment, points) {
  const { view } = experiment;
  const { encodings: _, ...data } = experiment.data;
  const first = data.source !== "points";
  return {
    ...experiment,
    data: { ...data, source: "points", points },
    view: first ? { ...view, show_test: true } : view,
  };
}

/** The document that hides and locks parts of the page as their states say; what is hidden is
 * locked too, where that can be.  Controls that belong to no part stay hidden, and single ones of a
 * part.
 * @type {(catalog: Catalog, experiment: Experiment, states: Record<string, string>) =>
 *   Experiment} */
export function withParts({ parts }, experiment, states) {
  const { lock: _, hide, ...view } = experiment.view;
  const whole = parts.filter(
    ({ name, controls }) =>
      states[name] === "hidden" || controls.every((one) => hide.includes(one)),
  );
  const others = hide.filter((one) => !whole.some(({ controls }) => controls.includes(one)));
  const hidden = parts.filter(({ name }) => states[name] === "hidden");
  const lock = parts.filter(({ name, lockable }) => lockable && states[name] !== "shown");
  return {
    ...experiment,
    view: {
      ...view,
      hide: [...hidden.flatMap(({ controls }) => controls), ...others],
      ...(lock.length && { lock: lock.map(({ name }) => name) }),
    },
  };
}

/** The document for another problem, with one's own points as far as their labels mean something.
 * @type {(catalog: Catalog, experiment: Experiment, problem: string) => Experiment} */
export function withProblemAndPoints(catalog, experiment, problem) {
  const wanted = fitFeatures(catalog, withProblem(catalog, experiment, problem), experiment);
  const own = experiment.data.source === "points" ? (experiment.data.points ?? null) : null;
  const points = own && relabelled(own, problem);
  return points
    ? written(withPoints(wanted, points), "data.classes", fewestClasses(points))
    : wanted;
}

/** The document with another loss; an output activation that does not go with it becomes "auto".
 * @type {(catalog: Catalog, experiment: Experiment, loss: string) => Experiment} */
export function withLoss(catalog, experiment, loss) {
  const changed = written(experiment, "training.loss", loss);
  const fit = catalog.output_activations[experiment.problem]?.[loss] ?? [];
  return fit.includes(changed.network.output_activation)
    ? changed
    : written(changed, "network.output_activation", "auto");
}

/** @type {(catalog: Catalog, name: string) => boolean} */
export const isKnown = (catalog, name) => catalog.features.some((feature) => feature.name === name);

/** Those of some features that are formulas, in their order.
 * @type {(catalog: Catalog, names: string[]) => string[]} */
export const ownAmong = (catalog, names) => names.filter((name) => !isKnown(catalog, name));

/** Whether an input is a table's column, which is there as it is.
 * @type {(name: string) => boolean} */
export const isColumn = (name) => name.startsWith("c.");

/** All features that have a row: a table's columns, or the catalog's, chosen or not, and below them
 * the formulas.
 * @type {(catalog: Catalog, chosen: string[]) => string[]} */
export const rowsOf = (catalog, chosen) =>
  chosen.some(isColumn)
    ? chosen
    : [...catalog.features.map(({ name }) => name), ...ownAmong(catalog, chosen)];

/** Features with one more or, if it was there, less; the catalog's first, in its order, then the
 * formulas in theirs.
 * @type {(catalog: Catalog, chosen: string[], name: string) => string[]} */
export function toggled(catalog, chosen, name) {
  const wanted = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
  return rowsOf(catalog, wanted).filter((one) => wanted.includes(one));
}

/** The features of a text such as "x1,max(x1,x2)": a comma within parentheses divides a formula's
 * own parts.
 * @type {(text: string) => string[]} */
export function splitFeatures(text) {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    depth = Math.max(0, depth + Number(character === "(") - Number(character === ")"));
    if (character === "," && !depth) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** Whether the rows of a table are learned from: one of the server's, or one that a person brought.
 * @type {(experiment: Experiment) => boolean} */
export const isTabular = ({ data: { source } }) => source === "builtin" || source === "upload";

/** Whether the table is one that a person brought.
 * @type {(experiment: Experiment) => boolean} */
export const isUpload = ({ data }) => data.source === "upload";

/** What the inputs are called that a column becomes, as the server calls them.
 * @type {(name: string, encoding?: import("../types.js").Encoding) => string[]} */
export const labelsOf = (name, { words = [], ordered, other, missing } = { column: name }) => [
  ...(words.length && !ordered ? words.map((word) => `${name} = ${word}`) : [name]),
  ...(other ? [`${name} = other`] : []),
  ...(missing === "value" ? [`${name} missing`] : []),
];

/** What the network gets: features, or what the columns of a table become; all, or those named.
 * @type {(experiment: Experiment, named?: string[] | null) => string[]} */
export const inputsOf = (experiment, named) => {
  const { columns = [], encodings = [] } = experiment.data;
  return isTabular(experiment)
    ? (named ?? columns).flatMap((name) =>
        labelsOf(
          name,
          encodings.find(({ column }) => column === name),
        ),
      )
    : (named ?? experiment.features);
};

/** The number of weights and biases.
 * @type {(experiment: Experiment) => number} */
export function weightsOf(experiment) {
  const { network, problem, data } = experiment;
  const isSeveral = problem === "multiclass" || problem === "multilabel";
  const targets = [ownPoints(experiment)?.[0]?.[2] ?? data.target].flat().length;
  const { hidden, wide, deep, auxiliary } = network;
  const sizes = [
    inputsOf(experiment, deep).length,
    ...hidden.map((layer) => layer.units),
    isSeveral ? data.classes : targets,
  ];
  const [last, outputs] = sizes.slice(-2);
  const past = wide ? inputsOf(experiment, wide === true ? null : wide).length : 0;
  const beside = (past + (auxiliary ? last + 1 : 0)) * outputs;
  return sizes.slice(1).reduce((sum, units, i) => sum + (sizes[i] + 1) * units, beside);
}

/** What an epoch costs, in multiplications, as the server reckons it.
 * @type {(experiment: Experiment, limits: Record<string, number>) => number} */
export function costOf(experiment, { update_cost: update, step_cost: step }) {
  const { data, training } = experiment;
  const weights = weightsOf(experiment);
  const there = data.source === "points" ? (data.points?.length ?? 0) : data.samples;
  const rows = Math.max(1, Math.floor(there * data.train_ratio));
  const steps = Math.ceil(rows / training.batch_size);
  return weights * rows + steps * (weights * update + step);
}

/** The document that learns from a table that a person brought, as far as its name says: what of
 * it, is still to be said.
 * @type {(experiment: Experiment, id: string) => Experiment} */
export const withUpload = (experiment, id) => ({
  ...experiment,
  data: {
    ...experiment.data,
    source: "upload",
    dataset_id: id,
    columns: [],
    target: null,
    plane: null,
    points: null,
  },
});

const MOST_TARGETS = 10; // as the server has it
/** What of a table does not fit together as an address says it, by key; null where all does.
 * @type {(experiment: Experiment) => {key: "table" | "plane", why: string} | null} */
export function misfitOfTable(experiment) {
  const { columns = [], target, plane } = experiment.data;
  const known = isTabular(experiment) ? columns : [];
  if (isUpload(experiment) && experiment.problem === "multilabel")
    return { key: "table", why: reasons.oneLabelARow };
  const learned = [target || known].flat();
  const most = experiment.problem === "regression" ? MOST_TARGETS : 1;
  const all = [...learned, ...known];
  const isWrong = !known.length || learned.length > most || new Set(all).size < all.length;
  if (isUpload(experiment) && isWrong) return { key: "table", why: reasons.columnsAndTarget };
  if (plane && (new Set(plane).size !== 2 || !plane.every((name) => known.includes(name))))
    return { key: "plane", why: reasons.planeOfColumns };
  return null;
}
