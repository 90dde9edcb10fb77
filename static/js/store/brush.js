// Drawing as arithmetic: what a brush puts on the map and what an eraser takes away.
// A place is [across, up] in the map's own units, −6 to 6; over a line (`line`) up is the label, as
// it is drawn. Knows no page and no pointer; chance is handed in.
import { EDGE } from "../workers/plane.js";
import { FEWEST } from "./points.js";
import { brushWords as words } from "../words/en/own_data.js";

/** @typedef {import("../types.js").Point} Point */
/** @typedef {[number, number]} Place */
/** @typedef {import("../workers/plane.js").LinePlot} LinePlot */
/** @typedef {{problem: string, line: LinePlot | null, label: import("../types.js").Label}} Paint */

const FINE = 100; // steps of a unit: as fine as the address keeps them

/** @type {(value: number) => number} */
const fine = (value) => Math.round(value * FINE) / FINE + 0; // no −0

/** @type {(value: number) => number} */
export const within = (value) => Math.max(-EDGE, Math.min(EDGE, value));

/** Where a point is seen.
 * @type {(point: Point, line: LinePlot | null) => Place} */
export const placeOf = ([x1, x2, label], line) =>
  line
    ? [line.axis === "x2" ? x2 : x1, within((EDGE / line.highest) * Number([label].flat()[0]))]
    : [x1, x2];

/** The point that paint leaves at a place: over a line a regression's label is the height.
 * @type {(place: Place, paint: Paint) => Point} */
export function pointAt([across, up], { problem, line, label }) {
  const [x, y] = [fine(within(across)), fine(within(up))];
  if (!line) return [x, y, label];
  const height = problem === "regression" ? fine((within(up) * line.highest) / EDGE) : label;
  const given =
    Array.isArray(label) && problem === "regression" ? label.with(0, Number(height)) : height;
  return line.axis === "x2" ? [0, x, given] : [x, 0, given];
}

/** Points strewn evenly over a disc; those that would lie beyond the map are left out.
 * @type {(place: Place, brush: {radius: number, count: number}, paint: Paint, random: () =>
 *   number) => Point[]} */
export function sprayed([across, up], { radius, count }, paint, random) {
  const places = Array.from({ length: count }, () => {
    const turn = 2 * Math.PI * random();
    const reach = radius * Math.sqrt(random());
    return /** @type {Place} */ ([across + reach * Math.cos(turn), up + reach * Math.sin(turn)]);
  });
  return places
    .filter(([x, y]) => Math.max(Math.abs(x), Math.abs(y)) <= EDGE)
    .map((place) => pointAt(place, paint));
}

/** @type {(a: Place, b: Place) => number} */
const distance = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** The points without those within reach of a place; the same list if there are none.
 * @type {(points: Point[], place: Place, radius: number, line: LinePlot | null) => Point[]} */
export function erased(points, place, radius, line) {
  const left = points.filter((point) => distance(placeOf(point, line), place) > radius);
  return left.length < points.length ? left : points;
}

/** Which point lies nearest to a place; −1 of none.
 * @type {(points: Point[], place: Place, line: LinePlot | null) => number} */
export function nearest(points, place, line) {
  const distances = points.map((point) => distance(placeOf(point, line), place));
  return distances.reduce((best, value, i) => (best < 0 || value < distances[best] ? i : best), -1);
}

/** Places along a stroke, `spacing` apart, after `from` and up to `to`.
 * @type {(from: Place, to: Place, spacing: number) => Place[]} */
export function along(from, to, spacing) {
  const far = distance(from, to);
  const count = Math.floor(far / spacing);
  return Array.from({ length: count }, (_, i) => {
    const share = ((i + 1) * spacing) / far;
    return /** @type {Place} */ ([
      from[0] + share * (to[0] - from[0]),
      from[1] + share * (to[1] - from[1]),
    ]);
  });
}

/** Points for a start: those shown now, as fine as they are drawn; what noise carried off the map
 * stays away.
 * @type {(points: Point[]) => Point[]} */
export const taken = (points) =>
  points
    .filter(([x1, x2]) => Math.max(Math.abs(x1), Math.abs(x2)) <= EDGE)
    .map(([x1, x2, label]) => [fine(x1), fine(x2), Array.isArray(label) ? label : fine(label)]);

/** @type {(count: number) => string} */
export const counted = (count) => words.points(count, count.toLocaleString("en"));

/** What stands in the way of learning from points, or is worth knowing; empty if nothing.
 * @type {(points: Point[], problem: string, most: number) => string} */
export function remark(points, problem, most) {
  const missing = FEWEST - points.length;
  const labels = new Set(points.map(([, , label]) => String(label)));
  if (missing > 0) return words.ownDataNeedsAtLeast(FEWEST, missing);
  if (points.length >= most) return words.pointsAreTheMost(most.toLocaleString("en"));
  if (labels.size < 2 && problem !== "regression") return words.allPointsAreOfOne;
  return "";
}
