// What the weights alone say of a neuron and its layer.
import assert from "node:assert/strict";
import test from "node:test";

import { differentUnits, planeOf } from "../../static/js/views/lenses/layer_facts.js";

/** A plan of layers of these sizes and activations, as the server describes one. */
function topologyOf(inputs, ...layers) {
  let at = 0;
  let before = inputs;
  return {
    layers: layers.map(([units, activation]) => {
      const layer = { units, activation, inputs: before, kernel: at, bias: at + before * units };
      at = layer.bias + units;
      before = units;
      return layer;
    }),
  };
}

// W₁ = [[1, 2], [3, 4]], b₁ = (5, 6); W₂ = [7, 8]ᵀ, b₂ = 9
const PARAMETERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

test("linear layers are one: the product of their matrices, worked out by hand", () => {
  const topology = topologyOf(2, [2, "linear"], [1, "tanh"]);
  assert.deepEqual(planeOf(topology, PARAMETERS, 1, 0), {
    weights: [1 * 7 + 2 * 8, 3 * 7 + 4 * 8],
    bias: 5 * 7 + 6 * 8 + 9,
  });
});

test("three linear layers are one as well", () => {
  const topology = topologyOf(1, [1, "linear"], [1, "linear"], [1, "sigmoid"]);
  assert.deepEqual(planeOf(topology, [2, 1, 3, 1, 5, 1], 2, 0), {
    weights: [30],
    bias: 1 + 5 * (1 + 3 * 1),
  });
});

test("a neuron of the first layer has its own weights and bias", () => {
  const topology = topologyOf(2, [2, "relu"], [1, "tanh"]);
  assert.deepEqual(planeOf(topology, PARAMETERS, 0, 1), { weights: [2, 4], bias: 6 });
});

test("a layer that bends leaves no plane behind it", () =>
  assert.equal(planeOf(topologyOf(2, [2, "tanh"], [1, "tanh"]), PARAMETERS, 1, 0), null));

test("units with the same weights in and out are one, whatever their number", () => {
  const topology = topologyOf(1, [3, "tanh"], [1, "tanh"]);
  const same = [0, 0, 0, 0.1, 0.1, 0.1, 2, 2, 2, 0];
  assert.equal(differentUnits(topology, same, 0), 1);
  assert.equal(differentUnits(topology, same.with(0, 1), 0), 2); // another weight in
  assert.equal(differentUnits(topology, same.with(4, 1), 0), 2); // another bias
  assert.equal(differentUnits(topology, same.with(8, 1), 0), 2); // another weight out
  assert.equal(differentUnits(topology, [1, 2, 3, 0, 0, 0, 1, 1, 1, 0], 0), 3);
});

test("outputs have nothing behind them", () =>
  assert.equal(differentUnits(topologyOf(1, [2, "softmax"]), [1, 1, 0, 0], 0), 1));
