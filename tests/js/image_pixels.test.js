import assert from "node:assert/strict";
import test from "node:test";

import {
  greyBytes,
  largestOf,
  neighbour,
  normOf,
  pictureAt,
  sheetOf,
  signedBytes,
} from "../../static/js/images/pixels.js";

test("signed numbers become bytes about the middle, and what lies beyond is cut off", () => {
  assert.deepEqual([...signedBytes([-2, -1, 0, 1, 2], 1)], [0, 0, 128, 255, 255]);
});

test("what is not finite is the middle, and without a limit all is", () => {
  assert.deepEqual([...signedBytes([NaN, -Infinity], 1)], [128, 128]);
  assert.deepEqual([...signedBytes([3, -3], 0)], [128, 128]);
  assert.deepEqual([...greyBytes([NaN, 8, 16, 99], 16)], [0, 128, 255, 255]);
});

test("the largest size and the norm are those of the numbers", () => {
  assert.equal(largestOf([3, -4, NaN, Infinity]), 4);
  assert.equal(normOf([3, -4]), 5);
});

test("pictures lie on a sheet in rows, with a pixel between them", () => {
  const palette = Uint32Array.from({ length: 256 }, (_, byte) => 1000 + byte);
  const pictures = [1, 2, 3].map((byte) => new Uint8Array(4).fill(byte));
  const sheet = sheetOf(pictures, { width: 2, height: 2, columns: 2 }, palette);
  assert.deepEqual([sheet.width, sheet.height], [5, 5]);
  const row = (y) => [...sheet.words.slice(5 * y, 5 * y + 5)];
  assert.deepEqual(row(0), [1001, 1001, 0, 1002, 1002]);
  assert.deepEqual(row(2), [0, 0, 0, 0, 0]);
  assert.deepEqual(row(4), [1003, 1003, 0, 0, 0]);
});

test("a place on a sheet means a picture, or none between two and behind the last", () => {
  const size = { width: 2, height: 2, columns: 2 };
  assert.equal(pictureAt({ x: 3.5, y: 0.5 }, size, 3), 1);
  assert.equal(pictureAt({ x: 0, y: 4 }, size, 3), 2);
  assert.equal(pictureAt({ x: 2.5, y: 0 }, size, 3), null);
  assert.equal(pictureAt({ x: 3, y: 3 }, size, 3), null);
  assert.equal(pictureAt({ x: -1, y: 0 }, size, 3), null);
});

test("arrow keys lead to neighbours and stay at the edge", () => {
  assert.equal(neighbour("ArrowRight", 1, 3, 8), 2);
  assert.equal(neighbour("ArrowDown", 1, 3, 8), 4);
  assert.equal(neighbour("ArrowDown", 6, 3, 8), 6);
  assert.equal(neighbour("ArrowLeft", 0, 3, 8), 0);
  assert.equal(neighbour("End", 0, 3, 8), 7);
  assert.equal(neighbour("a", 0, 3, 8), null);
});
