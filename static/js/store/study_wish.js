// What a form says of a study that is to be made, as a document; and what in it cannot be meant.
// Knows no screen.
import { beginWords as words } from "../words/en/begin_study.js";
import { firstSearch, readSearch } from "./search_wish.js";
import { presentValue, readNumbers, SETTINGS, variantOf } from "./settings.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./settings.js").Setting} Setting */
/** @typedef {import("../study_types.js").StudyWish} StudyWish */
/** @typedef {import("../study_types.js").Axis} Axis */
/** @typedef {"luck" | "compare" | "phase" | "tune"} Way */
/** @typedef {{setting: string, from: string, to: string, steps: string, log: boolean}} AxisForm
 * @typedef {{epochs: string, target: string, count: string, of: string[], setting: string,
 *   values: string, chosen: string[], along: AxisForm, up: AxisForm, metric: string,
 *   search: import("./search_wish.js").SearchForm}} Form what stands in the
 *   fields: texts, as they were typed */
/** @typedef {{study: StudyWish, wrong: null} | {study: null, wrong: {field: string,
 *   why: string}}} Read */

export const MOST_VARIANTS = 8; // the present setting is one of them

/** @type {(name: string) => Setting} */
export const settingNamed = (name) => SETTINGS.find((one) => one.name === name) ?? SETTINGS[0];

/** The settings that can be varied in a document: those that it has, and of a map the numbers.
 * @type {(experiment: Experiment, isMap: boolean) => Setting[]} */
export const settingsFor = (experiment, isMap) =>
  SETTINGS.filter((one) => one.paths(experiment).length > 0 && (!isMap || one.range !== undefined));

/** An axis as a form shows it first.
 * @type {(name: string) => AxisForm} */
export function axisForm(name) {
  const { range = [0, 1], kind, log = false } = settingNamed(name);
  const [from, to] = range;
  const steps = kind === "whole" && !log ? to - from + 1 : FIRST_STEPS;
  return { setting: name, from: `${from}`, to: `${to}`, steps: `${steps}`, log };
}

const FIRST_STEPS = 12;

/** What stands in the fields before anybody has changed them; `asked` is of the address.
 * @type {(experiment: Experiment, asked: URLSearchParams, catalog: Catalog) => Form} */
export function firstForm(experiment, asked, catalog) {
  const setting = settingNamed(asked.get("setting") ?? "");
  const { stop } = experiment.training;
  const of = (asked.get("of") ?? "weights,order").split(",").filter(Boolean);
  return {
    epochs: asked.get("epochs") || String(stop.max_epochs || USUAL_EPOCHS),
    target: asked.get("target") ?? USUAL_TARGET,
    count: asked.get("count") || USUAL_COUNT,
    of,
    ...valuesFor(setting, experiment),
    ...(asked.has("values") && valuesAsked(String(asked.get("values")))),
    along: axisForm(asked.get("along") ?? "rate"),
    up: axisForm(asked.get("up") ?? (experiment.network.hidden.length ? "units" : "batch")),
    metric: asked.get("metric") === "loss" ? "loss" : "test_loss",
    search: firstSearch(experiment, catalog, asked),
  };
}

/** @type {(text: string) => {values: string, chosen: string[]}} */
const valuesAsked = (text) => ({ values: text, chosen: text.split(/[\s,]+/).filter(Boolean) });

const USUAL_EPOCHS = 300;
const USUAL_TARGET = "0.05";
const USUAL_COUNT = "32";

/** The values that a setting is compared with at first: usual ones besides the present.
 * @type {(setting: Setting, experiment: Experiment) => {setting: string, values: string,
 *   chosen: string[]}} */
export function valuesFor(setting, experiment) {
  const present = presentValue(setting, experiment);
  const others = (setting.usual ?? []).filter((value) => value !== present);
  return { setting: setting.name, values: others.slice(0, 4).join(" "), chosen: [] };
}

/** @type {(field: string, why: string) => Read} */
const refused = (field, why) => ({ study: null, wrong: { field, why } });

/** What a form says, or the first field that cannot be meant so.
 * @type {(way: Way, base: Experiment, form: Form) => Read} */
export function readForm(way, base, form) {
  const epochs = Number(form.epochs);
  if (!Number.isInteger(epochs) || epochs < 1) return refused("epochs", words.epochsWrong);
  const isSearch = way === "tune"; // which has no target
  const target = isSearch || form.target.trim() === "" ? null : Number(form.target);
  if (target !== null && !(target > 0)) return refused("target", words.targetWrong);
  const goal = isSearch ? { metric: form.metric } : { metric: "test_loss", target };
  const about = { base, budget: { epochs }, goal };
  const found = VARIES[way](base, form);
  if ("why" in found) return refused(found.field, found.why);
  return { study: { ...about, vary: found }, wrong: null };
}

/** @typedef {import("../study_types.js").Vary | {field: string, why: string}} Found */

/** @type {Record<Way, (base: Experiment, form: Form) => Found>} */
const VARIES = {
  ...{ luck: seedsOf, compare: listOf, phase: gridOf },
  tune: (base, { search }) => readSearch(search, base),
};

/** @type {(base: Experiment, form: Form) => Found} */
function seedsOf(_, { count, of }) {
  const all = Number(count);
  if (!Number.isInteger(all) || all < 2 || all > 64)
    return { field: "count", why: words.countWrong };
  if (!of.length) return { field: "of", why: words.noDice };
  return { kind: "seeds", count: all, of };
}

/** @type {(base: Experiment, form: Form) => Found} */
function listOf(base, { setting: name, values: text, chosen }) {
  const setting = settingNamed(name);
  const present = presentValue(setting, base);
  const { values, wrong } =
    setting.kind === "choice"
      ? { values: chosen, wrong: "" }
      : readNumbers(text, setting.kind === "whole");
  if (wrong) return { field: "values", why: wrong };
  const others = values.filter((value) => value !== present);
  if (!others.length || others.length >= MOST_VARIANTS)
    return { field: "values", why: words.valuesWrong(MOST_VARIANTS - 1) };
  const variants = others.map((value) => variantOf(setting, base, value));
  return { kind: "list", variants: [{}, ...variants] };
}

/** @type {(base: Experiment, form: Form) => Found} */
function gridOf(base, form) {
  const axes = [];
  for (const field of /** @type {const} */ (["along", "up"])) {
    const { setting: name, from: low, to: high, steps: count, log } = form[field];
    const [from, to, steps] = [low, high, count].map(Number);
    if (![from, to].every(Number.isFinite) || low === "" || from === to)
      return { field, why: words.rangeWrong };
    if (log && Math.min(from, to) <= 0) return { field, why: words.logWrong };
    if (!Number.isInteger(steps) || steps < 2 || steps > 48)
      return { field, why: words.stepsWrong };
    const [path] = settingNamed(name).paths(base);
    axes.push({ path, from, to, steps, log });
  }
  if (axes[0].path === axes[1].path) return { field: "up", why: words.sameAxis };
  return { kind: "grid", seeds: 1, axes };
}
