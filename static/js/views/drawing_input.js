// The hand upon the map while one draws: mouse, finger and pen, or the keys with a cross-hair; and
// the brush that is seen.
import { nothing, svg } from "../../vendor/lit-html/lit-html.js";
import {
  along,
  counted,
  erased,
  nearest,
  placeOf,
  pointAt,
  sprayed,
  within,
} from "../store/brush.js";
import { EDGE, linePlot } from "../workers/plane.js";
import { draw } from "./components.js";
import { drawingInputWords as words } from "../words/en/own.js";

/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Point} Point */
/** @typedef {import("../store/brush.js").Place} Place */
/** @typedef {import("./drawing.js").Pad} Pad */
/** @typedef {{before: Point[], at: Place, erasing: boolean}} Stroke */

const SPACING = 0.35; // between the points of a dragged brush, in units of the map
const STEP = 0.25; // of the cross-hair
const PEN_ERASER = 32; // among a pointer's buttons: a pen that was turned around
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @type {(pad: Pad) => () => void} */
export function followInput(pad) {
  const { map } = pad;
  const ended = new AbortController();
  const { signal } = ended;
  const brush = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  brush.setAttribute("viewBox", `${-EDGE} ${-EDGE} ${2 * EDGE} ${2 * EDGE}`);
  brush.setAttribute("class", "brush");
  brush.setAttribute("aria-hidden", "true");
  map.after(brush);
  listen(pad, signal);
  map.addEventListener("keydown", (event) => onKey(event, pad), { signal });
  map.addEventListener("focus", () => (pad.byKeys.value = map.matches(":focus-visible")), {
    signal,
  });
  map.addEventListener("blur", () => (pad.byKeys.value = false), { signal });
  const asPicture = surface(map);
  const stop = draw(/** @type {SVGElement} */ (brush), () => brushOf(pad));
  return () => {
    ended.abort();
    stop();
    brush.remove();
    asPicture();
  };
}

/** The map as something to draw on; what is returned makes it a picture again.
 * @type {(map: HTMLElement) => () => void} */
function surface(map) {
  const about = { role: "application", tabindex: "0", "aria-describedby": "drawing-keys" };
  for (const [name, value] of Object.entries(about)) map.setAttribute(name, value);
  map.classList.add("drawn-on");
  return () => {
    for (const name of Object.keys(about)) map.removeAttribute(name);
    map.setAttribute("role", "img");
    map.classList.remove("drawn-on");
  };
}

/** @type {(pad: Pad, signal: AbortSignal) => void} */
function listen(pad, signal) {
  const { map, cursor } = pad;
  /** @type {Stroke | null} */
  let stroke = null;
  const end = () => {
    if (stroke) pad.ended(stroke.before);
    stroke = null;
  };
  map.addEventListener(
    "pointerdown",
    (event) => {
      if (!event.isPrimary || ![0, 5].includes(event.button)) return;
      map.setPointerCapture(event.pointerId);
      pad.byKeys.value = false;
      const at = placeUnder(event);
      const erasing = pad.tool.value === "eraser" || Boolean(event.buttons & PEN_ERASER);
      stroke = {
        before: draftOf(pad),
        at,
        erasing,
      };
      dab(pad, at, erasing);
    },
    { signal },
  );
  map.addEventListener(
    "pointermove",
    (event) => {
      cursor.value = placeUnder(event);
      if (stroke && event.isPrimary) drag(pad, stroke, event);
    },
    { signal },
  );
  map.addEventListener("pointerleave", () => (cursor.value = null), { signal });
  for (const over of ["pointerup", "pointercancel"]) map.addEventListener(over, end, { signal });
  signal.addEventListener("abort", () => (stroke = null));
}

/** @type {(event: PointerEvent) => Place} */
function placeUnder(event) {
  const box = /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect();
  return [
    within(((event.clientX - box.left) / box.width) * 2 * EDGE - EDGE),
    within(EDGE - ((event.clientY - box.top) / box.height) * 2 * EDGE),
  ];
}

/** @type {(pad: Pad, stroke: Stroke, event: PointerEvent) => void} */
function drag(pad, stroke, event) {
  const spacing = pad.tool.value === "point" && !stroke.erasing ? SPACING : pad.radius.value / 2;
  for (const place of along(stroke.at, placeUnder(event), spacing)) {
    stroke.at = place;
    dab(pad, place, stroke.erasing);
  }
  pad.painted();
}

/** What is drawn so far.
 * @type {(pad: Pad) => Point[]} */
export const draftOf = ({ page }) => page.draft.value ?? [];

/** The line plot that is drawn upon, if the map shows one.
 * @type {(pad: Pad) => import("../workers/plane.js").LinePlot | null} */
const lineOf = ({ page }) => linePlot(page.topology.value, page.points.value);

/** Touch the map once with the tool.
 * @type {(pad: Pad, place: Place, erasing: boolean) => void} */
function dab(pad, place, erasing) {
  const { page, tool, label, radius, density } = pad;
  const points = draftOf(pad);
  const line = lineOf(pad);
  if (erasing) return void (page.draft.value = erased(points, place, radius.value, line));
  const paint = { problem: page.experiment.value.problem, line, label: label.value };
  const room = page.catalog.limits.max_points - points.length;
  const spray = tool.value === "spray";
  const more = spray
    ? sprayed(place, { radius: radius.value, count: density.value }, paint, Math.random)
    : [pointAt(place, paint)];
  if (room > 0) page.draft.value = [...points, ...more.slice(0, room)];
}

/** @type {(event: KeyboardEvent, pad: Pad) => void} */
function onKey(event, pad) {
  const arrow = ARROWS[/** @type {keyof typeof ARROWS} */ (event.key)];
  if (event.altKey || ((event.ctrlKey || event.metaKey) && event.key !== "z")) return;
  if (arrow) move(pad, arrow);
  else if (event.key === "Enter") press(pad);
  else if (event.key === "Delete" || event.key === "Backspace") eraseNearest(pad);
  else if (event.key === "z" && (event.ctrlKey || event.metaKey)) pad.undo();
  else if (event.key === "Escape") pad.finish();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** @type {(pad: Pad, step: number[]) => void} */
function move(pad, [right, up]) {
  const [x, y] = pad.cross.value;
  const place = /** @type {Place} */ ([within(x + right * STEP), within(y + up * STEP)]);
  pad.cross.value = place;
  pad.byKeys.value = true;
  pad.status.value = inWords(pad, place);
}

/** @type {(pad: Pad, place: Place) => string} */
function inWords(pad, place) {
  const line = lineOf(pad);
  const text = (/** @type {number} */ value) => String(value).replace("-", "−");
  if (!line) return words.point(text(place[0]), text(place[1]));
  const [x1, x2, y] = pointAt(place, { problem: "regression", line, label: 0 });
  const isSecond = line.axis === "x2";
  return words.ofALine(isSecond ? "x₂" : "x₁", text(isSecond ? x2 : x1), text(Number(y)));
}

/** @type {(pad: Pad) => void} */
function press(pad) {
  const before = draftOf(pad);
  const place = pad.cross.value;
  pad.byKeys.value = true;
  dab(pad, place, pad.tool.value === "eraser");
  const now = draftOf(pad);
  const change = now.length - before.length;
  pad.status.value = words.done(change, inWords(pad, place), counted(now.length));
  pad.ended(before);
}

/** @type {(pad: Pad) => void} */
function eraseNearest(pad) {
  const before = draftOf(pad);
  const line = lineOf(pad);
  const index = nearest(before, pad.cross.value, line);
  if (index < 0) return void (pad.status.value = words.noPointToErase);
  pad.page.draft.value = before.filter((_, i) => i !== index);
  const place = inWords(pad, placeOf(before[index], line));
  pad.status.value = words.erasedThePoint(place, counted(before.length - 1));
  pad.ended(before);
}

/** How far the brush reaches, and where the keys are.
 * @type {(pad: Pad) => Template} */
function brushOf({ tool, radius, cross, cursor, byKeys }) {
  const [x, y] = cross.value;
  const at = byKeys.value ? cross.value : cursor.value;
  return svg`${
    byKeys.value ? svg`<path d=${`M${-EDGE} ${-y}H${EDGE}M${x} ${-EDGE}V${EDGE}`}></path>` : nothing
  }
    ${
      at && tool.value !== "point"
        ? svg`<circle cx=${at[0]} cy=${-at[1]} r=${radius.value}></circle>`
        : nothing
    }`;
}
