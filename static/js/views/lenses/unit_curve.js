// A curve within the unit square, its area shaded, with a point on it: pure SVG.
import { svg, nothing } from "../../../vendor/lit-html/lit-html.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {{x: number[], y: number[], area: number | null}} UnitCurve */

const SIDE = 130; // of the square, in the picture's units
const LEFT = 34;
const BOTTOM = 30;
const TOP = 8;
const RIGHT = 10;

/** @type {(value: number) => number} */
const across = (value) => LEFT + SIDE * value;
/** @type {(value: number) => number} */
const down = (value) => TOP + SIDE * (1 - value);

/** The line of a curve, as a path.
 * @type {(curve: UnitCurve) => string} */
const lineOf = ({ x, y }) =>
  x.map((at, i) => `${i ? "L" : "M"}${across(at).toFixed(1)} ${down(y[i]).toFixed(1)}`).join("");

/** The ground under a curve, as a path; empty for no curve.
 * @type {(curve: UnitCurve) => string} */
function groundOf(curve) {
  const [first, last] = [curve.x[0], curve.x.at(-1)];
  if (last === undefined) return "";
  return `${lineOf(curve)}L${across(last)} ${down(0)}L${across(first)} ${down(0)}Z`;
}

/** @type {(x: number, y: number) => Template} */
const dot = (x, y) => svg`<circle class="dot" cx=${across(x)} cy=${down(y)} r="4.5"></circle>`;

/** @type {(about: {curve: UnitCurve, at: [number, number] | null, axes: string[],
 *   label: string, guide?: boolean}) => Template} */
export function drawUnitCurve({ curve, at, axes: [below, beside], label, guide }) {
  const size = `0 0 ${LEFT + SIDE + RIGHT} ${TOP + SIDE + BOTTOM}`;
  const middle = { x: across(0.5), y: down(0.5) };
  const [left, right, foot, top] = [across(0), across(1), down(0), down(1)];
  return svg`<svg class="unit-curve" viewBox=${size} role="img" aria-label=${label}>
    <rect x=${LEFT} y=${TOP} width=${SIDE} height=${SIDE} class="frame"></rect>
    <path class="ground" d=${groundOf(curve)}></path>
    ${guide ? svg`<line x1=${left} y1=${foot} x2=${right} y2=${top}></line>` : nothing}
    <path class="line" d=${lineOf(curve)}></path>
    ${[0, 1].map(
      (end) => svg`<text x=${across(end)} y=${down(0) + 13} text-anchor="middle">${end}</text>
        <text x=${LEFT - 5} y=${down(end) + 4} text-anchor="end">${end}</text>`,
    )}
    <text x=${middle.x} y=${down(0) + 26} text-anchor="middle">${below}</text>
    <text x="10" y=${middle.y} text-anchor="middle"
      transform=${`rotate(-90 10 ${middle.y})`}>${beside}</text>
    ${at ? dot(...at) : nothing}
  </svg>`;
}
