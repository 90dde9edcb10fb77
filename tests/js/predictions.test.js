// Predictions beside what is real, as points of a square.
import assert from "node:assert/strict";
import test from "node:test";

import {
  pairsOf,
  pathOf,
  pictureOf,
  rangeOf,
  SIDE,
} from "../../static/js/views/predictions_svg.js";

const set = (...pairs) => ({
  points: pairs.length,
  targets: pairs.map(([real]) => [real]),
  outputs: pairs.map(([, predicted]) => [predicted]),
});

/** Where each shape of a path begins, as numbers. */
const places = (path) =>
  [...path.matchAll(/M([\d.-]+) ([\d.-]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

test("a point without a finite output is none", () => {
  assert.deepEqual(pairsOf(set([1, 2], [3, null])), [[1, 2]]);
});

test("both axes have one range, which all values are in", () => {
  assert.deepEqual(
    rangeOf([
      [3, -1],
      [5, 4],
    ]),
    [-1, 5],
  );
  const [low, high] = rangeOf([[7, 7]]);
  assert.ok(low < 7 && 7 < high);
});

test("what is predicted right stands on the diagonal, what is too high above it", () => {
  const range = [0, 10];
  const [[right], [high]] = [[[5, 5]], [[5, 9]]].map((pairs) =>
    places(pathOf(pairs, range, "diamond")),
  );
  const middle = (place) => place[0] + 1.9;
  assert.equal(middle(right) + right[1], SIDE);
  assert.ok(high[1] < right[1]);
});

test("sets are told apart by their shapes", () => {
  const { training, test, shown, all } = pictureOf({
    train: { ...set([1, 1], [2, 3]), points: 900 },
    test: set([2, null]),
  });
  assert.equal(places(training).length, 2);
  assert.match(training, /a/);
  assert.deepEqual([test, shown, all], ["", 2, 901]);
  assert.doesNotMatch(pathOf([[1, 1]], [0, 2], "diamond"), /a/);
});

test("each of several targets has a picture of its own", () => {
  const part = { points: 1, targets: [[1, 30]], outputs: [[2, 40]] };
  assert.deepEqual(pairsOf(part, 1), [[30, 40]]);
  assert.deepEqual(pictureOf({ train: part, test: part }, 1).range, [30, 40]);
  assert.equal(pictureOf({ train: part, test: part }, 2).shown, 0); // of an older answer
});
