// The loss along a weight: the curve, and the tangent at the present weight.
import assert from "node:assert/strict";
import test from "node:test";

import {
  curveOf,
  HEIGHT,
  middleOf,
  sheetOf,
  tangentOf,
  WIDTH,
} from "../../static/js/views/lenses/backprop/along_shape.js";

const values = Array.from({ length: 41 }, (_, k) => -1 + k / 10);
const PARABOLA = { values, losses: values.map((w) => w * w) };
const numbers = (path) => (path.match(/[-\d.]+/g) ?? []).map(Number);

test("the present weight is in the middle", () => {
  assert.equal(values[middleOf(PARABOLA)], 1);
});

test("the tangent touches the curve at the present weight and nowhere else", () => {
  const { x, y } = sheetOf(PARABOLA);
  const [x1, y1, x2, y2] = numbers(tangentOf(PARABOLA, 2, { x, y }));
  for (const [k, w] of values.entries()) {
    const on = y1 + ((y2 - y1) * (x(w) - x1)) / (x2 - x1);
    const gap = on - y(PARABOLA.losses[k]); // downwards: the curve lies above
    if (k === middleOf(PARABOLA)) assert.ok(Math.abs(gap) < 0.2);
    else if (Math.abs(k - middleOf(PARABOLA)) > 3) assert.ok(gap > 0);
  }
});

test("a wall beside the present weight flattens nothing", () => {
  const wall = { values, losses: values.map((w) => (w > 2 ? 1e6 : w * w)) };
  const { y } = sheetOf(wall);
  assert.ok(y(0) - y(1) > HEIGHT / 10);
});

test("the curve is torn where the loss is not finite", () => {
  const torn = { values, losses: values.map((w, k) => (k === 20 ? null : w * w)) };
  const path = curveOf(torn, sheetOf(torn));
  assert.equal(path.match(/M/g)?.length, 2);
  assert.equal(tangentOf(torn, 2, sheetOf(torn)), "");
});

test("a loss that is the same everywhere is a line within the picture", () => {
  const flat = { values, losses: values.map(() => 0.5) };
  const all = numbers(curveOf(flat, sheetOf(flat)));
  assert.ok(all.every((at) => at >= 0 && at <= WIDTH));
  assert.ok(all.filter((_, k) => k % 2).every((at) => at > 0 && at < HEIGHT));
});
