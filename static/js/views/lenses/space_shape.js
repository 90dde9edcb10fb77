// The picture of a bent space: how it is framed, its lines as paths, and on which side of the
// output's line points lie.  Pure; knows no screen.

/** @typedef {[number, number]} Place */
/** @typedef {import("../../workers/appearance.js").Corners} Corners */
/** @typedef {{weights: number[], bias: number}} Score */
/** @typedef {(place: number[]) => Place} Framing */

export const SIDE = 260; // of the square picture, in its own units
const MARGIN = 10; // of it, within which all places lie

/** How places are put into the picture: all of them in it, with one scale for both directions.
 * @type {(places: number[][]) => Framing} */
export function framing(places) {
  const [xs, ys] = [0, 1].map((axis) => rangeOf(places, axis));
  const extent = Math.max(xs[1] - xs[0], ys[1] - ys[0]) || 1;
  const scale = (SIDE - 2 * MARGIN) / extent;
  const [middleX, middleY] = [xs, ys].map(([low, high]) => (low + high) / 2);
  return ([x, y]) => [SIDE / 2 + scale * (x - middleX), SIDE / 2 - scale * (y - middleY)];
}

/** @type {(places: number[][], axis: number) => Place} */
function rangeOf(places, axis) {
  let [low, high] = [Infinity, -Infinity];
  for (const place of places) {
    low = Math.min(low, place[axis]);
    high = Math.max(high, place[axis]);
  }
  return places.length ? [low, high] : [0, 0];
}

/** Lines of the grid as one path.
 * @type {(lines: number[][][], frame: Framing) => string} */
export const gridPath = (lines, frame) =>
  lines.map((line) => `M${line.map((place) => written(frame(place))).join("L")}`).join("");

/** Points of one shape as one path; a shape without corners is a disc.
 * @type {(places: number[][], corners: Corners, radius: number, frame: Framing) => string} */
export const pointsPath = (places, corners, radius, frame) =>
  places
    .map((place) => {
      const [x, y] = frame(place);
      if (!corners.length)
        return `M${written([x - radius, y])}${halfDisc(radius, 1)}${halfDisc(radius, -1)}Z`;
      const edge = corners.map(([dx, dy]) => written([x + radius * dx, y + radius * dy]));
      return `M${edge.join("L")}Z`;
    })
    .join("");

/** @type {(radius: number, way: 1 | -1) => string} */
const halfDisc = (radius, way) => `a${[radius, radius, 0, 1, 0, 2 * way * radius, 0].join(" ")}`;

/** The line where an output's sum is 0, longer than the picture; empty where there is none.
 * @type {(score: Score, frame: Framing) => string} */
export function borderPath({ weights: [a, b], bias }, frame) {
  const square = a * a + b * b;
  if (!square) return "";
  const [x, y] = frame([(-bias * a) / square, (-bias * b) / square]);
  const length = Math.sqrt(square);
  const [dx, dy] = [(b / length) * 2 * SIDE, (a / length) * 2 * SIDE]; // upwards is −y
  if (Math.hypot(x, y) > 4 * SIDE) return "";
  return `M${written([x - dx, y - dy])}L${written([x + dx, y + dy])}`;
}

/** How many points lie on the side of the line that their label (−1 or 1) asks for.
 * @type {(places: number[][], labels: number[], score: Score) => number} */
export const onTheirSide = (places, labels, { weights: [a, b], bias }) =>
  places.filter(([x, y], k) => a * x + b * y + bias > 0 === labels[k] > 0).length;

/** @type {(place: Place) => string} */
const written = ([x, y]) => `${Number(x.toFixed(1))} ${Number(y.toFixed(1))}`;
