// What a form says of a search: which settings are searched, between what and on what condition, by
// which method, and how many trials; read as the document has it, or the first field that cannot
// be meant so.  Knows no screen.
import { searchWishWords as words } from "../words/en/tune.js";
import { read } from "./document.js";
import { OWN } from "./search_guess.js";
import { NATURAL_CONDITIONS, optionsOf, searchedIn } from "./search_settings.js";
import { presentValue, readNumbers } from "./settings.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../study_types.js").SearchVary} SearchVary */
/** @typedef {import("../study_types.js").Dimension} Dimension */
/** @typedef {import("./search_settings.js").Searched} Searched */
/** @typedef {{setting: string, isList: boolean, from: string, to: string, log: boolean,
 *   values: string, chosen: string[], when: string, holds: string[]}} Row one setting: numbers lie
 *   in a range or are listed in `values`, choices are `chosen`; it is tried only where the setting
 *   `when`, if there is one, has one of the values `holds` */
/** @typedef {{space: Row[], method: string, trials: string, most: number}} SearchForm `most`: how
 *   many trials the server takes */
/** @typedef {{field: string, why: string}} Wrong */

export const METHODS = /** @type {const} */ (["random", "grid", "hyperband", "bayesian", "own"]);

const USUAL_TRIALS = "25";
const USUAL_SPACE = ["rate", "units"];
const FIRST_CHOSEN = 3; // of the options of a choice

/** @type {(name: string, experiment: Experiment) => Searched | undefined} */
export const searchedNamed = (name, experiment) =>
  searchedIn(experiment).find((one) => one.name === name);

/** What stands in the form before anybody has changed it; `asked` is of the address.
 * @type {(experiment: Experiment, catalog: Catalog, asked: URLSearchParams) => SearchForm} */
export function firstSearch(experiment, catalog, asked) {
  const method = asked.get("method") ?? "";
  const about = { experiment, catalog };
  const space = (asked.get("vary")?.split(/\s+/) ?? USUAL_SPACE).reduce((rows, text) => {
    const row = rowAsked(text, about, rows);
    return row ? [...rows, row] : rows;
  }, /** @type {Row[]} */ ([]));
  return {
    space,
    method: METHODS.find((one) => one === method) ?? METHODS[0],
    trials: asked.get("trials") || USUAL_TRIALS,
    most: catalog.limits.max_search_trials,
  };
}

/** @typedef {{experiment: Experiment, catalog: Catalog}} About */

/** A row of the address, such as `rate:0.001:1`, `batch:1,10,100` or `optimizer:sgd,adam`.
 * @type {(text: string, about: About, rows: Row[]) => Row | null} */
function rowAsked(text, about, rows) {
  const [name, first, second] = text.split(":");
  const setting = searchedNamed(name, about.experiment);
  if (!setting || rows.some((row) => row.setting === name)) return null;
  const row = firstRow(setting, about, rows);
  if (first === undefined) return row;
  if (second !== undefined) return { ...row, from: first, to: second };
  const values = first.split(",").filter(Boolean);
  return setting.kind === "choice"
    ? { ...row, chosen: values }
    : { ...row, isList: true, values: values.join(" ") };
}

/** A setting as it is searched at first: over its usual range, on its natural condition.
 * @type {(setting: Searched, about: About, rows: Row[]) => Row} */
export function firstRow(setting, { experiment, catalog }, rows) {
  const [from, to] = setting.range ?? [0, 1];
  const names = optionsOf(setting, catalog, experiment).map(({ name }) => name);
  const present = presentAt(setting, experiment);
  const chosen = [...new Set([present, ...names])]
    .filter((name) => names.includes(name))
    .slice(0, FIRST_CHOSEN);
  const { when, holds } = naturalCondition(setting, rows);
  return {
    ...{ setting: setting.name, isList: false, from: `${from}`, to: `${to}` },
    ...{ log: setting.log ?? false, values: (setting.usual ?? []).join(" "), chosen, when, holds },
  };
}

/** @type {(setting: Searched, experiment: Experiment) => any} */
const presentAt = (setting, experiment) =>
  presentValue({ ...setting, paths: () => [setting.path] }, experiment);

/** @type {(setting: Searched, rows: Row[]) => {when: string, holds: string[]}} */
function naturalCondition({ name }, rows) {
  const natural = NATURAL_CONDITIONS[name];
  const parent = rows.find((row) => row.setting === natural?.setting);
  const holds = natural?.values.filter((value) => parent?.chosen.includes(value)) ?? [];
  return holds.length ? { when: natural.setting, holds } : { when: "", holds: [] };
}

/** What the values of a row are, as texts, where it has some to choose from.
 * @type {(row: Row, setting: Searched) => string[]} */
export const valuesOfRow = ({ isList, values, chosen }, { kind }) =>
  kind === "choice" ? chosen : isList ? values.split(/[\s;,]+/).filter(Boolean) : [];

/** The rows on which a condition of another row may rest: those before it that have values to
 * choose from.
 * @type {(form: SearchForm, at: number, experiment: Experiment) =>
 *   {row: Row, setting: Searched}[]} */
export const parentsFor = ({ space }, at, experiment) =>
  space.slice(0, at).flatMap((row) => {
    const setting = searchedNamed(row.setting, experiment);
    return setting && valuesOfRow(row, setting).length ? [{ row, setting }] : [];
  });

/** @type {(form: SearchForm, experiment: Experiment) => SearchVary | Wrong} */
export function readSearch(form, experiment) {
  const { space: rows, method, trials: text, most } = form;
  if (!rows.length) return { field: "add", why: words.noSetting };
  const space = [];
  for (const [at, row] of rows.entries()) {
    const found = readRow(form, at, row, experiment);
    if ("why" in found) return { field: `space.${at}.${found.field}`, why: found.why };
    space.push(found);
  }
  const trials = Number(text);
  if (!Number.isInteger(trials) || trials < 1 || trials > most)
    return { field: "trials", why: words.trialsWrong(most) };
  const own = method === OWN ? [ownBase(space, experiment)] : [];
  return { kind: "search", space, method, trials, ...(own.length ? { own } : {}) };
}

/** The experiment as it is, as a trial of one's own; what it has no value for is left out.
 * @type {(space: Dimension[], experiment: Experiment) => Record<string, unknown>} */
const ownBase = (space, experiment) =>
  Object.fromEntries(
    space.flatMap(({ path }) => {
      const value = read(experiment, path);
      return value == null ? [] : [[path, value]];
    }),
  );

/** @type {(form: SearchForm, at: number, row: Row, experiment: Experiment) =>
 *   Dimension | Wrong} */
function readRow(form, at, row, experiment) {
  const setting = searchedNamed(row.setting, experiment);
  if (!setting) return { field: "setting", why: words.noSuchSetting };
  const hasList = setting.kind === "choice" || row.isList;
  const found = hasList ? listed(row, setting) : range(row, setting);
  if ("why" in found) return found;
  if (!row.when) return { path: setting.path, ...found };
  const parent = parentsFor(form, at, experiment).find(({ row: one }) => one.setting === row.when);
  if (!parent) return { field: "when", why: words.noParent };
  const known = valuesOfRow(parent.row, parent.setting);
  const holds = row.holds.filter((value) => known.includes(value));
  if (!holds.length) return { field: "when", why: words.neverHolds(parent.setting.label) };
  const values = parent.setting.kind === "choice" ? holds : holds.map(Number);
  return { path: setting.path, ...found, when: { path: parent.setting.path, values } };
}

/** @typedef {Omit<Dimension, "path" | "when">} Values */

/** @type {(row: Row, setting: Searched) => Values | Wrong} */
function listed({ chosen, values: text }, { kind }) {
  if (kind === "choice")
    return chosen.length > 1 ? { choice: chosen } : { field: "chosen", why: words.chooseTwo };
  const { values, wrong } = readNumbers(text, kind === "whole");
  if (wrong) return { field: "values", why: wrong };
  return values.length > 1 ? { choice: values } : { field: "values", why: words.nameTwo };
}

/** @type {(row: Row, setting: Searched) => Values | Wrong} */
function range({ from: low, to: high, log }, { kind }) {
  const isWhole = kind === "whole";
  const ends = [low, high].map((text) => (text.trim() === "" ? NaN : Number(text)));
  for (const [at, field] of ["from", "to"].entries()) {
    if (!Number.isFinite(ends[at])) return { field, why: words.noNumber };
    if (isWhole && !Number.isInteger(ends[at])) return { field, why: words.noWhole };
  }
  const [from, to] = ends;
  if (from >= to) return { field: "to", why: words.notAbove(from) };
  if (log && from <= 0) return { field: "from", why: words.logWrong };
  return isWhole ? { int: { from, to, log } } : { float: { from, to, log } };
}
