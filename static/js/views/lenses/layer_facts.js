// What the weights alone say of a neuron and its layer: pure.

/** @typedef {import("../../types.js").Topology} Topology */
/** @typedef {import("../../types.js").Layer} Layer */
/** @typedef {{weights: number[], bias: number}} Plane a sum of the network's inputs */

const LINEAR = "linear";

/** The weights that reach a unit.
 * @type {(layer: Layer, unit: number, parameters: ArrayLike<number>) => number[]} */
const incoming = ({ inputs, units, kernel }, unit, parameters) =>
  Array.from({ length: inputs }, (_, from) => parameters[kernel + from * units + unit]);

/** The weights that leave a unit.
 * @type {(layer: Layer | undefined, unit: number, parameters: ArrayLike<number>) => number[]} */
const outgoing = (layer, unit, parameters) =>
  layer
    ? Array.from(
        { length: layer.units },
        (_, to) => parameters[layer.kernel + unit * layer.units + to],
      )
    : [];

/** The sum z of a unit as one sum of the network's inputs, where no layer before it bends: the
 * product of their matrices.  Null where one does, and where paths part.
 * @type {(topology: Topology, parameters: ArrayLike<number>, stage: number, unit: number) =>
 *   Plane | null} */
export function planeOf({ layers }, parameters, stage, unit) {
  const before = layers.slice(0, stage);
  if (before.some(({ activation }) => activation !== LINEAR)) return null;
  if (layers[stage].sources) return null;
  let weights = incoming(layers[stage], unit, parameters);
  let bias = parameters[layers[stage].bias + unit];
  for (const layer of before.reverse()) {
    const each = Array.from({ length: layer.units }, (_, k) => incoming(layer, k, parameters));
    bias += weights.reduce((sum, weight, k) => sum + weight * parameters[layer.bias + k], 0);
    weights = each[0].map((_, from) =>
      weights.reduce((sum, weight, k) => sum + weight * each[k][from], 0),
    );
  }
  return { weights, bias };
}

/** How many units of a layer are different: the others have the weights of one of these, in and
 * out, and learn what it learns.
 * @type {(topology: Topology, parameters: ArrayLike<number>, stage: number) => number} */
export function differentUnits({ layers }, parameters, stage) {
  const layer = layers[stage];
  /** @type {number[][]} */
  const kinds = [];
  for (let unit = 0; unit < layer.units; unit++) {
    const own = [
      parameters[layer.bias + unit],
      ...incoming(layer, unit, parameters),
      ...outgoing(layers[stage + 1], unit, parameters),
    ];
    if (!kinds.some((kind) => kind.every((value, i) => value === own[i]))) kinds.push(own);
  }
  return kinds.length;
}
