// Where points of a target stand in a square: real values to the right, predicted ones up.  Pure;
// knows no screen.

/** @typedef {[number, number]} Pair real and predicted */
/** @typedef {{range: [number, number], training: string, test: string, shown: number,
 *   all: number}} Picture the paths of both sets, and how many points they have of all */

export const SIDE = 100; // of the square, in its own units
const MARGIN = 4; // of the square, within which all points lie
const DOT = 1.3; // of a training point, its radius
const DIAMOND = 1.9; // of a test point, from its middle to a corner

/** The pairs of a set that are numbers, of one target.
 * @type {(set: import("../types.js").SetOutputs, place?: number) => Pair[]} */
export const pairsOf = ({ targets, outputs }, place = 0) =>
  targets.flatMap((reals, at) => {
    const real = reals[place];
    const predicted = outputs[at][place];
    return real == null || predicted == null
      ? []
      : [/** @type {Pair} */ ([Number(real), Number(predicted)])];
  });

/** The least and the greatest of all values, for both axes; of one value, some room around it.
 * @type {(pairs: Pair[]) => [number, number]} */
export function rangeOf(pairs) {
  const values = pairs.flat();
  const low = values.reduce((least, one) => Math.min(least, one), Infinity);
  const high = values.reduce((most, one) => Math.max(most, one), -Infinity);
  const room = Math.max(1, Math.abs(low)) / 2;
  return low < high ? [low, high] : [low - room, high + room];
}

/** How a value is placed along an axis of a range.
 * @type {(range: [number, number]) => (value: number) => number} */
const placing =
  ([low, high]) =>
  (value) =>
    MARGIN + ((SIDE - 2 * MARGIN) * (value - low)) / (high - low);

/** The shapes of points as one path: dots, or diamonds.
 * @type {(pairs: Pair[], range: [number, number], shape: "dot" | "diamond") => string} */
export function pathOf(pairs, range, shape) {
  const place = placing(range);
  const draw = shape === "dot" ? dot : diamond;
  return pairs.map(([real, predicted]) => draw(place(real), SIDE - place(predicted))).join("");
}

/** @type {(value: number) => string} */
const short = (value) => String(Number(value.toFixed(2)));

/** @type {(x: number, y: number) => string} */
const dot = (x, y) =>
  `M${short(x - DOT)} ${short(y)}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0` +
  `a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0Z`;

/** @type {(x: number, y: number) => string} */
const diamond = (x, y) =>
  `M${short(x - DIAMOND)} ${short(y)}l${DIAMOND} ${-DIAMOND} ${DIAMOND} ${DIAMOND} ` +
  `${-DIAMOND} ${DIAMOND}Z`;

/** All that a picture of both sets needs, but for words; of one target, by its place.
 * @type {(told: import("../types.js").PointOutputs, place?: number) => Picture} */
export function pictureOf({ train, test }, place = 0) {
  const [training, tested] = [train, test].map((set) => pairsOf(set, place));
  const range = rangeOf([...training, ...tested]);
  return {
    range,
    training: pathOf(training, range, "dot"),
    test: pathOf(tested, range, "diamond"),
    shown: training.length + tested.length,
    all: train.points + test.points,
  };
}
