// What the values of a map are: of its bytes, and along the line over one coordinate.
import { across } from "./plane.js";

/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {{facts: {view: {neuron: string}},
 *   tensors: Pick<import("../types.js").DecodedFrame["tensors"], "boundary" | "line">}} Picture */

/** @type {[number, number]} */
const UNITS = [-1, 1]; // what the bytes of any neuron but an output stand for

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
