// The picture of a landscape: shades and lines of equal loss, the paths with their dots, where the
// runs began and stand, and the cross that can be dragged.
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
/** @typedef {import("../../lens_types.js").LandscapePath} Path */
/** @typedef {import("./landscape_shape.js").Scale} Scale */
/** @typedef {{told: Told, isLog: boolean, at: number[], dot: number | null,
 *   otherDot: number | null, otherName: string,
 *   move: (place: [number, number]) => void}} Drawn `at` is the place of the cross, `dot` which dot
 *   of the path is ringed, and `otherDot` which of the other run's */

const DOT = 2.4;
const OTHER_DOT = 1.6; // of the other run, so that its line is seen to be broken
const ARM = 9; // of the cross
const DARKEST = 0.85; // of the accent, where the loss is highest

/** What was drawn of a survey: it changes far less often than the cross.
 * @type {WeakMap<Told, Map<boolean, {scale: Scale, ground: Template}>>} */
const known = new WeakMap();

/** @type {(drawn: Drawn) => Template} */
export function drawLandscape({ told, isLog, at, dot, otherDot, otherName, move }) {
  const { scale, ground } = groundOf(told, isLog);
  const spots = told.path.places.map((place) => spotOf(told, place));
  const others = told.beside?.places.map((place) => spotOf(told, place)) ?? [];
  const [x, y] = spotOf(told, at);
  const [nowX, nowY] = spotOf(told, told.place);
  return html`<svg class="terrain" viewBox="0 0 ${SIDE} ${SIDE}" role="img"
      aria-label=${words.picture(loss(scale.low), loss(scale.high))}
      @pointerdown=${(/** @type {PointerEvent} */ event) => hold(event, told, move)}
      @pointermove=${(/** @type {PointerEvent} */ event) => event.buttons && go(event, told, move)}>
    ${ground}
    ${told.beside ? way(told.beside, others, scale, OTHER_DOT) : nothing}
    ${way(told.path, spots, scale, DOT)}
    ${others.length > 1 ? begun(others[0]) : nothing}
    ${others.length ? ended(others[others.length - 1]) : nothing}
    ${spots.length > 1 ? begun(spots[0]) : nothing}
    <circle class="now" cx=${nowX} cy=${nowY} r="5"></circle>
    ${[ringed(spots, dot), ringed(others, otherDot)].map((spot) => (spot ? ring(spot) : nothing))}
    ${["seam", "cross"].map(
      (kind) =>
        svg`<path class=${kind} d="M${x - ARM} ${y}h${2 * ARM}M${x} ${y - ARM}v${2 * ARM}"></path>`,
    )}
  </svg>
  <ul class="signs"><li class="shade low">${words.low(loss(scale.low))}</li><li class="shade high"
    >${words.low(loss(scale.high))}</li>${
      spots.length > 1 ? html`<li class="begun">${words.start}</li>` : nothing
    }<li class="now">${words.now}</li>${
      others.length ? html`<li class="ended">${words.otherNow(otherName)}</li>` : nothing
    }<li class="cross">${words.cross}</li></ul>`;
}

/** A path: its line, and its dots; smaller ones of the other run.
 * @type {(path: Path, spots: [number, number][], scale: Scale, dot: number) => Template} */
const way = (path, spots, scale, dot) => svg`<path class="seam" d=${lineOf(spots)}></path>
    <path class="way ${dot === DOT ? "own" : "other"}" d=${lineOf(spots)}></path>
    ${dots(path, spots, scale, dot)}`;

/** The dot that is ringed, if one is.
 * @type {(spots: [number, number][], dot: number | null) => [number, number] | undefined} */
const ringed = (spots, dot) => (dot === null ? undefined : spots[Math.min(dot, spots.length - 1)]);

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

/** The dots of a path, each in the shade of its own loss.
 * @type {(path: Path, spots: [number, number][], scale: Scale, dot: number) =>
 *   Template[]} */
function dots({ losses }, spots, scale, dot) {
  const paths = Array.from({ length: LEVELS }, () => "");
  spots.forEach(([x, y], k) => {
    const disc = `a${dot} ${dot} 0 1 0 ${2 * dot} 0a${dot} ${dot} 0 1 0 ${-2 * dot} 0Z`;
    paths[levelOf(losses[k], scale)] += `M${(x - dot).toFixed(1)} ${y.toFixed(1)}${disc}`;
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

/** Where the other run stands.
 * @type {(spot: [number, number]) => Template} */
const ended = ([x, y]) => svg`<path class="ended" d="M${x} ${y - 6}l6 6l-6 6l-6 -6Z"></path>`;

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
