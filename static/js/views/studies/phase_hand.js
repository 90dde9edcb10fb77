// The hand on a phase map: a cursor follows the pointer and the arrow keys, a part is marked by
// dragging or with Shift, and a click or Enter opens a cell, or zooms in to the part.  A finger
// moves the page, unless it was told to mark: then its next drag marks a part.
import { gridOf, placeOf, trialAt } from "../../store/phase_cells.js";
import { partBetween } from "../../store/phase_zoom.js";
import { isTouched } from "../components.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/phase_cells.js").Place} Place */
/** @typedef {import("../../store/phase_zoom.js").Part} Part */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {{study: Study, mark: Signal<Part | null>, marks: Signal<boolean>,
 *   zoom: () => void}} Map `mark`: the part that is marked; `marks`: whether a finger marks one */

/** @type {(at: number, length: number) => number} */
const within = (at, length) => Math.max(0, Math.min(length - 1, at));

/** The cell under a pointer, or the nearest one.
 * @type {(canvas: HTMLCanvasElement, study: Study, event: MouseEvent) => Place} */
function placeUnder({ clientWidth, clientHeight }, study, { offsetX, offsetY }) {
  const { along, up } = gridOf(study);
  const [columns, rows] = [along.texts.length, up.texts.length];
  return {
    column: within(Math.floor((offsetX / clientWidth) * columns), columns),
    row: within(rows - 1 - Math.floor((offsetY / clientHeight) * rows), rows),
  };
}

/** @type {(canvas: HTMLCanvasElement, map: Map) => void} */
export function followPointer(canvas, { study, mark, marks }) {
  /** @type {Place | null} */
  let start = null; // where the pointer was pressed
  let isDrag = false;
  let tapped = -1;
  const point = (/** @type {MouseEvent} */ event) => {
    const place = placeUnder(canvas, study, event);
    const trial = trialAt(gridOf(study), place);
    if (trial < study.trials.peek().length) study.chosen.value = trial;
    return place;
  };
  const drag = (/** @type {Place} */ from, /** @type {Place} */ to) => {
    isDrag ||= from.column !== to.column || from.row !== to.row;
    if (isDrag) mark.value = partBetween(from, to);
  };
  canvas.addEventListener("pointerdown", (event) => {
    const isFinger = event.pointerType === "touch";
    isDrag = event.shiftKey || (isFinger && marks.peek()); // which marks one cell, too
    if ((isFinger && !marks.peek()) || event.button !== 0) return; // a finger moves the page
    canvas.setPointerCapture(event.pointerId);
    drag((start = point(event)), start);
  });
  canvas.addEventListener("pointermove", (event) => {
    const place = point(event);
    if (start) drag(start, place);
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => {
      if (start) marks.value = false; // the next drag moves the page again
      start = null;
    });
  canvas.addEventListener("click", (event) => {
    if (isDrag) return;
    if (mark.peek()) return void (mark.value = null);
    const trial = trialAt(gridOf(study), point(event));
    const isFirst = isTouched() && tapped !== trial; // which shows it only: no finger hovers
    tapped = trial;
    if (!isFirst) void study.open(trial);
  });
}

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @type {(canvas: HTMLCanvasElement, map: Map) => void} */
export function followKeys(canvas, { study, mark, zoom }) {
  /** @type {Place | null} */
  let start = null; // where Shift was pressed
  const clear = () => (start = mark.value = null);
  const move = (/** @type {[number, number]} */ [right, higher], /** @type {boolean} */ marks) => {
    const grid = gridOf(study);
    const place = placeOf(grid, study.chosen.peek() ?? 0);
    const next = {
      column: within(place.column + right, grid.along.texts.length),
      row: within(place.row + higher, grid.up.texts.length),
    };
    study.chosen.value = trialAt(grid, next);
    if (!marks) return void clear();
    start = (mark.peek() && start) || place;
    mark.value = partBetween(start, next);
    return undefined;
  };
  const enter = () => {
    const grid = gridOf(study);
    if (mark.peek()) return zoom();
    return void study.open(trialAt(grid, placeOf(grid, study.chosen.peek() ?? 0)));
  };
  canvas.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step) move(step, event.shiftKey);
    else if (event.key === "Enter") enter();
    else if (event.key === "Escape" && mark.peek()) clear();
    else return;
    event.preventDefault();
  });
}
