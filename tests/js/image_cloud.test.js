import assert from "node:assert/strict";
import test from "node:test";

import { bytesOf, parted, textOf } from "../../static/js/images/base64.js";
import { nearestClasses, nearestMark, placed } from "../../static/js/images/cloud.js";

const FRAME = { width: 120, height: 70, margin: 10 };

test("points lie within the frame, up is up, and both components have one scale", () => {
  const marks = placed(
    [
      [0, 0, 9],
      [10, 5, 9],
    ],
    [0, 1],
    FRAME,
  );
  assert.deepEqual(marks, [
    { x: 10, y: 60 },
    { x: 110, y: 10 },
  ]);
});

test("a single point, or none, is drawn without a number that is none", () => {
  assert.deepEqual(placed([[3, 3, 3]], [0, 2], FRAME), [{ x: 60, y: 35 }]);
  assert.deepEqual(placed([], [0, 1], FRAME), []);
});

test("the nearest mark is found, if it is near enough", () => {
  const marks = [
    { x: 0, y: 0 },
    { x: 10, y: 0 },
  ];
  assert.equal(nearestMark(marks, { x: 8, y: 1 }, 5), 1);
  assert.equal(nearestMark(marks, { x: 5, y: 40 }, 5), null);
});

test("the classes whose middles lie nearest are named in their order", () => {
  const points = [
    [0, 0],
    [9, 9],
    [9, 7],
    [0, 1],
    [9, 10],
  ];
  assert.deepEqual(nearestClasses(points, [0, 5, 2, 0, 5]), [2, 5]);
  assert.equal(nearestClasses([[1, 1]], [3]), null);
});

test("bytes come back from their text, and several pictures apart", () => {
  const bytes = Uint8Array.from({ length: 10_000 }, (_, i) => i % 256);
  assert.deepEqual(bytesOf(textOf(bytes)), bytes);
  assert.equal(textOf(Uint8Array.of(0, 255)), Buffer.from([0, 255]).toString("base64"));
  assert.deepEqual(
    parted(Uint8Array.of(1, 2, 3, 4), 2).map((one) => [...one]),
    [
      [1, 2],
      [3, 4],
    ],
  );
});
