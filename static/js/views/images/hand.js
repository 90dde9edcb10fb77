// The hand upon the paper: mouse, finger and pen, or the keys with a cross-hair.  Places are in
// pixels of the picture.

/** @typedef {import("../../images/paper.js").Place} Place */
/** @typedef {{side: () => number, stroke: (from: Place, to: Place) => void,
 *   clear: () => void}} Sheet */

const STEP = 0.5; // pixels of the picture that the cross-hair moves
/** @type {Record<string, [number, number]>} */
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @type {(root: HTMLElement, sheet: Sheet) => void} */
export function followHand(root, sheet) {
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  followPointer(canvas, sheet);
  followKeys(canvas, /** @type {HTMLElement} */ (root.querySelector(".cross")), sheet);
}

/** @type {(canvas: HTMLCanvasElement, sheet: Sheet) => void} */
function followPointer(canvas, { side, stroke }) {
  const placeOf = (/** @type {PointerEvent} */ { clientX, clientY }) => {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    return {
      x: ((clientX - left) / width) * side(),
      y: ((clientY - top) / height) * side(),
    };
  };
  /** @type {Place | null} */
  let last = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    last = placeOf(event);
    stroke(last, last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!last || !event.isPrimary) return;
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const one of passed.length ? passed : [event]) {
      const next = placeOf(one);
      stroke(last, next);
      last = next;
    }
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => (last = null));
}

/** @type {(canvas: HTMLCanvasElement, cross: HTMLElement, sheet: Sheet) => void} */
function followKeys(canvas, cross, { side, stroke, clear }) {
  /** @type {Place} */
  let at = { x: NaN, y: NaN };
  const show = () => {
    cross.hidden = !canvas.matches(":focus-visible");
    cross.style.left = `${(100 * at.x) / side()}%`;
    cross.style.top = `${(100 * at.y) / side()}%`;
  };
  const begin = () => {
    if (!(at.x <= side() && at.y <= side())) at = { x: side() / 2, y: side() / 2 };
    show();
  };
  const move = (/** @type {[number, number]} */ [x, y], /** @type {boolean} */ isDrawing) => {
    const within = (/** @type {number} */ place) => Math.max(0, Math.min(side(), place));
    const next = { x: within(at.x + STEP * x), y: within(at.y + STEP * y) };
    if (isDrawing) stroke(at, next);
    at = next;
    show();
  };
  canvas.addEventListener("focus", begin);
  canvas.addEventListener("blur", show);
  canvas.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    begin();
    const arrow = ARROWS[event.key];
    if (arrow) move(arrow, event.shiftKey);
    else if (event.key === " ") stroke(at, at);
    else if (event.key === "Delete" || event.key === "Backspace") clear();
    else return;
    event.preventDefault();
  });
}
