// The address bar holds the whole experiment: short, readable keys; what is at its default is left
// out. Encode and decode are one table (codecs.js has its cells).  Nothing here touches the window.
import {
  columns,
  controls,
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
  points,
  speed,
  tableId,
  text,
  words,
} from "./codecs.js";
import {
  isTabular,
  isUpload,
  misfitOfTable,
  oversize,
  read,
  same,
  splitFeatures,
  withDataSet,
  withUpload,
  written,
} from "./document.js";
import { parametersOf, tellUnknown } from "./fragments.js";
import { ownPoints } from "./points.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {import("../types.js").Judged} Judged */

const largestSeed = (/** @type {Record<string, number>} */ limits) => limits.max_seed;
const mostEpochs = (/** @type {Record<string, number>} */ limits) => limits.max_epochs;

const POINTS = "points";
const OF_ROWS = ["columns", "plane", "inputs"]; // keys that count only with a table

/** Key, path, codec, in the order in which they stand in the address; the problem is read first,
 * the classes before points.
 * @type {[string, string, import("./codecs.js").Codec][]} */
export const KEYS = [
  ["problem", "problem", named("problems")],
  ["title", "title", words(120)],
  ["about", "description", words(4000, true)],
  ["data", "data.name", fitting("datasets")],
  ["table", "data.dataset_id", tableId],
  ["columns", "data.columns", columns],
  ["learns", "data.target", words(120)],
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
  ["lock", "view.lock", locks],
];

const NAMES = KEYS.map(([key]) => key);

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
  const natural = catalog.defaults[experiment.problem];
  const fragment = new URLSearchParams();
  for (const [key, path, codec] of KEYS) {
    const value = valueAt(experiment, catalog, key, path);
    const usual = path === "problem" ? "classification" : read(natural, path);
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
    experiment = path === "problem" ? catalog.defaults[parsed] : written(experiment, path, parsed);
    if (key === "data") experiment = withDataSet(catalog, experiment, parsed);
    if (key === "table") experiment = withUpload(experiment, parsed);
    if (key === POINTS) experiment = written(experiment, "data.source", "points");
  }
  tellUnknown(given, (key) => NAMES.includes(key), misfits);
  return {
    experiment: fittingSize(
      fittingOutput(fittingTable(experiment, catalog, misfits), catalog, misfits),
      catalog,
      misfits,
    ),
    misfits,
  };
}

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
    why: taken === undefined ? why : `${why}; taken as ${taken}`,
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
function fittingOutput(experiment, catalog, misfits) {
  const allowed = catalog.output_activations[experiment.problem][experiment.training.loss] ?? [
    "auto",
  ];
  const value = experiment.network.output_activation;
  if (allowed.includes(value)) return experiment;
  misfits.push({
    key: "output",
    value,
    why: `must be one of ${allowed.join(", ")} with this loss`,
  });
  return written(experiment, "network.output_activation", "auto");
}

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
