// Brushes: for each axis of a search the stretch of it that is kept, and whether the trials that
// stand off its scale are kept too.  Places are those of search_axes.js.  Knows no screen.
import { placeOf, valueAt } from "./search_axes.js";

/** @typedef {import("./search_axes.js").Axis} Axis */
/** @typedef {import("./search_axes.js").Off} Off */
/** @typedef {{from: number, to: number, isOff: boolean}} Brush both ends belong to it */
/** @typedef {Record<string, Brush>} Brushes by the paths of their axes; an axis without one keeps
 *   all trials */
/** @typedef {number | Off} Spot where a trial stands on one axis: a place, or why it has none */
/** @typedef {{trial: number, spots: Spot[]}} Line a trial on all axes */

const NEAR = 1e-9; // of a scale: an end that was reached by arithmetic is reached

/** @type {Brush} */
export const ALL = { from: 0, to: 1, isOff: true };

/** Whether a brush leaves nothing out.
 * @type {(brush: Brush) => boolean} */
export const isAll = ({ from, to, isOff }) => from <= NEAR && to >= 1 - NEAR && isOff;

/** The brushes with another one for an axis; one that leaves nothing out is none.
 * @type {(brushes: Brushes, path: string, brush: Brush) => Brushes} */
export function brushed(brushes, path, { from, to, isOff }) {
  const { [path]: _, ...others } = brushes;
  const clamped = (/** @type {number} */ place) => Math.min(1, Math.max(0, place));
  const ends = [clamped(from), clamped(to)].sort((one, other) => one - other);
  const brush = { from: ends[0], to: ends[1], isOff };
  return isAll(brush) ? others : { ...others, [path]: brush };
}

/** Which trials all brushes keep; null if there are none, and so all trials are.
 * @type {(axes: Axis[], lines: Line[], brushes: Brushes) => Set<number> | null} */
export function keptBy(axes, lines, brushes) {
  const active = axes.flatMap(({ path }, at) => (brushes[path] ? [{ at, ...brushes[path] }] : []));
  if (!active.length) return null;
  /** @type {Set<number>} */
  const kept = new Set();
  for (const { trial, spots } of lines) {
    const isIn = active.every(({ at, from, to, isOff }) => {
      const spot = spots[at];
      return typeof spot === "number" ? spot >= from - NEAR && spot <= to + NEAR : isOff;
    });
    if (isIn) kept.add(trial);
  }
  return kept;
}

/** The stretch of an axis from the least to the greatest place of some trials; null if none has a
 * place there.
 * @type {(at: number, lines: Line[]) => Brush | null} */
export function hullOf(at, lines) {
  let [from, to, isOff] = [Infinity, -Infinity, false];
  for (const { spots } of lines) {
    const spot = spots[at];
    if (typeof spot !== "number") isOff = true;
    else [from, to] = [Math.min(from, spot), Math.max(to, spot)];
  }
  if (from > to) return null;
  return { from, to, isOff };
}

/** What a brush says in values: of numbers both ends, of a choice all options within.
 * @type {(axis: Axis, brush: Brush) => any[]} */
export function valuesIn(axis, { from, to }) {
  if (axis.kind === "number") return [valueAt(axis, from), valueAt(axis, to)];
  return axis.options.filter((option) => {
    const place = placeOf(axis, option) ?? 0;
    return place >= from - NEAR && place <= to + NEAR;
  });
}
