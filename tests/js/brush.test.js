// Brushes and the eraser, as arithmetic.
import assert from "node:assert/strict";
import test from "node:test";

import {
  along,
  erased,
  nearest,
  placeOf,
  pointAt,
  remark,
  sprayed,
  taken,
} from "../../static/js/store/brush.js";

const TWO = { problem: "classification", line: null, label: 1 };
const ALONG = { axis: "x1", highest: 1.5 };
const LINE = { problem: "regression", line: ALONG, label: 0 };

/** A seeded source of chance. */
function chance(state = 7) {
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

test("paint leaves a point to a hundredth, within the plane", () => {
  assert.deepEqual(pointAt([1.23456, -9], TWO), [1.23, -6, 1]);
  assert.ok(Object.is(pointAt([-0.001, 0], TWO)[0], 0));
});

test("over a line the height is the label of a regression, and only there", () => {
  assert.deepEqual(pointAt([2, 4], LINE), [2, 0, 1]);
  assert.deepEqual(pointAt([2, 4], { ...LINE, line: { ...ALONG, axis: "x2" } }), [0, 2, 1]);
  assert.deepEqual(
    pointAt([2, 4], { problem: "classification", line: ALONG, label: -1 }),
    [2, 0, -1],
  );
});

test("a point is seen where paint left it", () => {
  for (const line of [null, ALONG, { axis: "x2", highest: 15 }])
    assert.deepEqual(placeOf(pointAt([2, -4], { ...LINE, line }), line), [2, -4]);
});

test("a spray stays within its disc and on the map", () => {
  const points = sprayed([5.5, 0], { radius: 1, count: 400 }, TWO, chance());
  assert.ok(points.length > 200 && points.length < 400);
  assert.ok(points.every(([x1, x2]) => x1 <= 6 && Math.hypot(x1 - 5.5, x2) <= 1.01));
});

test("the eraser takes what it reaches, over a line by its height", () => {
  const points = [
    [0, 0, 1],
    [1, 0, -1],
  ];
  assert.deepEqual(erased(points, [0.2, 0], 0.5, null), [[1, 0, -1]]);
  assert.deepEqual(erased(points, [0, 4], 0.5, ALONG), [[1, 0, -1]]);
  assert.equal(erased(points, [5, 5], 0.5, null), points);
});

test("the nearest point is found, and none among none", () => {
  assert.equal(
    nearest(
      [
        [0, 0, 1],
        [3, 3, 1],
        [1, 1, 1],
      ],
      [2.2, 2.2],
      null,
    ),
    1,
  );
  assert.equal(nearest([], [0, 0], null), -1);
});

test("a stroke is walked in even steps", () => {
  assert.deepEqual(along([0, 0], [1, 0], 0.4), [
    [0.4, 0],
    [0.8, 0],
  ]);
  assert.deepEqual(along([0, 0], [0.1, 0], 0.4), []);
});

test("points shown are taken over without those beyond the map", () => {
  assert.deepEqual(
    taken([
      [1.23456, 2, 1],
      [6.2, 0, 1],
      [0, 0, [1, 0]],
    ]),
    [
      [1.23, 2, 1],
      [0, 0, [1, 0]],
    ],
  );
});

test("what stands in the way of learning is said", () => {
  const many = Array.from({ length: 5000 }, (_, i) => [0, 0, i % 2]);
  assert.match(remark([], "classification", 5000), /at least 2 points: draw 2 more/);
  assert.match(remark(many, "multiclass", 5000), /5,000 points are the most/);
  assert.match(
    remark(
      [
        [0, 0, 1],
        [1, 1, 1],
      ],
      "classification",
      5000,
    ),
    /one class/,
  );
  assert.equal(
    remark(
      [
        [0, 0, 1],
        [1, 1, 1],
      ],
      "regression",
      5000,
    ),
    "",
  );
});
