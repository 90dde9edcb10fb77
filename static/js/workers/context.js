// The context of a canvas, asked for once and kept: of a canvas that came from the page
// Firefox gives no second one.

/** @typedef {OffscreenCanvasRenderingContext2D} Context */

/** @type {WeakMap<OffscreenCanvas, Context>} */
const kept = new WeakMap();

/** @type {(canvas: OffscreenCanvas) => Context} */
export function contextOf(canvas) {
  const context = kept.get(canvas) ?? /** @type {Context} */ (canvas.getContext("2d"));
  kept.set(canvas, context);
  return context;
}
