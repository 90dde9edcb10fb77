// The picture of a landscape: levels, lines of equal loss, and places.
import assert from "node:assert/strict";
import test from "node:test";

import {
  contour,
  levelOf,
  LEVELS,
  lossAt,
  placeAt,
  scaleOf,
  SIDE,
  spotOf,
  squares,
  weightNames,
  weightsAt,
} from "../../static/js/views/lenses/landscape_shape.js";

const axis = (low, high, steps) =>
  Array.from({ length: steps }, (_, i) => low + ((high - low) * i) / (steps - 1));
const TOLD = { x: axis(-2, 2, 9), y: axis(0, 8, 9) };
const BOWL = TOLD.y.map((y) => TOLD.x.map((x) => x * x + ((y - 4) / 2) ** 2 + 0.01));

for (const isLog of [false, true])
  test(`levels rise with the loss and begin where they say (${isLog ? "log" : "linear"})`, () => {
    const scale = scaleOf(BOWL, isLog);
    assert.equal(levelOf(scale.low, scale), 0);
    assert.equal(levelOf(scale.high, scale), LEVELS - 1);
    for (let level = 1; level < LEVELS; level++) {
      assert.equal(levelOf(lossAt(level, scale) * 1.0001, scale), level);
      assert.equal(levelOf(lossAt(level, scale) * 0.9999, scale), level - 1);
    }
  });

test("a loss that is not finite is on the highest level, and spoils no scale", () => {
  const scale = scaleOf(
    [
      [1, null],
      [2, 3],
    ],
    true,
  );
  assert.deepEqual([scale.low, scale.high], [1, 3]);
  assert.equal(levelOf(null, scale), LEVELS - 1);
  assert.deepEqual(scaleOf([[null]], true), { low: 0, high: 1, isLog: false });
});

test("a plain of one loss is one level", () => {
  const scale = scaleOf(
    [
      [2, 2],
      [2, 2],
    ],
    true,
  );
  assert.equal(levelOf(2, scale), 0);
  assert.equal(
    squares(
      [
        [2, 2],
        [2, 2],
      ],
      scale,
    ).filter(Boolean).length,
    1,
  );
});

test("every square is on one level", () => {
  const paths = squares(BOWL, scaleOf(BOWL, true));
  const drawn = paths.reduce((sum, path) => sum + path.split("Z").length - 1, 0);
  assert.equal(drawn, 81);
});

test("the line of equal loss about a bowl is where the bowl has that loss", () => {
  const ends = contour(BOWL, 1.01).match(/[-\d.]+ [-\d.]+/g) ?? [];
  assert.ok(ends.length > 16);
  for (const end of ends) {
    const [right, down] = end.split(" ").map((at) => Number(at) / SIDE);
    const [x, y] = placeAt(TOLD, right, down);
    const radius = Math.hypot(x, (y - 4) / 2);
    assert.ok(Math.abs(radius - 1) < 0.07, `${radius}`);
  }
});

test("a place and its spot in the picture are each other's", () => {
  for (const place of [
    [0, 4],
    [-2, 0],
    [1.5, 7],
  ]) {
    const [x, y] = spotOf(TOLD, place);
    const [right, up] = placeAt(TOLD, x / SIDE, y / SIDE);
    assert.ok(Math.abs(right - place[0]) < 1e-9 && Math.abs(up - place[1]) < 1e-9);
  }
});

test("a hand beyond the picture stays on what was surveyed", () => {
  assert.deepEqual(placeAt(TOLD, -1, 2), [-2, 0]);
  assert.deepEqual(placeAt(TOLD, 2, -1), [2, 8]);
});

test("a place stands for its weights, counted from the origin", () => {
  const plane = {
    middle: [1, 2, 3],
    directions: [
      [1, 0, 0],
      [0, 0, 1],
    ],
    origin: [1, 3],
  };
  assert.deepEqual(weightsAt(plane, [1, 3]), [1, 2, 3]);
  assert.deepEqual(weightsAt(plane, [0, 5]), [0, 2, 5]);
});

test("weights are called by what they join, in the order of the parameters", () => {
  const layers = [
    { name: "h1", units: 2, kernel: 0, bias: 4 },
    { name: "o", units: 1, kernel: 6, bias: 8 },
  ];
  const names = weightNames(
    { layers, inputs: ["x1", "x2"], labels: ["x₁", "x₂"] },
    (unit) => `bias of ${unit}`,
  );
  assert.deepEqual(names, [
    "x₁ → h1.0",
    "x₁ → h1.1",
    "x₂ → h1.0",
    "x₂ → h1.1",
    "bias of h1.0",
    "bias of h1.1",
    "h1.0 → o.0",
    "h1.1 → o.0",
    "bias of o.0",
  ]);
});
