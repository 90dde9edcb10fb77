// Trials of one's own in a search: what stands in the fields of the next one, those fields read as
// the document has them, and which trials were one's own.  Knows no screen.
import { guessWords as words } from "../words/en/search.js";
import { read, same } from "./document.js";
import { bestOf } from "./search_figures.js";

/** @typedef {import("../study_types.js").Dimension} Dimension */
/** @typedef {import("../study_types.js").SearchVary} SearchVary */
/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {Record<string, unknown>} Values */
/** @typedef {Record<string, string>} Fields what stands in them, by paths: a number as it was
 *   typed, of a choice the place in its list */
/** @typedef {{values: Values, path: "", why: ""} |
 *   {values: null, path: string, why: string}} Read */

export const OWN = "own"; // the method that tries nothing else
const DIGITS = 6; // of a number that stands in a field

/** What a setting is chosen from; null of a number.
 * @type {(dimension: Dimension) => unknown[] | null} */
export const optionsIn = ({ choice, bool }) => choice ?? (bool ? [false, true] : null);

/** What stands in the fields at first: the values of a trial, else those of the base.
 * @type {(space: Dimension[], trial: Trial | null, base: object) => Fields} */
export function firstFields(space, trial, base) {
  /** @type {Fields} */
  const fields = {};
  for (const dimension of space) {
    const { path, int, float } = dimension;
    const value = trial?.values[path] ?? read(base, path);
    const options = optionsIn(dimension);
    const at = options?.findIndex((one) => same(one, value)) ?? 0;
    fields[path] = options ? `${Math.max(0, at)}` : textOf(value ?? (int ?? float)?.from);
  }
  return fields;
}

/** @type {(value: unknown) => string} */
const textOf = (value) => (typeof value === "number" ? `${Number(value.toPrecision(DIGITS))}` : "");

/** The settings that a guess has to name: those whose conditions hold.
 * @type {(space: Dimension[], fields: Fields) => Dimension[]} */
export function askedIn(space, fields) {
  const found = /** @type {Dimension[]} */ ([]);
  for (const dimension of space) {
    const { when } = dimension;
    const parent = found.find(({ path }) => path === when?.path);
    const holds = parent && when?.values.some((one) => same(one, valueIn(parent, fields)));
    if (!when || holds) found.push(dimension);
  }
  return found;
}

/** @type {(dimension: Dimension, fields: Fields) => unknown} */
function valueIn(dimension, fields) {
  const text = fields[dimension.path] ?? "";
  const options = optionsIn(dimension);
  if (options) return options[Number(text)];
  return text.trim() === "" ? NaN : Number(text);
}

/** What the fields say, or the first one that cannot be meant so.
 * @type {(space: Dimension[], fields: Fields) => Read} */
export function readGuess(space, fields) {
  /** @type {Values} */
  const values = {};
  for (const dimension of askedIn(space, fields)) {
    const { path, int } = dimension;
    const value = valueIn(dimension, fields);
    const isNumber = optionsIn(dimension) === null;
    if (isNumber && !(int ? Number.isInteger(value) : Number.isFinite(value)))
      return { values: null, path, why: int ? words.noWhole : words.noNumber };
    values[path] = value;
  }
  return { values, path: "", why: "" };
}

/** The trial that has had these values; undefined if none has.
 * @type {(space: Dimension[], trials: Trial[], values: Values) => Trial | undefined} */
export function triedBefore(space, trials, values) {
  const key = keyOf(space, values);
  return trials.find((trial) => keyOf(space, trial.values) === key);
}

/** The same for the same values, however they are listed.
 * @type {(space: Dimension[], values: Values) => string} */
export const keyOf = (space, values) =>
  JSON.stringify(space.map(({ path }) => values[path] ?? null));

/** The keys of the trials that were one's own, in a search that makes others too.
 * @type {(vary: SearchVary | null) => Set<string>} */
export const ownKeys = (vary) =>
  new Set(vary && vary.method !== OWN ? vary.own?.map((one) => keyOf(vary.space, one)) : []);

/** The best of one's own and the best of the others; null where there is none.
 * @type {(trials: Trial[], isOwn: (trial: Trial) => boolean) =>
 *   {own: Trial | null, other: Trial | null}} */
export const duel = (trials, isOwn) => ({
  own: bestOf(trials.filter(isOwn)),
  other: bestOf(trials.filter((trial) => !isOwn(trial))),
});
