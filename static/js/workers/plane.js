// The plane that the pictures show, and the line over one coordinate where there is only one.
// Pure arithmetic, shared by the painter and by the words around its pictures.

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Points} Points */
/** @typedef {{facts: {view: {neuron: string}},
 *   tensors: Pick<import("../types.js").DecodedFrame["tensors"], "boundary" | "line">}} Picture */

export const EDGE = 6; // of the plane shown
export const HIGHEST = 1.5; // y of a line plot
/** @type {[number, number]} */
const UNITS = [-1, 1]; // what the bytes of any neuron but an output stand for

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

/** What the bytes 0 and 255 of a neuron's map stand for.
 * @type {(neuron: string, topology: Topology) => [number, number]} */
export const rangeOf = (neuron, topology) =>
  neuron === "output" || neuron.startsWith("o.") ? topology.range : UNITS;

/** A picture's neuron along an axis through the middle of the plane, from −6 to 6.
 * @type {(picture: Picture, topology: Topology, axis: string) => ArrayLike<number>} */
export function curveOf(
  {
    facts: {
      view: { neuron },
    },
    tensors: { boundary, line },
  },
  topology,
  axis,
) {
  if (line && ["output", "o.0"].includes(neuron)) return line.data;
  const {
    shape: [, side],
    data,
  } = boundary;
  const [low, high] = rangeOf(neuron, topology);
  const before = Math.floor((side - 1) / 2);
  const after = Math.ceil((side - 1) / 2);
  const cell = (/** @type {number} */ i, /** @type {number} */ middle) =>
    data[axis === "x1" ? middle * side + i : (side - 1 - i) * side + middle]; // row 0 is x2 = +6
  return Float32Array.from(
    { length: side },
    (_, i) => low + ((cell(i, before) + cell(i, after)) / 510) * (high - low),
  );
}

/** A curve's value between its points.
 * @type {(curve: ArrayLike<number>, x: number) => number} */
export function valueAt(curve, x) {
  const at = across(x, curve.length - 1);
  const before = Math.floor(at);
  const after = Math.min(curve.length - 1, before + 1);
  return curve[before] + (at - before) * (curve[after] - curve[before]);
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
