// The picture of a landscape: levels of the loss, the squares and lines between them, and where
// places of the plane stand.  Pure; knows no screen.

/** @typedef {import("../../lens_types.js").LandscapeTold} Told */
/** @typedef {import("../../types.js").Topology} Topology */
/** @typedef {(number | null)[][]} Grid a row for each y, upwards; null: not finite
 * @typedef {{low: number, high: number, isLog: boolean}} Scale */

export const SIDE = 300; // of the square picture, in its own units
export const LEVELS = 12;
const LEAST = 1e-6; // of the highest loss: lower ones are one level in a logarithmic picture

/** The losses from the lowest to the highest.
 * @type {(losses: Grid, isLog: boolean) => Scale} */
export function scaleOf(losses, isLog) {
  let [low, high] = [Infinity, -Infinity];
  for (const loss of losses.flat()) {
    if (loss === null) continue;
    low = Math.min(low, loss);
    high = Math.max(high, loss);
  }
  if (low > high) return { low: 0, high: 1, isLog: false };
  return { low: isLog ? Math.max(low, LEAST * high) : low, high, isLog: isLog && high > 0 };
}

/** How high a loss is between the lowest and the highest, from 0 to 1.
 * @type {(loss: number | null, scale: Scale) => number} */
export function heightOf(loss, { low, high, isLog }) {
  if (loss === null || !(high > low)) return loss === null ? 1 : 0;
  const [bottom, top] = isLog ? [Math.log(low), Math.log(high)] : [low, high];
  const at = isLog ? Math.log(Math.max(loss, low)) : loss;
  return Math.min(1, Math.max(0, (at - bottom) / (top - bottom)));
}

/** The level of a loss, from 0 to LEVELS − 1; what is not finite is the highest.
 * @type {(loss: number | null, scale: Scale) => number} */
export const levelOf = (loss, scale) =>
  Math.min(LEVELS - 1, Math.floor(LEVELS * heightOf(loss, scale)));

/** The loss at which a level begins.
 * @type {(level: number, scale: Scale) => number} */
export const lossAt = (level, { low, high, isLog }) =>
  isLog ? low * (high / low) ** (level / LEVELS) : low + ((high - low) * level) / LEVELS;

/** The squares of each level, as one path each.
 * @type {(losses: Grid, scale: Scale) => string[]} */
export function squares(losses, scale) {
  const cell = SIDE / losses.length;
  const paths = Array.from({ length: LEVELS }, () => "");
  losses.forEach((row, j) => {
    const top = short(SIDE - (j + 1) * cell);
    row.forEach((loss, i) => {
      const wide = short(cell + 0.3); // no seams between them
      paths[levelOf(loss, scale)] += `M${short(i * cell)} ${top}h${wide}v${wide}h-${wide}Z`;
    });
  });
  return paths;
}

/** The line along which the loss has a value, cell by cell (marching squares).
 * @type {(losses: Grid, value: number) => string} */
export function contour(losses, value) {
  const cell = SIDE / losses.length;
  const at = (/** @type {number} */ i, /** @type {number} */ j) => losses[j][i] ?? Infinity;
  const spot = (/** @type {number} */ i, /** @type {number} */ j) =>
    `${short((i + 0.5) * cell)} ${short(SIDE - (j + 0.5) * cell)}`;
  /** Where an edge between two corners is crossed, if it is.
   * @type {(one: [number, number], other: [number, number]) => string[]} */
  const crossing = ([i, j], [k, l]) => {
    const [from, to] = [at(i, j), at(k, l)];
    if (from < value === to < value) return [];
    const part = to === Infinity || from === Infinity ? 0.5 : (value - from) / (to - from);
    return [spot(i + part * (k - i), j + part * (l - j))];
  };
  let path = "";
  for (let j = 0; j + 1 < losses.length; j++)
    for (let i = 0; i + 1 < losses[j].length; i++) {
      const ends = [
        ...crossing([i, j], [i + 1, j]),
        ...crossing([i + 1, j], [i + 1, j + 1]),
        ...crossing([i + 1, j + 1], [i, j + 1]),
        ...crossing([i, j + 1], [i, j]),
      ];
      for (let k = 0; k + 1 < ends.length; k += 2) path += `M${ends[k]}L${ends[k + 1]}`;
    }
  return path;
}

/** Where a place of the plane stands in the picture.
 * @type {(told: Told, place: number[]) => [number, number]} */
export function spotOf({ x, y }, [across, up]) {
  const part = (/** @type {number[]} */ axis, /** @type {number} */ value) =>
    ((value - axis[0]) / (axis[1] - axis[0]) + 0.5) / axis.length;
  return [SIDE * part(x, across), SIDE * (1 - part(y, up))];
}

/** The place of the plane at a share of the picture's sides, from its left and its top; within
 * what was surveyed.
 * @type {(told: Told, right: number, down: number) => [number, number]} */
export function placeAt({ x, y }, right, down) {
  const value = (/** @type {number[]} */ axis, /** @type {number} */ part) => {
    const at = axis[0] + (part * axis.length - 0.5) * (axis[1] - axis[0]);
    return Math.min(axis[axis.length - 1], Math.max(axis[0], at));
  };
  return [value(x, right), value(y, 1 - down)];
}

/** The weights that a place stands for.
 * @type {(plane: NonNullable<Told["plane"]>, place: number[]) => number[]} */
export function weightsAt({ middle, directions: [first, second], origin }, [x, y]) {
  const [dx, dy] = [x - origin[0], y - origin[1]];
  return middle.map((value, k) => value + dx * first[k] + dy * second[k]);
}

/** What each weight and bias is called, in the order of the parameters.
 * @type {(topology: Topology, bias: (neuron: string) => string) => string[]} */
export function weightNames({ layers, inputs, labels }, bias) {
  /** @type {string[]} */
  const names = [];
  let sources = labels ?? inputs;
  for (const { name, units, kernel, bias: biases } of layers) {
    const own = Array.from({ length: units }, (_, unit) => `${name}.${unit}`);
    sources.forEach((source, from) =>
      own.forEach((unit, to) => (names[kernel + from * units + to] = `${source} → ${unit}`)),
    );
    own.forEach((unit, to) => (names[biases + to] = bias(unit)));
    sources = own;
  }
  return names;
}

/** @type {(value: number) => number} */
const short = (value) => Number(value.toFixed(2));
