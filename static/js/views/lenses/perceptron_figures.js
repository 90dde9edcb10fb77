// What the lens on the perceptron draws: an update as an addition of vectors, and how many updates
// many orders of the points take.  Knows neither page nor server.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { perceptronWords as words } from "../../words/en/perceptron.js";
import { loss } from "../format.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {[number, number]} Vector */

const SIDE = 240; // user units of the plane of weights
const ROOM = 16; // letters that it is wide: words in a picture are as large as those beside it
const EDGE = 26; // that stay free about it
const HEAD = 9; // of an arrow
const WIDTH = 400; // of the histogram
const BREADTH = 22; // in letters
const HEIGHT = 136;
const FLOOR = 100; // its axis
const LEFT = 12;
const BINS = 16;

/** A place in a picture, in letters.
 * @type {(place: number, whole?: number, letters?: number) => string} */
const em = (place, whole = WIDTH, letters = BREADTH) =>
  `${((place / whole) * letters).toFixed(2)}em`;

/** An update as vectors of two weights: what was, the push, and what comes of it.
 * @type {(about: {before: Vector, push: Vector, after: Vector, names: [string, string],
 *   told: string}) => Template} */
export function vectorSum({ before, push, after, names, told }) {
  const reach = Math.max(...[before, push, after].flat().map(Math.abs), 1e-9);
  const scale = (SIDE / 2 - EDGE) / reach;
  const at = ([x, y] = /** @type {Vector} */ ([0, 0])) =>
    /** @type {Vector} */ ([SIDE / 2 + scale * x, SIDE / 2 - scale * y]);
  const isMoved = push.some((part) => part !== 0);
  const place = (/** @type {number} */ value) => em(value, SIDE, ROOM);
  return html`<svg class="vectors" role="img" aria-label=${told}>
    <svg viewBox="0 0 ${SIDE} ${SIDE}">
      <path class="axis" d="M0 ${SIDE / 2}H${SIDE}M${SIDE / 2} 0V${SIDE}"></path>
      ${arrow("before", at(), at(before))}
      ${isMoved ? arrow("push", at(before), at(after)) : nothing}
      ${isMoved ? arrow("after", at(), at(after)) : nothing}
    </svg>
    <text x=${place(SIDE - 4)} y=${place(SIDE / 2 - 5)} text-anchor="end">${names[0]}</text>
    <text x=${place(SIDE / 2 + 5)} y=${place(15)}>${names[1]}</text>
  </svg>`;
}

/** An arrow; one without length is a dot.
 * @type {(name: string, from: Vector, to: Vector) => Template} */
function arrow(name, [x1, y1], [x2, y2]) {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < 1) return svg`<circle class=${name} cx=${x2} cy=${y2} r="3"></circle>`;
  const head = Math.min(HEAD, length);
  const [x, y] = [((x2 - x1) / length) * head, ((y2 - y1) / length) * head];
  return svg`<g class=${name}><path d="M${x1} ${y1}L${x2} ${y2}"></path><path class="head"
    d="M${x2} ${y2}L${x2 - x - y / 2} ${y2 - y + x / 2}L${x2 - x + y / 2} ${y2 - y - x / 2}Z"
    ></path></g>`;
}

/** The numbers of updates as bars: each bin's least number and how many orders fall into it.
 * @type {(counts: number[], bins?: number) => {least: number, orders: number}[]} */
export function binned(counts, bins = BINS) {
  const [low, high] = [Math.min(...counts), Math.max(...counts)];
  const step = Math.max(1, Math.ceil((high - low + 1) / bins));
  const made = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, k) => ({
    least: low + k * step,
    orders: 0,
  }));
  for (const count of counts) made[Math.floor((count - low) / step)].orders++;
  return made;
}

/** How many orders took how many updates, and the bound on all of them.  A bound that lies far to
 * the right is drawn at the edge, behind a break of the axis.
 * @type {(counts: number[], bound: number | null, told: string) => Template} */
export function histogram(counts, bound, told) {
  const bins = binned(counts);
  const high = Math.max(...counts);
  const isFar = bound !== null && bound > 3 * Math.max(1, high);
  const top = isFar || bound === null ? 1.25 * (high + 1) : Math.max(bound, high + 1);
  const room = WIDTH - 2 * LEFT - (isFar ? 48 : 0);
  const at = (/** @type {number} */ value) => LEFT + (room * value) / top;
  const most = Math.max(...bins.map(({ orders }) => orders));
  const step = bins.length > 1 ? bins[1].least - bins[0].least : 1;
  const bar = (/** @type {{least: number, orders: number}} */ { least, orders }) => {
    const height = ((FLOOR - 20) * orders) / most;
    const width = Math.max(3, at(least + step) - at(least) - 1);
    return svg`<rect x=${at(least)} y=${FLOOR - height} width=${width} height=${height}></rect>`;
  };
  const edge = isFar ? WIDTH - LEFT - 14 : at(bound ?? 0);
  return html`<svg class="orders" role="img" aria-label=${told}>
    <svg viewBox="0 0 ${WIDTH} ${HEIGHT}">
      <path class="axis" d="M${LEFT} ${FLOOR}H${LEFT + room}"></path>
      ${isFar ? gap(LEFT + room) : nothing} ${bins.map(bar)}
      ${bound === null ? nothing : svg`<path class="bound" d="M${edge} 22V${FLOOR}"></path>`}
    </svg>
    <text x=${em(at(bins[0].least))} y=${em(FLOOR + 17)}>${bins[0].least}</text>
    <text x=${em(at(high))} y=${em(FLOOR + 17)}>${high > bins[0].least ? high : ""}</text>
    <text x=${em(LEFT)} y=${em(HEIGHT - 2)}>${words.ordersAxis}</text>
    ${bound === null ? nothing : boundWords(edge, bound)}
  </svg>`;
}

/** @type {(x: number, bound: number) => Template} */
const boundWords = (x, bound) => svg`<text class="bound" x=${em(x)} y=${em(16)}
  text-anchor=${x > WIDTH / 2 ? "end" : "start"}>${words.ordersMark} ${loss(bound)}</text>`;

/** Where the axis is broken, up to the edge.
 * @type {(x: number) => Template} */
const gap = (x) => svg`<path class="axis" stroke-dasharray="2 4"
  d="M${x} ${FLOOR}H${WIDTH - LEFT}"></path>`;
