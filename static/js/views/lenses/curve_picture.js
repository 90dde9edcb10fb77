// The picture of the lens of activations: f, under it f′, under both the histogram of z, all over
// the same axis, with the stretches shaded where f is flat, and the point that moves along.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { curveWords as words } from "../../words/en/curve.js";
import {
  barsOf,
  flatZones,
  nearest,
  pathOf,
  spanOf,
  tornSlopes,
  tornValues,
} from "./curve_shape.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../types.js").LaidOpen} LaidOpen */
/** @typedef {import("./curve_shape.js").ActivationCurve} ActivationCurve */
/** @typedef {{curve: ActivationCurve | null, hasCurve: boolean, seen: LaidOpen | null,
 *   z: {value: number}, half: number, label: string, width: number, letter: number}} Drawn
 *   `hasCurve` if there will be one; `half` of the z that are drawn; `width` and `letter`, the size
 *   of one, in CSS pixels */
/** @typedef {{top: number, height: number}} Band one of the three pictures, in CSS pixels */
/** @typedef {{x: (z: number) => number, half: number, letter: number, values: Band, slopes: Band,
 *   sums: Band, foot: number}} Sheet */

const LEFT = 3.6; // letters, for the numbers at the curves
const RIGHT = 0.8;
const ABOVE = 1.7; // letters above each band, for what it is called
const VALUES = 8; // letters, the heights of the bands
const SLOPES = 4.5;
const SUMS = 4;
const FOOT = 1.6;
const NAMED = 7; // letters: a shaded stretch that is wide enough for its name
const DOT = 0.45; // letters

/** @type {(drawn: Drawn) => Template} */
export function drawCurves(drawn) {
  const { curve, seen, width } = drawn;
  const sheet = sheetOf(drawn);
  const { x, foot, letter } = sheet;
  const height = foot + FOOT * letter;
  return html`<svg class="curves" width=${width} height=${height}
    viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${words.drawn(drawn.label)}
    @pointerdown=${(/** @type {PointerEvent} */ event) => hold(event, drawn, x)}
    @pointermove=${(/** @type {PointerEvent} */ event) => event.buttons && move(event, drawn, x)}>
    ${curve ? zones(curve, sheet) : nothing}
    ${histogram(seen, sheet)}
    ${axis(sheet)}
    ${
      curve
        ? svg`${line(sheet, sheet.values, words.value, curve.values, tornValues(curve))}
            ${line(sheet, sheet.slopes, words.slope, curve.slopes, tornSlopes(curve))}
            ${point(curve, drawn.z.value, sheet)}`
        : nothing
    }
  </svg>`;
}

/** Where everything stands: three bands over one axis.
 * @type {(drawn: Drawn) => Sheet} */
function sheetOf({ half, width, letter, hasCurve }) {
  const left = LEFT * letter;
  const room = width - left - RIGHT * letter;
  let foot = 0;
  const band = (/** @type {number} */ letters) => {
    if (!letters) return { top: 0, height: 0 };
    const top = foot + ABOVE * letter;
    foot = top + letters * letter;
    return { top, height: letters * letter };
  };
  const [values, slopes, sums] = [hasCurve ? VALUES : 0, hasCurve ? SLOPES : 0, SUMS].map(band);
  const x = (/** @type {number} */ z) => left + (room * (z + half)) / (2 * half);
  return { x, half, letter, values, slopes, sums, foot };
}

/** A height in a band, upside down as SVG has it.
 * @type {(heights: number[], band: Band) => (height: number) => number} */
function scaleOf(heights, { top, height }) {
  const [low, high] = spanOf(heights);
  return (at) => top + (height * (high - at)) / (high - low);
}

/** Where f is flat: shaded over all three, and named where there is room.
 * @type {(curve: ActivationCurve, sheet: Sheet) => Template[]} */
const zones = (curve, { x, values, slopes, foot, letter }) =>
  flatZones(curve).map(([from, to]) => {
    const wide = x(to) - x(from);
    const middle = x(from) + wide / 2;
    return svg`<rect class="flat" x=${x(from)} width=${wide} y=${values.top}
        height=${foot - values.top}></rect>
      ${
        wide > NAMED * letter
          ? svg`<text x=${middle} y=${slopes.top + 1.2 * letter}
              text-anchor="middle">${words.flat}</text>`
          : nothing
      }`;
  });

/** A curve in its band, with its name, its zero and its least and greatest number.
 * @type {(sheet: Sheet, band: Band, name: string, heights: number[], torn: boolean[]) =>
 *   Template} */
function line({ x, half, letter }, band, name, heights, torn) {
  const y = scaleOf(heights, band);
  const [least, greatest] = [Math.min(...heights), Math.max(...heights)];
  const isApart = (/** @type {number} */ one, /** @type {number} */ other) =>
    Math.abs(y(one) - y(other)) > letter;
  const marks = [0, ...[least, greatest].filter((one) => isApart(one, 0))];
  const at = (/** @type {number} */ i) => x(half * ((2 * i) / (heights.length - 1) - 1));
  return svg`<text x=${x(-half)} y=${band.top - 0.4 * letter}>${name}</text>
    <line class="zero" x1=${x(-half)} x2=${x(half)} y1=${y(0)} y2=${y(0)}></line>
    ${marks.map(
      (one) =>
        svg`<text class="mark" x=${x(-half) - 0.4 * letter} y=${y(one) + 0.35 * letter}
          text-anchor="end">${short(one)}</text>`,
    )}
    <path class="line" d=${pathOf(heights, torn, at, y)}></path>`;
}

/** @type {(seen: LaidOpen | null, sheet: Sheet) => Template} */
function histogram(seen, { x, half, sums, foot, letter }) {
  if (!seen) return nothing;
  const bars = barsOf(seen.histogram).filter(({ count }) => count);
  const inside = (/** @type {number} */ z) => x(Math.max(-half, Math.min(half, z)));
  return svg`<text x=${x(-half)} y=${sums.top - 0.4 * letter}>${words.sums(seen.points)}</text>
    ${bars.map((bar) => {
      const [from, high] = [inside(bar.from), sums.height * bar.height];
      return svg`<rect class="bar-of-sums" x=${from} y=${foot - high} height=${high}
        width=${Math.max(1, inside(bar.to) - from - 1)}></rect>`;
    })}`;
}

/** @type {(sheet: Sheet) => Template} */
const axis = ({ x, half, foot, letter }) =>
  svg`<line class="foot" x1=${x(-half)} x2=${x(half)} y1=${foot} y2=${foot}></line>
    ${[-half, -half / 2, 0, half / 2, half].map(
      (z) => svg`<text class="mark" x=${x(z)} y=${foot + 1.2 * letter}
        text-anchor=${z === half ? "end" : "middle"}>${short(z)}</text>`,
    )}`;

/** The point on both curves, and the line through all three bands on which it lies.
 * @type {(curve: ActivationCurve, z: number, sheet: Sheet) => Template} */
function point(curve, z, { x, values, slopes, foot, letter }) {
  const i = nearest(curve, z);
  const at = x(curve.z[i]);
  const dot = (/** @type {number[]} */ heights, /** @type {Band} */ band) =>
    svg`<circle class="dot" cx=${at} cy=${scaleOf(heights, band)(heights[i])}
      r=${DOT * letter}></circle>`;
  return svg`<line class="through" x1=${at} x2=${at} y1=${values.top} y2=${foot}></line>
    ${dot(curve.values, values)} ${dot(curve.slopes, slopes)}`;
}

/** @type {(event: PointerEvent, drawn: Drawn, x: (z: number) => number) => void} */
function hold(event, drawn, x) {
  /** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
  move(event, drawn, x);
}

/** @type {(event: PointerEvent, drawn: Drawn, x: (z: number) => number) => void} */
function move(event, { curve, z, half }, x) {
  if (!curve) return;
  const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
  const [first, last] = [x(-half), x(half)];
  const share = (event.clientX - box.left - first) / (last - first);
  z.value = curve.z[nearest(curve, half * (2 * share - 1))];
}

/** A number at an axis, in three digits at most.
 * @type {(value: number) => string} */
export function short(value) {
  const size = Math.abs(value);
  const isPlain = value === 0 || (size >= 0.001 && size < 1e5);
  const text = isPlain ? String(Number(value.toPrecision(3))) : value.toExponential(0);
  return text.replace("+", "").replaceAll("-", "−");
}
