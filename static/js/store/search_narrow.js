// A search's space made narrower: a setting that is brushed, to its brush; where the goal is
// brushed, all others to the stretch of the trials that are left.  The settings stay the same.
import { narrowWords as words } from "../words/en/search.js";
import { same } from "./document.js";
import { numberText, valueAt } from "./search_axes.js";
import { hullOf, keptBy, valuesIn } from "./search_brush.js";
import { SCORE } from "./search_looks.js";
import { settingName } from "./settings.js";

/** @typedef {import("../study_types.js").Dimension} Dimension */
/** @typedef {import("../study_types.js").Range} Range */
/** @typedef {import("./search_axes.js").Axis} Axis */
/** @typedef {import("./search_brush.js").Brush} Brush */
/** @typedef {import("./search_brush.js").Brushes} Brushes */
/** @typedef {import("./search_brush.js").Line} Line */
/** @typedef {{space: Dimension[], why: ""} | {space: null, why: string}} Narrowed */

const DIGITS = 4; // of an end that a brush has set
const NEAR = 1e-9;

/** @type {(why: string) => Narrowed} */
const refused = (why) => ({ space: null, why });

/** The space that the brushes leave, or why there is none that is narrower.
 * @type {(space: Dimension[], axes: Axis[], lines: Line[], brushes: Brushes) => Narrowed} */
export function narrowed(space, axes, lines, brushes) {
  const kept = keptBy(axes, lines, brushes);
  const left = lines.filter(({ trial }) => !kept || kept.has(trial));
  const found = [];
  for (const [at, dimension] of space.entries()) {
    const hull = brushes[SCORE] ? hullOf(at, left) : null;
    const brush = brushes[dimension.path] ?? hull;
    const next = brush ? within(dimension, axes[at], brush) : dimension;
    if (!next) return refused(words.empty(settingName(dimension.path)));
    found.push(next);
  }
  if (same(found, space)) return refused(words.nothing);
  return withConditions(found);
}

/** A setting within a brush; null if none of its values is.
 * @type {(dimension: Dimension, axis: Axis, brush: Brush) => Dimension | null} */
function within(dimension, axis, brush) {
  const { int, float, choice, bool } = dimension;
  const range = int ?? float;
  if (range) {
    const ends = [brush.from, brush.to].map((place) => valueAt({ ...axis, isWhole: false }, place));
    const next = int ? wholeWithin(int, ends) : rangeWithin(range, ends);
    if (next.from > next.to) return null;
    return int ? { ...dimension, int: next } : { ...dimension, float: next };
  }
  const known = bool ? [false, true] : (choice ?? []);
  const options = valuesIn(axis, brush).filter((one) => known.some((other) => same(one, other)));
  if (!options.length) return null;
  if (options.length === known.length) return dimension;
  const { bool: _, ...others } = dimension;
  return { ...others, choice: options };
}

/** @type {(range: Range, ends: number[]) => Range} */
const wholeWithin = (range, [low, high]) => ({
  ...range,
  from: Math.max(range.from, Math.ceil(low - NEAR)),
  to: Math.min(range.to, Math.floor(high + NEAR)),
});

/** @type {(range: Range, ends: number[]) => Range} */
function rangeWithin(range, [low, high]) {
  const { from, to, step, log } = range;
  const start = Math.max(from, rounded(low, Math.floor));
  const end = Math.min(to, rounded(high, Math.ceil));
  if (step === undefined) return { ...range, from: start, to: end };
  const steps = log
    ? Math.log(start / from) / Math.log(step) // `step` is a factor
    : (start - from) / step;
  const count = Math.ceil(steps - NEAR);
  return { ...range, from: log ? from * step ** count : from + count * step, to: end };
}

/** A number of a few digits that lies beyond another one, or is it.
 * @type {(value: number, round: (value: number) => number) => number} */
function rounded(value, round) {
  if (value === 0) return 0;
  const power = DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)));
  const scaled = value * 10 ** power;
  const near = Math.round(scaled);
  const whole = Math.abs(scaled - near) < NEAR * Math.abs(scaled) ? near : round(scaled);
  return Number(`${whole}e${-power}`);
}

/** The same with conditions that can hold; refused if one no longer can.
 * @type {(space: Dimension[]) => Narrowed} */
function withConditions(space) {
  const found = [];
  for (const dimension of space) {
    const { path, when } = dimension;
    const parent = space.find((one) => one.path === when?.path);
    if (!when || !parent) {
      found.push(dimension);
      continue;
    }
    const values = when.values.filter((value) => canBe(parent, value));
    if (!values.length)
      return refused(words.neverHolds(settingName(path), settingName(parent.path)));
    found.push({ ...dimension, when: { ...when, values } });
  }
  return { space: found, why: "" };
}

/** @type {(dimension: Dimension, value: unknown) => boolean} */
function canBe({ int, choice }, value) {
  if (int) return Number(value) >= int.from && Number(value) <= int.to;
  return !choice || choice.some((one) => same(one, value));
}

/** What is other in a narrower space, in words.
 * @type {(before: Dimension[], after: Dimension[], textOf: (path: string, value: unknown) =>
 *   string) => string[]} */
export const changesOf = (before, after, textOf) =>
  after.flatMap((dimension, at) => {
    const { path, int, float, choice } = dimension;
    const range = int ?? float;
    const known = before[at];
    if (same([range, choice], [known.int ?? known.float, known.choice])) return [];
    const text = range
      ? words.fromTo(numberText(range.from), numberText(range.to))
      : (choice ?? []).map((value) => textOf(path, value)).join(", ");
    return [`${settingName(path)} ${text}`];
  });
