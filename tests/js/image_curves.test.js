import assert from "node:assert/strict";
import test from "node:test";

import { bestEpoch, joined, pairOf } from "../../static/js/images/curves.js";

const NAMES = { training: "loss", validation: "val" };
const COLUMNS = ["epoch", "loss", "val"];
const HISTORY = [
  [0, 1, 2, 3],
  [2.3, 0.9, 0.6, 0.4],
  [2.3, 0.7, 0.5, 0.55],
];

test("training means stand half an epoch before the validation values", () => {
  const { training, validation } = pairOf(COLUMNS, HISTORY, NAMES);
  assert.deepEqual(training.epochs, [0.5, 1.5, 2.5]);
  assert.deepEqual(training.values, [0.9, 0.6, 0.4]);
  assert.deepEqual(validation.epochs, [0, 1, 2, 3]);
});

test("both lines share one list of epochs, with gaps where the other one has its values", () => {
  const [epochs, training, validation] = joined(pairOf(COLUMNS, HISTORY, NAMES));
  assert.deepEqual(epochs, [0, 0.5, 1, 1.5, 2, 2.5, 3]);
  assert.deepEqual(training, [null, 0.9, null, 0.6, null, 0.4, null]);
  assert.deepEqual(validation, [2.3, null, 0.7, null, 0.5, null, 0.55]);
});

test("a logarithmic axis leaves out what is not above 0", () => {
  const history = [[1], [0], [0.5]];
  assert.deepEqual(joined(pairOf(COLUMNS, history, NAMES), true)[1], [null, null]);
});

test("the best epoch is the first with the least value", () => {
  assert.equal(bestEpoch({ epochs: [0, 1, 2, 3], values: [null, 0.5, 0.4, 0.4] }), 2);
  assert.equal(bestEpoch({ epochs: [0], values: [null] }), null);
});

test("a metric that the history lacks has no line", () => {
  const { training } = pairOf(["epoch"], [[0, 1]], NAMES);
  assert.deepEqual(joined({ training, validation: { epochs: [], values: [] } })[1], [null]);
});
