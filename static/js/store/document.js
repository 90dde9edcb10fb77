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

/** The features of a text such as "x1,max(x1,x2)": a comma within parentheses divides a formula's own parts.
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

/** What the network gets: features, or the columns of a table.
 * @type {(experiment: Experiment) => string[]} */
export const inputsOf = (experiment) => (isTabular(experiment) ? (experiment.data.columns ?? []) : experiment.features);

/** The number of weights and biases.
 * @type {(experiment: Experiment) => number} */
export function weightsOf(experiment) {
  const { network, problem, data } = experiment, outputs = problem === "multiclass" || problem === "multilabel" ? data.classes : 1;
  const sizes = [inputsOf(experiment).length, ...network.hidden.map((layer) => layer.units), outputs];
  return sizes.slice(1).reduce((sum, units, i) => sum + (sizes[i] + 1) * units, 0);
}

/** What an epoch costs, in multiplications, as the server reckons it.
 * @type {(experiment: Experiment, limits: Record<string, number>) => number} */
export function costOf(experiment, { update_cost: update, step_cost: step }) {
  const { data, training } = experiment, weights = weightsOf(experiment);
  const there = data.source === "points" ? (data.points?.length ?? 0) : data.samples;
  const rows = Math.max(1, Math.floor(there * data.train_ratio)), steps = Math.ceil(rows / training.batch_size);
  return weights * rows + steps * (weights * update + step);
}

/** Why a network is more than a run may have, or null.
 * @type {(experiment: Experiment, limits: Record<string, number>) => string | null} */
export function oversize(experiment, limits) {
  const { max_weights: most, max_epoch_cost: dearest } = limits, weights = weightsOf(experiment), cost = costOf(experiment, limits);
  if (weights > most) return `makes ${weights} weights; a network has at most ${most} weights`;
  return cost > dearest ? `costs ${cost} multiplications an epoch, with so many samples and so small batches; at most ${dearest} are done` : null;
}

/** Names as one text: commas between them, a backslash before one that is within a name.
 * @type {(names: string[]) => string} */
export const listed = (names) => names.map((name) => name.replace(/[\\,]/g, "\\$&")).join(",");

/** The names of such a text.
 * @type {(text: string) => string[]} */
export const unlisted = (text) => [...`${text},`.matchAll(/((?:[^\\,]|\\.)*),/gsu)].map(([, name]) => name.replace(/\\(.)/gsu, "$1"));

/** The document that learns from a table that a person brought, as far as its name says: what of it, is still to be said.
 * @type {(experiment: Experiment, id: string) => Experiment} */
export const withUpload = (experiment, id) =>
  ({ ...experiment, data: { ...experiment.data, source: "upload", dataset_id: id, columns: [], target: null, plane: null, points: null } });

export const LONGEST_NAME = 120; // characters, of a table and of its columns

/** A text of the address as names out of those that are known, or as they are where none is; why not, to `wrong`.
 * @type {(text: string, known: string[], most: number, wrong: (why: string) => void) => string[] | undefined} */
export function columnsOf(text, known, most, wrong) {
  const fits = (/** @type {string} */ name) => name && name.length <= LONGEST_NAME && withoutStrays(name) === name && (!known.length || known.includes(name));
  const names = [...new Set(unlisted(text).map(oneLine))], kept = names.filter(fits);
  if (kept.length < names.length) wrong(known.length ? `must be out of ${known.slice(0, 8).join(", ")}${known.length > 8 ? ", …" : ""}` : `must be names of columns, each of at most ${LONGEST_NAME} characters that can be printed`);
  if (kept.length > most) wrong(`at most ${most} columns`);
  return kept.length ? kept.slice(0, most) : undefined;
}

/** What of a table does not fit together as an address says it, by key; null where all does.
 * @type {(experiment: Experiment) => {key: "table" | "plane", why: string} | null} */
export function misfitOfTable(experiment) {
  const { columns = [], target, plane } = experiment.data, known = isTabular(experiment) ? columns : [];
  if (isUpload(experiment) && experiment.problem === "multilabel") return { key: "table", why: "has one label a row: several at once cannot be learned from it" };
  if (isUpload(experiment) && (!known.length || !target || known.includes(target)))
    return { key: "table", why: "needs columns to learn from, and in learns another one to be learned" };
  if (plane && (new Set(plane).size !== 2 || !plane.every((name) => known.includes(name))))
    return { key: "plane", why: "must be two of the columns that are learned from" };
  return null;
}

// What a name may hold, as the server has it (engine/printable.py): one line of what can be printed.

/** @typedef {{write: (value: any) => string, parse: (text: string, context: {wrong: (why: string) => void}) => string}} Words */

const BREAKS = /[\t-\r\x1c-\x1f\x85\u2028\u2029]+/u;
const STRAYS = /[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\p{Cs}]/gu;
const INSTEAD = "\ufffd";

/** A text with a space for each line break or tab and the blanks around it.
 * @type {(text: string) => string} */
export const oneLine = (text) => (BREAKS.test(text) ? text.split(BREAKS).map((part) => part.trim()).filter(Boolean).join(" ") : text);

/** A text without what no text may hold.
 * @type {(text: string) => string} */
export const withoutStrays = (text) => text.replace(STRAYS, "");

/** A name as it may be shown, whatever it holds.
 * @type {(text: string) => string} */
export const printable = (text) => oneLine(text).replace(STRAYS, INSTEAD);

/** A text of the address, cut and without what the server refuses; a name, unless it may have lines.
 * @type {(most: number, lines?: boolean) => Words} */
export const words = (most, lines = false) => ({
  write: String,
  parse(value, { wrong }) {
    const sound = withoutStrays(lines ? value : oneLine(value));
    if (sound.length > most) wrong(`cut to ${most} characters`);
    if (withoutStrays(value) !== value) wrong("holds what cannot be printed, which is left out");
    return withoutStrays(sound.slice(0, most));
  },
});
