// The arithmetic of a study: how sure a count is, the middle of many curves, and when a trial has
// reached its goal.  Pure: numbers in, numbers out; null stands for what is no finite number.

/** @typedef {import("../types.js").Values} Values */

const SURE = 1.959963984540054; // standard deviations: 95 % of a normal distribution lie within

/** Between which shares the true one lies with 95 %, given a count out of so many: the score
 * interval of Wilson (1927).  It stays within 0 and 1, and is no point where all or none did it.
 * @type {(count: number, all: number) => [number, number]} */
export function wilson(count, all) {
  if (all < 1) return [0, 1];
  const share = count / all;
  const square = SURE ** 2;
  const middle = share + square / (2 * all);
  const half = SURE * Math.sqrt((share * (1 - share)) / all + square / (4 * all ** 2));
  const whole = 1 + square / all;
  return [Math.max(0, (middle - half) / whole), Math.min(1, (middle + half) / whole)];
}

/** The value below which such a share of sorted numbers lies, interpolated between two of them;
 * null if there are none.
 * @type {(sorted: number[], share: number) => number | null} */
export function quantile(sorted, share) {
  if (!sorted.length) return null;
  const at = share * (sorted.length - 1);
  const before = Math.floor(at);
  const after = Math.min(sorted.length - 1, before + 1);
  const part = at - before; // beyond the last finite one may stand infinity: 0 times that is none
  return part ? sorted[before] + part * (sorted[after] - sorted[before]) : sorted[before];
}

/** The middle of some numbers; null if there are none.
 * @type {(values: Values) => number | null} */
export const median = (values) => quantile(sortedOf(values), 0.5);

/** @type {(values: Values) => number[]} */
const sortedOf = (values) =>
  values.filter((value) => value !== null).sort((one, other) => one - other);

/** The median and the quartiles of many curves at each of their common places.  A trial that has
 * diverged is worse than all that have not, so that it does not make the others look better.
 * @type {(curves: Values[], hasDiverged: boolean[]) => {low: Values, middle: Values,
 *   high: Values}} */
export function quartilesOf(curves, hasDiverged) {
  const places = curves.reduce((most, { length }) => Math.max(most, length), 0);
  /** @type {{low: Values, middle: Values, high: Values}} */
  const found = { low: [], middle: [], high: [] };
  for (let at = 0; at < places; at++) {
    const values = curves.flatMap((curve, i) => {
      const value = curve[at] ?? null;
      return value === null ? (hasDiverged[i] ? [Infinity] : []) : [value];
    });
    values.sort((one, other) => one - other);
    for (const [name, share] of /** @type {const} */ ([
      ["low", 0.25],
      ["middle", 0.5],
      ["high", 0.75],
    ]))
      found[name].push(finite(quantile(values, share)));
  }
  return found;
}

/** @type {(value: number | null) => number | null} */
const finite = (value) => (value !== null && Number.isFinite(value) ? value : null);

/** Numbers in the order of a column, those that are none last; equal ones stay as they stood.
 * @type {<T>(list: T[], valueOf: (one: T) => number | string | null, descending?: boolean) =>
 *   T[]} */
export function sortedBy(list, valueOf, descending = false) {
  const sign = descending ? -1 : 1;
  return list
    .map((one) => ({ one, value: valueOf(one) }))
    .sort(({ value: a }, { value: b }) => {
      if (a === null || b === null) return Number(a === null) - Number(b === null);
      if (typeof a === "number" && typeof b === "number") return sign * (a - b);
      return sign * String(a).localeCompare(String(b), "en", { numeric: true });
    })
    .map(({ one }) => one);
}
