// The experiment document as a value: read and changed by dotted paths, never in place.

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */

/** The value at a path such as "training.optimizer.name".
 * @type {(document: any, path: string) => any} */
export const read = (document, path) =>
  path.split(".").reduce((part, key) => part?.[key], document);

/** A document with another value at a path; what is not on the path is shared.
 * @type {<T>(document: T, path: string, value: any) => T} */
export function written(document, path, value) {
  const [key, ...rest] = path.split(".");
  const source = /** @type {any} */ (document);
  const inner = rest.length ? written(source[key], rest.join("."), value) : value;
  const copy = Array.isArray(source) ? [...source] : { ...source };
  copy[key] = inner;
  return copy;
}

/** Whether two plain values are the same.
 * @type {(a: any, b: any) => boolean} */
export const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

/** Whether a value may change while the run goes on.
 * @type {(catalog: Catalog, path: string) => boolean} */
export const isLive = (catalog, path) => catalog.live.some((live) => path === live || path.startsWith(`${live}.`));

/** The document for another problem: what does not fit gives way to that problem's default.
 * @type {(catalog: Catalog, experiment: Experiment, problem: string) => Experiment} */
export function withProblem(catalog, experiment, problem) {
  const natural = catalog.defaults[problem], before = catalog.defaults[experiment.problem];
  const { data, training, network } = experiment;
  const fits = (/** @type {{name: string, problems: string[]}[]} */ choices, /** @type {string} */ name) =>
    choices.some((choice) => choice.name === name && choice.problems.includes(problem));
  const loss = fits(catalog.losses, training.loss) && problem !== "multiclass" ? training.loss : natural.training.loss;
  return {
    ...experiment,
    problem,
    data: {
      ...withDataSet(catalog, experiment, fits(catalog.datasets, data.name) ? data.name : natural.data.name).data, // own points have their problem's labels
      samples: data.samples === before.data.samples ? natural.data.samples : data.samples,
    },
    training: { ...training, loss },
    network: { ...network, output_activation: "auto" },
  };
}

/** The document that learns from made points, or from a table that ships with the server.
 * @type {(catalog: Catalog, experiment: Experiment, name: string) => Experiment} */
export function withDataSet(catalog, experiment, name) {
  const { source = "generator", columns = [], class_names: names = [] } = catalog.datasets.find((set) => set.name === name) ?? {};
  const { data } = experiment, fresh = { source, name, points: null, columns, dataset_id: null, target: null, plane: null };
  return { ...experiment, data: { ...data, ...fresh, classes: names.length || data.classes } };
}

/** The document that learns from points of one's own; those that test are shown, so that none is missed that was drawn.
 * @type {(experiment: Experiment, points: import("../types.js").Point[]) => Experiment} */
export function withPoints(experiment, points) {
  const { data, view } = experiment, first = data.source !== "points";
  return { ...experiment, data: { ...data, source: "points", points }, view: first ? { ...view, show_test: true } : view };
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

/** All features that have a row: a table's columns, or the catalog's, chosen or not, and below them the formulas.
 * @type {(catalog: Catalog, chosen: string[]) => string[]} */
export const rowsOf = (catalog, chosen) => (chosen.some(isColumn) ? chosen : [...catalog.features.map(({ name }) => name), ...ownAmong(catalog, chosen)]);

/** Features with one more or, if it was there, less; the catalog's first, in its order, then the formulas in theirs.
 * @type {(catalog: Catalog, chosen: string[], name: string) => string[]} */
export function toggled(catalog, chosen, name) {
  const wanted = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
  return rowsOf(catalog, wanted).filter((one) => wanted.includes(one));
}
