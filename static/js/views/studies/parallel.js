// Parallel coordinates: an axis for each setting that is searched and one for the goal, and a line
// for each trial.  An axis is brushed by dragging along it, or by two sliders, which the keyboard
// reaches: both go to the very ends of their scale.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { axisAt, isBeyond, leftOf, lineAt, placeAt } from "../../store/parallel_geometry.js";
import { numberText, stepsOf, valueAt } from "../../store/search_axes.js";
import { ALL, brushed } from "../../store/search_brush.js";
import { SCORE } from "../../store/search_looks.js";
import { parallelWords as words } from "../../words/en/search.js";
import { draw, onChecked, onValue } from "../components.js";
import { loss } from "../format.js";
import { followPicture } from "./canvas_picture.js";
import { paintParallel } from "./parallel_picture.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/search_looks.js").Looks} Looks */
/** @typedef {import("../../store/search_axes.js").Axis} Axis */
/** @typedef {import("../../store/search_brush.js").Brush} Brush */
/** @typedef {import("../../store/parallel_geometry.js").Frame} Frame */
/** @typedef {import("../../types.js").Template} Template */

const HEIGHT = 340; // CSS pixels
const NARROWEST = 92; // of the space for one axis
const MOVED = 3; // CSS pixels from which on a press is a drag

/** @type {(root: HTMLElement, study: Study, looks: Looks) => void} */
export function mount(root, study, looks) {
  render(
    html`<h2>${words.parallel}</h2><div class="scrolled" tabindex="0" role="group"
      aria-label=${words.parallel}><div class="axes"></div>
      <canvas class="parallel" role="img"></canvas></div>
      <p class="hint">${words.help} ${words.key}</p>
      <fieldset class="brushes"><legend>${words.brushes}</legend><div></div></fieldset>`,
    root,
  );
  const place = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(name));
  const canvas = /** @type {HTMLCanvasElement} */ (place("canvas"));
  const frame = () => ({
    ...{ width: canvas.clientWidth, height: HEIGHT, count: looks.axes.peek().length },
  });
  effect(() => {
    const axes = looks.axes.value;
    const width = `${NARROWEST * axes.length}px`;
    for (const part of [canvas, place(".axes")]) part.style.minWidth = width;
    const labels = axes.map(({ label }) => label);
    canvas.setAttribute("aria-label", words.picture(study.count.value, labels));
  });
  canvas.style.height = `${HEIGHT}px`;
  draw(place(".axes"), () => names(looks.axes.value));
  draw(place(".brushes div"), () => html`${looks.axes.value.map((axis) => sliders(looks, axis))}`);
  const read = () => ({
    ...{ axes: looks.axes.value, lines: looks.lines.value, kept: looks.kept.value },
    ...{ top: looks.top.value, chosen: study.chosen.value, brushes: looks.brushes.value },
    states: looks.states.value,
  });
  followPicture(canvas, read, (shown) => paintParallel(canvas, frame(), shown));
  followPointer(canvas, frame, study, looks);
}

/** What each axis is called, above it.
 * @type {(axes: Axis[]) => Template} */
const names = (axes) =>
  html`${axes.map(
    ({ label }, at) => html`<span .style=${`left: ${leftOf(at, axes.length)}`}>${label}</span>`,
  )}`;

/** Two sliders for one axis, with what they say.
 * @type {(looks: Looks, axis: Axis) => Template} */
function sliders({ brushes, lines, axes }, axis) {
  const { path, label } = axis;
  const brush = brushes.value[path] ?? ALL;
  const steps = stepsOf(axis);
  const at = axes.value.indexOf(axis);
  const hasOff = lines.value.some(({ spots }) => typeof spots[at] !== "number");
  const set = (/** @type {Partial<Brush>} */ changes) =>
    (brushes.value = brushed(brushes.value, path, { ...brush, ...changes }));
  // those off the scale are left out with the first step, as by dragging
  const isOff = hasOff ? Boolean(brushes.value[path]) && brush.isOff : true;
  const text = (/** @type {number} */ place) => textAt(axis, place);
  const slider = (/** @type {"from" | "to"} */ end) => html`<input type="range" min="0" max=${steps}
    step="1" .value=${String(Math.round(brush[end] * steps))} aria-label=${words[end](label)}
    aria-valuetext=${text(brush[end])}
    @input=${onValue((value) => set({ ...moved(brush, end, Number(value) / steps), isOff }))}>`;
  const off = words.withOff(path === SCORE);
  return html`<div class="brush" data-axis=${path}><span class="name">${label}<span
      class="value">${text(brush.from)} – ${text(brush.to)}</span></span>
    ${slider("from")} ${slider("to")}
    ${
      hasOff
        ? html`<label class="check"><input type="checkbox" .checked=${brush.isOff}
          @change=${onChecked((on) => set({ isOff: on }))}> ${off}</label>`
        : nothing
    }</div>`;
}

/** One end moved, which takes the other one along rather than pass it.
 * @type {(brush: Brush, end: "from" | "to", place: number) => Partial<Brush>} */
export const moved = ({ from, to }, end, place) =>
  end === "from"
    ? { from: place, to: Math.max(to, place) }
    : { from: Math.min(from, place), to: place };

/** What stands at a place of an axis, in words.
 * @type {(axis: Axis, place: number) => string} */
function textAt(axis, place) {
  const value = valueAt(axis, place);
  if (axis.kind === "choice") return axis.texts[axis.options.indexOf(value)] ?? "";
  return axis.path === SCORE ? loss(value) : numberText(value);
}

/** @type {(canvas: HTMLCanvasElement, frame: () => Frame, study: Study, looks: Looks) => void} */
function followPointer(canvas, frame, study, looks) {
  /** @type {{path: string, y: number, isMoved: boolean} | null} */
  let drag = null;
  const end = () => {
    if (drag && !drag.isMoved) looks.brushes.value = brushed(looks.brushes.peek(), drag.path, ALL);
    drag = null;
  };
  canvas.addEventListener("pointerdown", ({ offsetX, offsetY, pointerId, pointerType }) => {
    const axis = looks.axes.peek()[axisAt(frame(), offsetX)];
    if (!axis || pointerType === "touch") return; // fingers have the sliders
    drag = { path: axis.path, y: offsetY, isMoved: false };
    canvas.setPointerCapture(pointerId);
  });
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    if (!drag) {
      canvas.classList.toggle("on-axis", axisAt(frame(), offsetX) >= 0);
      const trial = lineAt(frame(), looks.lines.peek(), offsetX, offsetY);
      if (trial !== null) study.chosen.value = trial;
      return;
    }
    if (Math.abs(offsetY - drag.y) > MOVED) drag.isMoved = true;
    if (!drag.isMoved) return;
    const ends = [drag.y, offsetY];
    const [from, to] = ends.map((y) => placeAt(frame(), y)).sort((one, other) => one - other);
    const isOff = ends.some((y) => isBeyond(frame(), y));
    looks.brushes.value = brushed(looks.brushes.peek(), drag.path, { from, to, isOff });
  });
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", () => (drag = null)); // a finger scrolls
}
