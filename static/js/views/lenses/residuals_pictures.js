// Two pictures of residuals: predicted over real values, and residuals over predicted ones.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { quantity } from "../../store/quantities.js";
import { residualWords as words } from "../../words/en/residuals.js";
import { rangeOf } from "../predictions_svg.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").ResidualsTold} Told */
/** @typedef {[number, number]} Range */
/** @typedef {{title: string, label: string, across: number[], up: number[], ranges: [Range, Range],
 *   guide: [number, number], axes: [string, string]}} Scatter `guide` is the height of the line at
 *   both ends of the picture */

const SIDE = 150; // of the square, in the picture's units
const LEFT = 16;
const BOTTOM = 30;
const TOP = 6;
const MARGIN = 6; // of the square, within which all points lie
const DOT = 1.8;

/** @type {(told: Told, ringed: number | null, show: (value: number) => string) => Template} */
export function pictures(told, ringed, show) {
  const { targets, outputs, residuals, rows } = told;
  const at = ringed === null ? -1 : rows.indexOf(ringed);
  const same = rangeOf([...targets.keys()].map((k) => [targets[k], outputs[k]]));
  const far = residuals.reduce((most, one) => Math.max(most, Math.abs(one)), 0) || 1;
  const fit = /** @type {Scatter} */ ({
    title: words.fitTitle,
    label: words.fit(rows.length, show(told.rmse)),
    across: targets,
    up: outputs,
    ranges: [same, same],
    guide: same,
    axes: [words.real, words.predictedUp],
  });
  const left = /** @type {Scatter} */ ({
    title: words.leftTitle,
    label: words.left(rows.length, show(told.mae)),
    across: outputs,
    up: residuals,
    ranges: [rangeOf(outputs.map((one) => [one, one])), [-far, far]],
    guide: [0, 0],
    axes: [words.predicted, words.residualUp],
  });
  return html`<div class="unit-curves">${[fit, left].map(
    (one) => html`<figure><figcaption>${one.title}</figcaption>${scatter(one, at)}</figure>`,
  )}</div>`;
}

/** How a value is placed along an axis.
 * @type {(range: Range) => (value: number) => number} */
const placing =
  ([low, high]) =>
  (value) =>
    MARGIN + ((SIDE - 2 * MARGIN) * (value - low)) / (high - low);

/** @type {(about: Scatter, at: number) => Template} */
export function scatter({ label, across, up, ranges, guide, axes }, at) {
  const [right, above] = ranges.map(placing);
  const x = (/** @type {number} */ k) => LEFT + right(across[k]);
  const y = (/** @type {number} */ k) => TOP + SIDE - above(up[k]);
  const dots = [...across.keys()].map(
    (k) =>
      `M${(x(k) - DOT).toFixed(1)} ${y(k).toFixed(1)}a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0` +
      `a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0Z`,
  );
  const [first, last] = guide.map((value) => TOP + SIDE - above(value));
  const foot = TOP + SIDE + 13;
  const [low, high] = ranges[0].map(quantity);
  return svg`<svg class="scatter" viewBox="0 0 ${LEFT + SIDE + MARGIN} ${TOP + SIDE + BOTTOM}"
      role="img" aria-label=${label}>
    <rect x=${LEFT} y=${TOP} width=${SIDE} height=${SIDE}></rect>
    <path class="guide" d="M${LEFT + MARGIN} ${first}L${LEFT + SIDE - MARGIN} ${last}"></path>
    <path class="dots" d=${dots.join("")}></path>
    ${at < 0 ? nothing : svg`<circle cx=${x(at)} cy=${y(at)} r="5"></circle>`}
    <text x=${LEFT} y=${foot}>${low}</text>
    <text x=${LEFT + SIDE} y=${foot} text-anchor="end">${high}</text>
    <text x=${LEFT + SIDE / 2} y=${foot + 13} text-anchor="middle">${axes[0]}</text>
    <text x="11" y=${TOP + SIDE / 2} text-anchor="middle"
      transform="rotate(-90 11 ${TOP + SIDE / 2})">${axes[1]}</text>
  </svg>`;
}
