// The address bar holds the whole experiment: short, readable keys; what is at its default is left out.
// Encode and decode are one table, and here is the one reader of numbers.  Nothing here touches the window.
import {
  columnsOf, isKnown, isTabular, isUpload, listed, misfitOfTable, oversize, read, same, splitFeatures, withDataSet, withUpload, words,
  written,
} from "./document.js";
import { decodePoints, encodePoints, fitsAddress, MORE, ownPoints } from "./points.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {import("../types.js").Judged} Judged */
/** @typedef {{write: (value: any, problem: string) => string, parse: (text: string, context: Context) => any}} Codec */
/** @typedef {{catalog: Catalog, problem: string, data: Experiment["data"], judged: Judged, usual: any, wrong: (why: string, taken?: any) => void}} Context */

const LEAST_RATE = 1e-12, LARGEST_RATE = 10;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const THOUSANDS = /^\s*[-+−]?[1-9]\d{0,2},\d{3}\s*$/;

/** The number that a text is, or NaN: no other base, no empty text, nothing before or after it.
 * @type {(text: string) => number} */
export const decimal = (text) => (DECIMAL.test(text) ? Number(text) : NaN);

/** The number that a person has typed: with a decimal comma, a true minus or spaces, if they like.  "1,000" has two meanings, so none.
 * @type {(text: string) => number} */
export const typed = (text) => (THOUSANDS.test(text) ? NaN : decimal(text.trim().replace(",", ".").replaceAll("−", "-")));

/** A text is refused by `wrong`, which records why (and what is taken instead), and `undefined`: the default stays. */
const text = { write: String, parse: (/** @type {string} */ value) => value };

/** @type {Codec} */
const flag = {
  write: (value) => (value ? "1" : "0"),
  parse: (value) => ["1", "true", "yes"].includes(value.toLowerCase()),
};

/** @type {(low: number, high: number | ((limits: Record<string, number>) => number), whole?: boolean) => Codec} */
export const number = (low, high, whole = false) => ({
  write: String,
  parse(value, { catalog, wrong }) {
    const top = typeof high === "number" ? high : high(catalog.limits);
    const given = decimal(value);
    if (!Number.isFinite(given)) return wrong(`must be a number from ${low} to ${top}`);
    const fitting = Math.min(top, Math.max(low, whole ? Math.round(given) : given));
    if (fitting !== given) wrong(`must be ${whole ? "a whole number " : ""}from ${low} to ${top}`, fitting);
    return fitting;
  },
});

/** The least learning rate learns nothing: who asks for less gets the usual one.
 * @type {Codec} */
export const learningRate = {
  write: String,
  parse(value, context) {
    if (decimal(value) < LEAST_RATE) return context.wrong(`must be from ${LEAST_RATE} to ${LARGEST_RATE}`, context.usual);
    return number(LEAST_RATE, LARGEST_RATE).parse(value, context);
  },
};

/** @type {(names: (context: Context) => string[]) => Codec} */
const choice = (names) => ({
  write: String,
  parse(value, context) {
    const allowed = names(context);
    return allowed.includes(value) ? value : context.wrong(`must be one of ${allowed.join(", ")}`);
  },
});

/** @type {(list: "activations" | "optimizers" | "initializers" | "regularizers" | "problems") => Codec} */
const named = (list) => choice(({ catalog }) => catalog[list].map((entry) => entry.name));

/** @type {(list: "datasets" | "losses") => Codec} */
const fitting = (list) =>
  choice(({ catalog, problem }) =>
    catalog[list].filter((entry) => entry.problems.includes(problem)).map((entry) => entry.name),
  );

/** Names of the catalog's, and formulas as far as the server has judged them good.
 * @type {Codec} */
const features = {
  write: (names) => names.join(","),
  parse(value, { catalog, judged, wrong }) {
    const kept = new Set(), most = catalog.limits.max_features, unknown = [];
    for (const text of splitFeatures(value)) {
      const found = isKnown(catalog, text) ? { name: text } : judged.get(text);
      if (found?.name) kept.add(found.name);
      else if (found?.why) wrong(`holds ${text}, which is left out: ${found.why}`);
      else unknown.push(text);
    }
    if (unknown.length) wrong(`must be out of ${catalog.features.map(({ name }) => name).join(", ")}, or formulas in x1 and x2`);
    if (kept.size > most) wrong(`at most ${most} features`);
    return kept.size ? [...kept].slice(0, most) : undefined;
  },
};

/** Layers as "4tanh,2relu"; none as "none".
 * @type {Codec} */
const layers = {
  write: (hidden) =>
    hidden.map((/** @type {any} */ layer) => `${layer.units}${layer.activation}`).join(",") || "none",
  parse(value, { catalog, wrong }) {
    if (value === "none") return [];
    const { max_layers: most, max_units: widest } = catalog.limits;
    const known = catalog.activations.map((activation) => activation.name);
    const asked = value.split(",").map((layer) => /^(\d{1,6})([a-z_0-9]*)$/.exec(layer));
    if (asked.some((layer) => !layer || !known.includes(layer[2] || "tanh")))
      return wrong("must be layers such as 4tanh,2relu");
    if (asked.length > most) wrong(`at most ${most} layers`);
    return asked.slice(0, most).map((layer) => {
      const units = Math.min(widest, Math.max(1, Number(layer?.[1])));
      if (units !== Number(layer?.[1])) wrong(`a layer has from 1 to ${widest} units`);
      return { units, activation: layer?.[2] || "tanh" };
    });
  },
};

/** @type {Codec} */
const speed = {
  write: String,
  parse: (value, context) => (value === "max" ? "max" : number(0.01, 1000).parse(value, context)),
};

/** @type {Codec} */
const controls = { write: (names) => names.join(","), parse: (value) => value.split(",").filter((name) => name && name.length <= 40).slice(0, 64) };

/** @type {Codec} */
const tableId = {
  write: String,
  parse: (value, { wrong }) => (/^[1-9A-HJ-NP-Za-km-z]{1,14}$/.test(value) ? value : wrong("must be the name that this server gave a table")),
};

/** Columns of a table: those that are known, where the table is one of the server's.
 * @type {Codec} */
const columns = {
  write: listed,
  parse: (value, { catalog, data, wrong }) => columnsOf(value, data.columns ?? [], catalog.limits.max_columns, wrong),
};

/** Points of one's own; too many of them are only mentioned.
 * @type {Codec} */
const points = {
  write: (value, problem) => (fitsAddress(value, problem) ? encodePoints(value, problem) : MORE),
  parse: (value, context) => decodePoints(value, { ...context, classes: context.data.classes, most: context.catalog.limits.max_points }),
};

const largestSeed = (/** @type {Record<string, number>} */ limits) => limits.max_seed;
const mostEpochs = (/** @type {Record<string, number>} */ limits) => limits.max_epochs;

const POINTS = "points";

/** Key, path, codec, in the order in which they stand in the address; the problem is read first, the classes before points.
 * @type {[string, string, Codec][]} */
export const KEYS = [
  ["problem", "problem", named("problems")],
  ["title", "title", words(120)],
  ["about", "description", words(4000, true)],
  ["data", "data.name", fitting("datasets")],
  ["table", "data.dataset_id", tableId],
  ["columns", "data.columns", columns],
  ["learns", "data.target", words(120)],
  ["plane", "data.plane", { ...columns, parse: (value, context) => columns.parse(value, { ...context, data: { ...context.data, columns: [] } }) }],
  ["samples", "data.samples", number(10, (limits) => limits.max_samples, true)],
  ["noise", "data.noise", number(0, 0.5)],
  ["ratio", "data.train_ratio", number(0.1, 0.9)],
  ["classes", "data.classes", number(2, (limits) => limits.max_classes, true)],
  [POINTS, "data.points", points],
  ["dataseed", "data.seed", number(0, largestSeed, true)],
  ["features", "features", features],
  ["hidden", "network.hidden", layers],
  ["output", "network.output_activation", text],
  ["init", "network.initializer", named("initializers")],
  ["loss", "training.loss", fitting("losses")],
  ["optimizer", "training.optimizer.name", named("optimizers")],
  ["rate", "training.optimizer.learning_rate", learningRate],
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
];

/** What a key stands for: points and tables count only where they are learned from.
 * @type {(experiment: Experiment, catalog: Catalog, key: string, path: string) => any} */
export function valueAt(experiment, catalog, key, path) {
  if (key === POINTS) return ownPoints(experiment);
  const value = read(experiment, path), own = isUpload(experiment);
  if (key === "data" && own) return null;
  if ((key === "table" || key === "learns") && !own) return null;
  if ((key === "columns" || key === "plane") && !isTabular(experiment)) return null;
  return key === "columns" && !own && same(value, withDataSet(catalog, experiment, experiment.data.name).data.columns) ? null : value;
}

/** The fragment of an experiment, without "#"; empty for the default.
 * @type {(experiment: Experiment, catalog: Catalog) => string} */
export function encode(experiment, catalog) {
  const natural = catalog.defaults[experiment.problem];
  const fragment = new URLSearchParams();
  for (const [key, path, codec] of KEYS) {
    const value = valueAt(experiment, catalog, key, path);
    const usual = path === "problem" ? "classification" : read(natural, path);
    if (value != null && !same(value, usual)) fragment.set(key, codec.write(value, experiment.problem));
  }
  return fragment.toString().replaceAll("%2C", ",");
}

/** The experiment of a fragment, and what in it did not fit.  Formulas stay only if the server has judged them good.
 * Never throws.
 * @type {(fragment: string, catalog: Catalog, judged?: Judged) => {experiment: Experiment, misfits: Misfit[]}} */
export function decode(fragment, catalog, judged = new Map()) {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  /** @type {Misfit[]} */
  const misfits = [];
  let experiment = catalog.defaults.classification;
  for (const [key, path, codec] of KEYS) {
    const value = given.get(key);
    if (value == null) continue;
    const wrong = refusal(misfits, key, value), { problem, data } = experiment;
    const parsed = codec.parse(value, { catalog, problem, data, judged, usual: read(experiment, path), wrong });
    if (parsed === undefined) continue;
    experiment = path === "problem" ? catalog.defaults[parsed] : written(experiment, path, parsed);
    if (key === "data") experiment = withDataSet(catalog, experiment, parsed);
    if (key === "table") experiment = withUpload(experiment, parsed);
    if (key === POINTS) experiment = written(experiment, "data.source", "points");
  }
  for (const key of new Set(given.keys()))
    if (!KEYS.some(([known]) => known === key))
      misfits.push({ key: key.slice(0, 40), value: (given.get(key) ?? "").slice(0, 40), why: "is not a known key" });
  return { experiment: fittingSize(fittingOutput(fittingTable(experiment, catalog, misfits), catalog, misfits), catalog, misfits), misfits };
}

/** @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} */
function fittingTable(experiment, catalog, misfits) {
  const wrong = misfitOfTable(experiment), { data, problem } = experiment;
  if (!wrong) return experiment;
  misfits.push({ ...wrong, value: wrong.key === "table" ? data.dataset_id ?? "" : listed(data.plane ?? []) });
  if (wrong.key === "plane") return written(experiment, "data.plane", null);
  return withDataSet(catalog, experiment, catalog.defaults[problem].data.name);
}

/** The texts in a fragment that may be formulas, for the server to judge.
 * @type {(fragment: string, catalog: Catalog) => string[]} */
export function formulasIn(fragment, { features, limits }) {
  const value = new URLSearchParams(fragment.replace(/^#/, "")).get("features") ?? "";
  const may = (/** @type {string} */ text) => text.length <= limits.max_formula_characters && /^[ -~]*[!-~][ -~]*$/.test(text);
  const asked = splitFeatures(value).filter((text) => may(text) && !features.some(({ name }) => name === text));
  return [...new Set(asked)].slice(0, limits.max_features);
}
/** Keeps why a value was refused and what is taken instead.
 * @type {(misfits: Misfit[], key: string, value: string) => Context["wrong"]} */
export const refusal = (misfits, key, value) => (why, taken) =>
  void misfits.push({ key, value: value.slice(0, 40), why: taken === undefined ? why : `${why}; taken as ${taken}` });

/** @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} */
function fittingSize(experiment, catalog, misfits) {
  const why = oversize(experiment, catalog.limits);
  if (!why) return experiment;
  const value = layers.write(experiment.network.hidden, experiment.problem);
  misfits.push({ key: "hidden", value, why });
  return written(experiment, "network.hidden", catalog.defaults[experiment.problem].network.hidden);
}

/** @type {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} */
function fittingOutput(experiment, catalog, misfits) {
  const allowed = catalog.output_activations[experiment.problem][experiment.training.loss] ?? ["auto"];
  const value = experiment.network.output_activation;
  if (allowed.includes(value)) return experiment;
  misfits.push({ key: "output", value, why: `must be one of ${allowed.join(", ")} with this loss` });
  return written(experiment, "network.output_activation", "auto");
}

/** Takes every formula for good: the server will judge it.
 * @type {Judged} */
const TRUSTING = { get: (text) => ({ name: text }) };

/** Why a value does not fit at a path of the document, or null; paths without a key are for the server to judge.
 * @type {(catalog: Catalog, experiment: Experiment, path: string, value: any) => string | null} */
export function misfit(catalog, experiment, path, value) {
  const codec = KEYS.find(([, known]) => known === path)?.[2];
  /** @type {string | null} */
  let reason = null;
  const { problem, data } = experiment;
  if (codec && value != null)
    codec.parse(codec.write(value, problem), { catalog, problem, data, judged: TRUSTING, usual: null, wrong: (why) => void (reason ??= why) });
  return reason;
}
