// The plane that the pictures show, and the line plot over one coordinate where there is only one.
// Pure arithmetic, shared by the painter and by the words around its pictures.

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Points} Points */
/** @typedef {{axis: string, highest: number}} LinePlot */

export const EDGE = 6; // of the plane shown

/** From −6…6 to 0…size.
 * @type {(x: number, size: number) => number} */
export const across = (x, size) => ((x + EDGE) / (2 * EDGE)) * size;

/** The coordinate over which the answer is one line y = f(x): the features use no other, or the
 * points were made along it; points of one's own, too, may happen to lie on the axis.
 * @type {(topology: Topology | null, points: Points) => string | null} */
export function lineAxis(topology, { train, test, own }) {
  if (!topology || topology.channels > 1) return null;
  const flat = (/** @type {import("../types.js").Point} */ [, x2]) => x2 === 0;
  return (
    topology.line ?? (!own && train.length && train.every(flat) && test.every(flat) ? "x1" : null)
  );
}

/** The line plot of an answer over one coordinate: along which, and how far up and down it reaches.
 * That depends on the points alone, those not shown too, so that it stays while a network learns.
 * @type {(topology: Topology | null, points: Points) => LinePlot | null} */
export function linePlot(topology, points) {
  const axis = lineAxis(topology, points);
  if (!axis) return null;
  let highest = 1.5;
  for (const [, , label] of [...points.train, ...points.test])
    while (Math.abs(Number([label].flat()[0])) > highest)
      highest *= String(highest)[0] === "6" ? 2.5 : 2; // 1.5, 3, 6, 15, 30, 60 …
  return { axis, highest };
}

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
