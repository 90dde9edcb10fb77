// The picture of a landscape: shades and lines of equal loss, the path with its dots, where the run
// began and stands, and the cross that can be dragged.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { landscapeWords as words } from "../../words/en/landscape.js";
import { loss } from "../format.js";
import {
  contour,
  levelOf,
  LEVELS,
  lossAt,
  placeAt,
  scaleOf,
  SIDE,
  spotOf,
  squares,
} from "./landscape_shape.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").LandscapeTold} Told */
/** @typedef {import("./landscape_shape.js").Scale} Scale */
/** @typedef {{told: Told, isLog: boolean, at: number[], dot: number | null,
 *   move: (place: [number, number]) => void}} Drawn `at` is the place of the cross, `dot` which dot
 *   of the path is ringed */

const DOT = 2.4;
const ARM = 9; // of the cross
const DARKEST = 0.85; // of the accent, where the loss is highest

/** What was drawn of a survey: it changes far less often than the cross.
 * @type {WeakMap<Told, Map<boolean, {scale: Scale, ground: Template}>>} */
const known = new WeakMap();

/** @type {(drawn: Drawn) => Template} */
export function drawLandscape({ told, isLog, at, dot, move }) {
  const { scale, ground } = groundOf(told, isLog);
  const { places } = told.path;
  const spots = places.map((place) => spotOf(told, place));
  const [x, y] = spotOf(told, at);
  const [nowX, nowY] = spotOf(told, told.place);
  const ringed = dot === null ? null : spots[Math.min(dot, spots.length - 1)];
  return html`<svg class="terrain" viewBox="0 0 ${SIDE} ${SIDE}" role="img"
      aria-label=${words.picture(loss(scale.low), loss(scale.high))}
      @pointerdown=${(/** @type {PointerEvent} */ event) => hold(event, told, move)}
      @pointermove=${(/** @type {PointerEvent} */ event) => event.buttons && go(event, told, move)}>
    ${ground}
    <path class="seam" d=${lineOf(spots)}></path><path class="way" d=${lineOf(spots)}></path>
    ${dots(told, spots, scale)}
    ${spots.length > 1 ? begun(spots[0]) : nothing}
    <circle class="now" cx=${nowX} cy=${nowY} r="5"></circle>
    ${ringed ? ring(ringed) : nothing}
    ${["seam", "cross"].map(
      (kind) =>
        svg`<path class=${kind} d="M${x - ARM} ${y}h${2 * ARM}M${x} ${y - ARM}v${2 * ARM}"></path>`,
    )}
  </svg>
  <ul class="signs"><li class="shade low">${words.low(loss(scale.low))}</li><li class="shade high"
    >${words.low(loss(scale.high))}</li>${
      spots.length > 1 ? html`<li class="begun">${words.start}</li>` : nothing
    }<li class="now">${words.now}</li><li class="cross">${words.cross}</li></ul>`;
}

/** The shades and the lines between them.
 * @type {(told: Told, isLog: boolean) => {scale: Scale, ground: Template}} */
function groundOf(told, isLog) {
  const drawn = known.get(told) ?? new Map();
  known.set(told, drawn);
  const before = drawn.get(isLog);
  if (before) return before;
  const scale = scaleOf(told.losses, isLog);
  const ground = svg`${squares(told.losses, scale).map(
    (path, level) => svg`<path class="level" d=${path}
      fill-opacity=${opacityOf((level + 0.5) / LEVELS)}></path>`,
  )}<path class="equal" d=${Array.from({ length: LEVELS - 1 }, (_, level) =>
    contour(told.losses, lossAt(level + 1, scale)),
  ).join("")}></path>`;
  drawn.set(isLog, { scale, ground });
  return { scale, ground };
}

/** @type {(height: number) => string} */
const opacityOf = (height) => (DARKEST * height).toFixed(3);

/** The dots of the path, each in the shade of its own loss.
 * @type {(told: Told, spots: [number, number][], scale: Scale) => Template[]} */
function dots({ path: { losses } }, spots, scale) {
  const paths = Array.from({ length: LEVELS }, () => "");
  spots.forEach(([x, y], k) => {
    const disc = `a${DOT} ${DOT} 0 1 0 ${2 * DOT} 0a${DOT} ${DOT} 0 1 0 ${-2 * DOT} 0Z`;
    paths[levelOf(losses[k], scale)] += `M${(x - DOT).toFixed(1)} ${y.toFixed(1)}${disc}`;
  });
  return paths.map((path, level) =>
    path
      ? svg`<path class="dots" d=${path}></path><path class="dots shade" d=${path}
          fill-opacity=${opacityOf((level + 0.5) / LEVELS)}></path>`
      : svg``,
  );
}

/** @type {(spot: [number, number]) => Template} */
const ring = ([x, y]) => svg`<circle class="ringed" cx=${x} cy=${y} r="8"></circle>`;

/** @type {(spot: [number, number]) => Template} */
const begun = ([x, y]) => svg`<path class="begun" d="M${x - 5} ${y - 5}h10v10h-10Z"></path>`;

/** @type {(spots: [number, number][]) => string} */
const lineOf = (spots) =>
  spots.length
    ? `M${spots.map((spot) => spot.map((at) => at.toFixed(1)).join(" ")).join("L")}`
    : "";

/** @type {(event: PointerEvent, told: Told, move: Drawn["move"]) => void} */
function hold(event, told, move) {
  if (!told.plane) return;
  const picture = /** @type {Element} */ (event.currentTarget);
  picture.setPointerCapture(event.pointerId);
  event.preventDefault();
  go(event, told, move);
}

/** @type {(event: PointerEvent, told: Told, move: Drawn["move"]) => void} */
function go({ currentTarget, clientX, clientY }, told, move) {
  if (!told.plane) return;
  const { left, top, width, height } = /** @type {Element} */ (
    currentTarget
  ).getBoundingClientRect();
  move(placeAt(told, (clientX - left) / width, (clientY - top) / height));
}
