// The picture of a bent space: its frame, its lines, and the sides of the output's line.
import assert from "node:assert/strict";
import test from "node:test";

import {
  borderPath,
  framing,
  gridPath,
  onTheirSide,
  pointsPath,
  SIDE,
} from "../../static/js/views/lenses/space_shape.js";

const CORNERS = [
  [-1, -1],
  [3, 1],
];

test("all places lie within the picture, upwards is up, and both directions have one scale", () => {
  const frame = framing(CORNERS);
  const [low, high] = CORNERS.map(frame);
  assert.ok([...low, ...high].every((at) => at >= 10 - 1e-9 && at <= SIDE - 10 + 1e-9));
  assert.ok(high[0] > low[0] && high[1] < low[1]);
  assert.ok(Math.abs((high[0] - low[0]) / (low[1] - high[1]) - 2) < 1e-9);
});

test("places that are all the same stand in the middle", () => {
  assert.deepEqual(framing([[2, 2]])([2, 2]), [SIDE / 2, SIDE / 2]);
});

test("each line of the grid begins anew", () => {
  const frame = framing(CORNERS);
  const path = gridPath([CORNERS, CORNERS], frame);
  assert.deepEqual([path.match(/M/g)?.length, path.match(/L/g)?.length], [2, 2]);
});

test("a shape without corners is a disc, others go from corner to corner", () => {
  const frame = framing(CORNERS);
  assert.match(pointsPath([[1, 0]], [], 3, frame), /^M127 130a3 3 0 1 0 6 0a3 3 0 1 0 -6 0Z$/);
  const square = [-1, 1, 1, -1].map((x, k) => [x, k < 2 ? -1 : 1]);
  assert.equal(pointsPath([[1, 0]], square, 3, frame), "M127 127L133 127L133 133L127 133Z");
});

test("both ends of the border have the sum 0", () => {
  const score = { weights: [2, -1], bias: 0.5 };
  const frame = framing([
    [0, 0],
    [1, 1],
  ]);
  const scale = SIDE - 20;
  const back = ([x, y]) => [(x - 10) / scale, (SIDE - 10 - y) / scale];
  const ends = borderPath(score, frame).slice(1).split("L");
  for (const end of ends) {
    const [x, y] = back(end.split(" ").map(Number));
    assert.ok(Math.abs(2 * x - y + 0.5) < 0.01, `${x} ${y}`);
  }
});

test("a sum that is the same everywhere has no border, nor one far away", () => {
  const frame = framing(CORNERS);
  assert.equal(borderPath({ weights: [0, 0], bias: 1 }, frame), "");
  assert.equal(borderPath({ weights: [1, 0], bias: 1e6 }, frame), "");
});

test("points are counted that lie on the side of their label", () => {
  const places = [
    [1, 0],
    [-1, 0],
    [2, 0],
  ];
  assert.equal(onTheirSide(places, [1, -1, -1], { weights: [1, 0], bias: 0 }), 2);
});
