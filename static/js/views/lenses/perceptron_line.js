// The perceptron's line and its weights in the units of the map, as paths of a picture, in which up
// on the map is down.  Pure arithmetic.

import { EDGE } from "../../workers/plane.js";

/** @typedef {number[]} Score a1, a2 and b of a1 x1 + a2 x2 + b */
/** @typedef {[number, number]} Vector */
/** @typedef {{foot: Vector, normal: Vector}} Line its point nearest to the middle of the map, and
 *   the direction of the weights, of length 1 */

const HEAD = 0.35; // of an arrow, units of the map
const FAR = 4 * EDGE; // beyond the map, whatever the line's direction

/** The line where the score is 0; null where there is none, or it lies beyond the map.
 * @type {(score: Score) => Line | null} */
export function lineOf([a1, a2, b]) {
  const length = Math.hypot(a1, a2);
  if (!length) return null;
  const normal = /** @type {Vector} */ ([a1 / length, a2 / length]);
  const away = -b / length;
  const corner = EDGE * (Math.abs(normal[0]) + Math.abs(normal[1])); // the farthest, that way
  if (Math.abs(away) > corner) return null;
  return { foot: [away * normal[0], away * normal[1]], normal };
}

/** @type {(line: Line) => string} */
export const pathAcross = ({ foot: [x, y], normal: [u, v] }) =>
  `M${x - FAR * v} ${-(y + FAR * u)}L${x + FAR * v} ${-(y - FAR * u)}`;

/** An arrow of some length from the line's nearest point, to the side that is answered by +1.
 * @type {(line: Line, length: number) => string} */
export function arrowFrom({ foot: [x, y], normal: [u, v] }, length) {
  const tip = [x + length * u, y + length * v];
  const back = Math.min(HEAD, length);
  const side = (/** @type {number} */ turn) => {
    const out = (turn * back) / 2;
    return `${tip[0] - back * u - out * v} ${-(tip[1] - back * v + out * u)}`;
  };
  return `M${x} ${-y}L${tip[0]} ${-tip[1]}M${side(1)}L${tip[0]} ${-tip[1]}L${side(-1)}`;
}
