// The settings that a study varies: what each is called, how its values are written and read, and
// which are usual.  A path is one of the document; a setting may stand at several at once, as the
// activation of all hidden layers does.
import { settingWords as words } from "../words/en/study_settings.js";
import { KEYS } from "./address.js";
import { read } from "./document.js";
import { keyWords } from "../words/en/notices.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {{name: string, kind: "number" | "whole" | "choice", usual?: number[], log?: boolean,
 *   list?: (catalog: Catalog, experiment: Experiment) => import("../types.js").Choice[],
 *   paths: (experiment: Experiment) => string[],
 *   range?: [number, number]}} Setting `range`: between which values a map begins with */

const LAYER = /^network\.hidden\.(\d+)\.(units|activation)$/;
const DIGITS = 3; // of a number that an axis has divided: 0.0316 is enough

/** @type {(path: string) => (experiment: Experiment) => string[]} */
const at = (path) => () => [path];

/** The settings that are offered, in the order in which they are.
 * @type {Setting[]} */
export const SETTINGS = [
  {
    name: "rate",
    kind: "number",
    paths: at("training.optimizer.learning_rate"),
    usual: [0.003, 0.01, 0.03, 0.1, 0.3, 1],
    range: [0.001, 3],
    log: true,
  },
  {
    name: "optimizer",
    kind: "choice",
    paths: at("training.optimizer.name"),
    list: ({ optimizers }) => optimizers,
  },
  {
    name: "batch",
    kind: "whole",
    paths: at("training.batch_size"),
    usual: [1, 5, 10, 30, 100],
    range: [1, 100],
    log: true,
  },
  {
    name: "units",
    kind: "whole",
    paths: ({ network }) => network.hidden.slice(0, 1).map((_, i) => `network.hidden.${i}.units`),
    usual: [1, 2, 3, 4, 6, 8],
    range: [1, 8],
  },
  {
    name: "activation",
    kind: "choice",
    paths: ({ network }) => network.hidden.map((_, i) => `network.hidden.${i}.activation`),
    list: ({ activations }) => activations,
  },
  {
    name: "init",
    kind: "choice",
    paths: at("network.initializer"),
    list: ({ initializers }) => initializers,
  },
  {
    name: "loss",
    kind: "choice",
    paths: at("training.loss"),
    list: ({ losses }, { problem }) => losses.filter(({ problems }) => problems.includes(problem)),
  },
  {
    name: "reg",
    kind: "choice",
    paths: at("training.regularization.kind"),
    list: ({ regularizers }) => regularizers,
  },
  {
    name: "regrate",
    kind: "number",
    paths: at("training.regularization.rate"),
    usual: [0, 0.001, 0.003, 0.01, 0.03],
    range: [0.0001, 0.1],
    log: true,
  },
  {
    name: "noise",
    kind: "number",
    paths: at("data.noise"),
    usual: [0, 0.1, 0.2, 0.35, 0.5],
    range: [0, 0.5],
  },
  {
    name: "samples",
    kind: "whole",
    paths: at("data.samples"),
    usual: [50, 100, 200, 500],
    range: [50, 500],
    log: true,
  },
  {
    name: "ratio",
    kind: "number",
    paths: at("data.train_ratio"),
    usual: [0.1, 0.25, 0.5, 0.75, 0.9],
    range: [0.1, 0.9],
  },
];

/** What a setting of the list is called.
 * @type {(setting: Setting) => string} */
export const calledSetting = ({ name }) => words.names[name] ?? keyWords(name);

/** What the value at a path is called.
 * @type {(path: string) => string} */
export function settingName(path) {
  const layer = LAYER.exec(path);
  if (layer) return words.ofLayer(layer[2], Number(layer[1]) + 1);
  const [key] = KEYS.find(([, known]) => known === path) ?? [path];
  return words.names[key] ?? keyWords(key);
}

/** How the value at a path is written.
 * @type {(path: string, value: unknown, catalog: Catalog) => string} */
export function settingText(path, value, catalog) {
  if (value == null) return words.none;
  if (typeof value === "boolean") return value ? words.yes : words.no;
  if (typeof value === "number")
    return String(Number.isInteger(value) ? value : Number(value.toPrecision(DIGITS)));
  if (Array.isArray(value)) return value.map((one) => partText(one, catalog)).join(", ");
  return partText(value, catalog);
}

/** @type {(value: any, catalog: Catalog) => string} */
function partText(value, catalog) {
  if (typeof value === "object") return `${value.units} ${partText(value.activation, catalog)}`;
  const lists = [
    catalog.activations,
    catalog.optimizers,
    catalog.initializers,
    catalog.losses,
    catalog.regularizers,
    catalog.features,
    catalog.datasets,
  ];
  const found = lists.flatMap((list) => /** @type {import("../types.js").Choice[]} */ (list));
  return found.find(({ name }) => name === value)?.label ?? String(value);
}

/** A setting's value in a document.
 * @type {(setting: Setting, experiment: Experiment) => any} */
export const presentValue = (setting, experiment) =>
  read(experiment, setting.paths(experiment)[0] ?? "");

/** The same values, for a document, at all paths of a setting.
 * @type {(setting: Setting, experiment: Experiment, value: unknown) => Record<string, unknown>} */
export const variantOf = (setting, experiment, value) =>
  Object.fromEntries(setting.paths(experiment).map((path) => [path, value]));

/** Numbers as a person writes them, between spaces or semicolons or commas: or what is wrong.
 * @type {(text: string, isWhole: boolean) => {values: number[], wrong: string}} */
export function readNumbers(text, isWhole) {
  const parts = text.split(/[\s;,]+/).filter(Boolean);
  const values = parts.map(Number);
  const odd = parts.find((_, i) => !Number.isFinite(values[i]));
  if (odd !== undefined) return { values: [], wrong: words.noNumber(odd.slice(0, 20)) };
  const broken = values.find((value) => isWhole && !Number.isInteger(value));
  if (broken !== undefined) return { values: [], wrong: words.noWhole(String(broken)) };
  return { values: [...new Set(values)], wrong: "" };
}

/** What differs between trials, as columns: an activation that is the same in all layers is one.
 * @type {(paths: string[], trials: {values: Record<string, unknown>}[]) =>
 *   {path: string, label: string}[]} */
export function axesOf(paths, trials) {
  const layers = paths.filter((path) => LAYER.exec(path)?.[2] === "activation");
  const isOne =
    layers.length > 1 &&
    trials.every(({ values }) => layers.every((path) => values[path] === values[layers[0]]));
  return paths
    .filter((path) => !isOne || !layers.includes(path) || path === layers[0])
    .map((path) => ({
      path,
      label: isOne && path === layers[0] ? words.names.activation : settingName(path),
    }));
}
