// The curves of an activation as shapes: over which z they are drawn, where they jump, where they
// are flat.  Pure: knows neither page nor screen.

/** An activation at evenly spaced z, as the server computes it.
 * @typedef {{name: string, z: number[], values: number[], slopes: number[]}} ActivationCurve */

export const POINTS = 241; // of a curve: 40 for each unit of z at first
export const FLAT = 0.05; // a slope below this hardly passes a gradient
const NARROWEST = 6; // half of what is drawn at least, in z
const WIDEST = 1e6; // the same at most, as far as the server computes curves
const SPARE = 1.5; // how much narrower it may be at least before less is drawn
const JUMP = 8; // times the change that its slopes explain, beyond which a function jumps
const FINE = 0.25; // between two z, with which slopes of smooth functions change little

/** Half of the z that is drawn: wide enough for all sums of a neuron, as it was as long as they fit
 * well.
 * @type {(now: number, least: number, greatest: number) => number} */
export function halfWidth(now, least, greatest) {
  const needed = Math.max(Math.abs(least), Math.abs(greatest));
  const width = (/** @type {number} */ size) =>
    Math.min(WIDEST, NARROWEST * 2 ** Math.max(0, Math.ceil(Math.log2(size / NARROWEST))));
  if (needed > now) return width(needed);
  return Math.min(now, width(SPARE * needed));
}

/** The stretches of z over which a function is flat, from end to end of what is drawn.
 * @type {(curve: ActivationCurve) => [number, number][]} */
export function flatZones({ z, slopes }) {
  /** @type {[number, number][]} */
  const zones = [];
  slopes.forEach((slope, i) => {
    if (!(Math.abs(slope) < FLAT)) return;
    const isNext = i > 0 && Math.abs(slopes[i - 1]) < FLAT;
    if (isNext) zones[zones.length - 1][1] = z[i];
    else zones.push([z[i], z[i]]);
  });
  return zones;
}

/** The least and the greatest of some numbers, with 0 among them and some space around.
 * @type {(numbers: number[]) => [number, number]} */
export function spanOf(numbers) {
  const low = Math.min(0, ...numbers);
  const high = Math.max(0, ...numbers);
  const space = 0.08 * (high - low || 1);
  return [low - space, high + space];
}

/** A curve as an SVG path; where it jumps, the pen is lifted.
 * @type {(heights: number[], torn: boolean[], x: (i: number) => number,
 *   y: (height: number) => number) => string} */
export const pathOf = (heights, torn, x, y) =>
  heights
    .map((height, i) => `${i && !torn[i] ? "L" : "M"}${rounded(x(i))} ${rounded(y(height))}`)
    .join("");

/** Where a function jumps: it changes by much more than its slopes explain.
 * @type {(curve: ActivationCurve) => boolean[]} */
export function tornValues({ z, values, slopes }) {
  const least = sizeOf(values) / 20;
  return values.map((value, i) => {
    const change = Math.abs(value - values[i - 1]);
    const steepest = Math.max(Math.abs(slopes[i]), Math.abs(slopes[i - 1]));
    return change > least && change > JUMP * steepest * (z[i] - z[i - 1]);
  });
}

/** Where a slope jumps: on a fine grid, it changes by much of all that it takes.
 * @type {(curve: ActivationCurve) => boolean[]} */
export function tornSlopes({ z, slopes }) {
  const least = 0.3 * sizeOf(slopes);
  const isFine = z[1] - z[0] < FINE;
  return slopes.map((slope, i) => isFine && Math.abs(slope - slopes[i - 1]) > least);
}

/** @type {(numbers: number[]) => number} */
const sizeOf = (numbers) => Math.max(0, ...numbers) - Math.min(0, ...numbers);

/** The place of a curve's nearest z.
 * @type {(curve: ActivationCurve, z: number) => number} */
export function nearest({ z }, at) {
  const first = z[0];
  const step = (z[z.length - 1] - first) / (z.length - 1);
  return Math.max(0, Math.min(z.length - 1, Math.round((at - first) / step)));
}

/** The bars of a histogram: where each begins and ends, and its height from 0 to 1.
 * @type {(histogram: import("../../types.js").LaidOpen["histogram"]) =>
 *   {from: number, to: number, count: number, height: number}[]} */
export function barsOf({ counts, from, to }) {
  const most = Math.max(1, ...counts);
  const wide = (to - from) / counts.length;
  return counts.map((count, i) => ({
    from: from + i * wide,
    to: from + (i + 1) * wide,
    count,
    height: count / most,
  }));
}

/** @type {(value: number) => number} */
const rounded = (value) => Math.round(100 * value) / 100;
