// The perceptron's line on the map: its point nearest to the middle, and the way of the weights.
import assert from "node:assert/strict";
import test from "node:test";

import { lineOf } from "../../static/js/views/lenses/perceptron_line.js";

test("the line's nearest point lies on it, in the direction of the weights", () => {
  const { foot, normal } = lineOf([3, -4, 10]) ?? { foot: [0, 0], normal: [0, 0] };
  assert.ok(Math.abs(3 * foot[0] - 4 * foot[1] + 10) < 1e-12);
  assert.deepEqual(normal, [0.6, -0.8]);
  assert.ok(Math.abs(Math.hypot(...foot) - 2) < 1e-12);
});

test("weights of 0 have no line, and one beyond the map is not drawn", () => {
  assert.equal(lineOf([0, 0, 3]), null);
  assert.equal(lineOf([1, 0, 7]), null);
  assert.notEqual(lineOf([1, 1, 11]), null); // it cuts a corner
});
