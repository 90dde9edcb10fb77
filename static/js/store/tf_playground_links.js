// Links of the original TensorFlow Playground: any fragment of its own opens here as the same
// experiment. Its random numbers are not ours: a seed gives the same kind of data, not the same
// points.
import { refusal } from "./address.js";
import { decimal, learningRate, number } from "./codecs.js";
import { parametersOf, tellUnknown } from "./fragments.js";
import { reasons } from "../words/en/reasons.js";
import { tfPlaygroundReasons as own } from "../words/en/refused.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Misfit} Misfit */

const DATA = { circle: "circle", xor: "xor", gauss: "gauss", spiral: "spiral" };
const REGRESSION_DATA = { "reg-plane": "plane", "reg-gauss": "multi_gauss" };
const FEATURES = {
  x: "x1",
  y: "x2",
  xSquared: "x1_squared",
  ySquared: "x2_squared",
  xTimesY: "x1_x2",
  sinX: "sin_x1",
  sinY: "sin_x2",
};
const ACTIVATIONS = ["relu", "tanh", "sigmoid", "linear"];
const REGULARIZATIONS = { none: "none", L1: "l1", L2: "l2" };
const UNOFFERED = ["cosX", "cosY"];
const WITHOUT_EFFECT = ["collectStats", "tutorial"]; // on what is learned, or shown here
const KNOWN = [
  "activation",
  "batchSize",
  "dataset",
  "regDataset",
  "learningRate",
  "regularization",
  "regularizationRate",
  "noise",
  "networkShape",
  "seed",
  "showTestData",
  "discretize",
  "percTrainData",
  "problem",
  "initZero",
  "hideText",
  ...Object.keys(FEATURES),
];
const ALL = [...KNOWN, ...UNOFFERED, ...WITHOUT_EFFECT];
const hides = (/** @type {string} */ key) => key.endsWith("_hide");

/** Keys of the original that ours does not share; one of them tells such a link.
 * @type {(fragment: string) => boolean} */
export function isTfPlayground(fragment) {
  const keys = [...parametersOf(fragment, ALL).keys()];
  const telling = [
    ...KNOWN.filter((key) => !["seed", "noise", "discretize", "problem"].includes(key)),
    ...UNOFFERED,
  ];
  return keys.some((key) => telling.includes(key) || hides(key));
}

/** The experiment of such a fragment, and what in it did not fit.  Never throws.
 * @type {(fragment: string, catalog: Catalog) => {experiment: Experiment, misfits: Misfit[]}} */
export function fromTfPlayground(fragment, catalog) {
  const given = parametersOf(fragment, ALL);
  /** @type {Misfit[]} */
  const misfits = [];
  const read = reader(given, catalog, misfits);
  const problem = read.choice("problem", ["classification", "regression"], "classification");
  const natural = catalog.defaults[problem];
  for (const key of UNOFFERED)
    if (isOn(given, key)) misfits.push({ key, value: given.get(key) ?? "", why: own.notOffered });
  tellUnknown(given, (key) => ALL.includes(key) || hides(key), misfits);
  const seed = seedOf(given.get("seed"));
  const experiment = {
    ...natural,
    data: {
      ...natural.data,
      name:
        problem === "regression"
          ? read.named("regDataset", REGRESSION_DATA, "plane")
          : read.named("dataset", DATA, "circle"),
      noise: read.number("noise", 0, 50, 0) / 100,
      train_ratio: read.number("percTrainData", 10, 90, 50) / 100,
      seed,
    },
    features: featuresOf(given),
    network: {
      ...natural.network,
      hidden: layersOf(read, catalog.limits),
      initializer: isOn(given, "initZero") ? "zeros" : "playground",
    },
    training: {
      ...natural.training,
      optimizer: {
        ...natural.training.optimizer,
        learning_rate: read.by(learningRate, "learningRate", 0.03),
      },
      batch_size: Math.round(read.number("batchSize", 1, catalog.limits.max_batch, 10)),
      regularization: {
        kind: read.named("regularization", REGULARIZATIONS, "none"),
        rate: read.number("regularizationRate", 0, 10, 0),
      },
      seed,
    },
    view: {
      ...natural.view,
      show_test: isOn(given, "showTestData"),
      discretize: isOn(given, "discretize"),
      hide: hiddenOf(given),
    },
  };
  return { experiment, misfits };
}

/** @type {(given: URLSearchParams, catalog: Catalog, misfits: Misfit[]) => any} */
function reader(given, catalog, misfits) {
  const wrong = (/** @type {string} */ key, /** @type {string} */ why) =>
    refusal(misfits, key, given.get(key) ?? "")(why);
  const by = (
    /** @type {import("./codecs.js").Codec} */ codec,
    /** @type {string} */ key,
    /** @type {number} */ usual,
  ) => {
    const value = given.get(key);
    if (value == null) return usual;
    return (
      codec.parse(value, {
        catalog,
        problem: "",
        data: catalog.defaults.classification.data,
        judged: new Map(),
        usual,
        wrong: refusal(misfits, key, value),
      }) ?? usual
    );
  };
  const choice = (
    /** @type {string} */ key,
    /** @type {string[]} */ allowed,
    /** @type {string} */ usual,
  ) => {
    const value = given.get(key);
    if (value == null || allowed.includes(value)) return value ?? usual;
    wrong(key, reasons.oneOf(allowed));
    return usual;
  };
  return {
    by,
    choice,
    text: (/** @type {string} */ key) => given.get(key),
    wrong,
    named(
      /** @type {string} */ key,
      /** @type {Record<string, string>} */ names,
      /** @type {string} */ usual,
    ) {
      return names[choice(key, Object.keys(names), "")] ?? usual;
    },
    number: (
      /** @type {string} */ key,
      /** @type {number} */ low,
      /** @type {number} */ high,
      /** @type {number} */ usual,
    ) => by(number(low, high), key, usual),
  };
}

/** Whether something is on: as in the original all but "false" says so.
 * @type {(given: URLSearchParams, key: string, usual?: boolean) => boolean} */
function isOn(given, key, usual = false) {
  const value = given.get(key)?.trim();
  return value ? value !== "false" : usual;
}

/** @type {(given: URLSearchParams) => string[]} */
function featuresOf(given) {
  const shown = Object.entries(FEATURES)
    .filter(([key]) => isOn(given, key, key === "x" || key === "y"))
    .map(([, name]) => name);
  return shown.length ? shown : ["x1", "x2"];
}

/** @type {(read: any, limits: Record<string, number>) => {units: number, activation: string}[]} */
function layersOf(read, limits) {
  const activation = read.choice("activation", ACTIVATIONS, "tanh");
  const shape = read.text("networkShape") ?? "4,2";
  const { max_layers: most, max_units: widest } = limits;
  const sizes = shape.split(",").filter(Boolean).map(decimal);
  const known = sizes.filter((/** @type {number} */ units) => Number.isInteger(units) && units > 0);
  const wrong = (/** @type {boolean} */ is, /** @type {string} */ why) =>
    is && read.wrong("networkShape", why);
  wrong(known.length < sizes.length, own.layerSizes);
  wrong(known.length > most, own.layersCutTo(known.length, most));
  wrong(
    known.some((/** @type {number} */ units) => units > widest),
    own.tooWide(widest),
  );
  return known
    .slice(0, most)
    .map((/** @type {number} */ units) => ({ units: Math.min(units, widest), activation }));
}

/** Its seeds are texts such as "0.31415": the digits become our whole number.
 * @type {(text: string | null) => number} */
function seedOf(text) {
  if (!text) return 1;
  let seed = 0;
  for (const character of text) seed = (Math.imul(seed, 31) + character.charCodeAt(0)) >>> 0;
  return seed;
}

/** @type {(given: URLSearchParams) => string[]} */
function hiddenOf(given) {
  const names = [...given.entries()]
    .filter(([key]) => hides(key) && isOn(given, key))
    .map(([key]) => key.slice(0, -5));
  if (isOn(given, "hideText")) names.push("text");
  return names.slice(0, 64);
}
