// The best so far: what each trial came to, and the least of them up to then.  Diverged ones stand
// at the top edge.  Pointing at one chooses its trial in all views.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { computed, effect } from "../../../vendor/signals-core/signals-core.mjs";
import { sheetColour } from "../../sheet_colours.js";
import { lossAxis, numberAxis, placeOf, ticksOf } from "../../store/search_axes.js";
import { stepsIn } from "../../store/search_figures.js";
import { bestWords as words } from "../../words/en/search.js";
import { loss } from "../format.js";
import { cleared, followPicture } from "./canvas_picture.js";
import { sign } from "./signs.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/search_axes.js").Axis} Axis */
/** @typedef {import("../../store/search_figures.js").Step} Step */

const HEIGHT = 220; // CSS pixels
const LEFT = 62; // for the ticks
const RIGHT = 12;
const TOP = 22;
const FOOT = 36;
const SIGN = 3;
const FONT = "12px system-ui";

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  render(html`<h2>${words.best}</h2><canvas class="best" role="img"></canvas>`, root);
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const steps = computed(() => {
    void study.curves.value; // what changes with the history
    return stepsIn(study.columns, study.history);
  });
  effect(() => {
    const best = loss(steps.value.at(-1)?.best);
    canvas.setAttribute("aria-label", words.picture(study.metric.value, best));
  });
  const read = () => ({ steps: steps.value, chosen: study.chosen.value });
  followPicture(canvas, read, (shown) => paint(canvas, shown));
  canvas.addEventListener("pointermove", ({ offsetX }) => {
    const found = stepAt(steps.peek(), offsetX, canvas.clientWidth);
    if (found) study.chosen.value = found.trial;
  });
}

/** @type {(steps: Step[]) => {along: Axis, up: Axis}} */
const axesOf = (steps) => ({
  along: numberAxis("", "", { low: 0, high: Math.max(1, steps.at(-1)?.at ?? 1), isWhole: true }),
  up: lossAxis(
    "",
    "",
    steps.map(({ score }) => score),
  ),
});

/** @type {(along: Axis, at: number, width: number) => number} */
const across = (along, at, width) => LEFT + (placeOf(along, at) ?? 0) * (width - LEFT - RIGHT);

/** The step that is nearest to a place across.
 * @type {(steps: Step[], x: number, width: number) => Step | null} */
function stepAt(steps, x, width) {
  const { along } = axesOf(steps);
  let found = /** @type {Step | null} */ (null);
  let least = Infinity;
  for (const step of steps) {
    const away = Math.abs(across(along, step.at, width) - x);
    if (away < least) [found, least] = [step, away];
  }
  return found;
}

/** @type {(canvas: HTMLCanvasElement, shown: {steps: Step[], chosen: number | null}) => void} */
function paint(canvas, { steps, chosen }) {
  canvas.style.height = `${HEIGHT}px`;
  const width = canvas.clientWidth;
  const context = cleared(canvas, width, HEIGHT);
  if (!context) return;
  const { along, up } = axesOf(steps);
  const x = (/** @type {number} */ at) => across(along, at, width);
  const y = (/** @type {number | null} */ value) =>
    value === null ? TOP / 2 : TOP + (1 - (placeOf(up, value) ?? 1)) * (HEIGHT - TOP - FOOT);
  paintTicks(context, { along, up }, x);
  paintScores(context, steps, chosen, x, y);
  context.beginPath();
  let last = /** @type {number | null} */ (null);
  for (const { at, best } of steps) {
    if (best === null) continue;
    if (last === null) context.moveTo(x(at), y(best));
    else context.lineTo(x(at), y(last));
    context.lineTo(x(at), y(best));
    last = best;
  }
  context.strokeStyle = sheetColour("accent");
  context.lineWidth = 2.5;
  context.lineJoin = "round";
  context.stroke();
}

/** @typedef {(at: number) => number} Across */
/** @typedef {(value: number | null) => number} Down */

/** @type {(context: CanvasRenderingContext2D, axes: {along: Axis, up: Axis},
 *   x: Across) => void} */
function paintTicks(context, { along, up }, x) {
  context.font = FONT;
  context.fillStyle = sheetColour("ink-soft");
  context.strokeStyle = sheetColour("hairline");
  context.lineWidth = 1;
  context.textBaseline = "middle";
  context.textAlign = "right";
  const end = x(along.high);
  for (const { place, text } of ticksOf(up)) {
    const level = TOP + (1 - place) * (HEIGHT - TOP - FOOT);
    context.fillText(text, LEFT - 6, level);
    context.beginPath();
    context.moveTo(LEFT, level);
    context.lineTo(end, level);
    context.stroke();
  }
  context.textAlign = "center";
  for (const { place, text } of ticksOf(along))
    context.fillText(text, LEFT + place * (end - LEFT), HEIGHT - FOOT + 12);
  context.fillText(words.trials, (LEFT + end) / 2, HEIGHT - 8);
}

/** @type {(context: CanvasRenderingContext2D, steps: Step[], chosen: number | null, x: Across,
 *   y: Down) => void} */
function paintScores(context, steps, chosen, x, y) {
  context.beginPath();
  for (const { at, score } of steps)
    sign(context, score === null ? "diverged" : "done", x(at), y(score), SIGN);
  context.strokeStyle = sheetColour("ink-soft");
  context.lineWidth = 1.5;
  context.stroke();
  context.beginPath();
  for (const { at, trial, score } of steps)
    if (trial === chosen) sign(context, "training", x(at), y(score), 2 * SIGN);
  context.strokeStyle = sheetColour("ink");
  context.lineWidth = 2;
  context.stroke();
}
