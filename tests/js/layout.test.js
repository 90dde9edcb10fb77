import assert from "node:assert/strict";
import test from "node:test";

import { columnsOf, layoutNetwork, tileSize } from "../../static/js/views/layout.js";

const network = (...units) => ({
  inputs: ["x1", "x2"],
  layers: units.map((count, i) => ({
    name: i === units.length - 1 ? "o" : `h${i + 1}`,
    units: count,
    inputs: i ? units[i - 1] : 2,
    kernel: 100 * i,
    bias: 0,
  })),
});
const room = { width: 700, height: 450 };

test("there is a column for the features and for each layer", () => {
  assert.deepEqual(columnsOf(network(2, 1)), [["x1", "x2"], ["h1.0", "h1.1"], ["o.0"]]);
});

test("no two tiles overlap and all lie within the picture", () => {
  const { tiles, width, height } = layoutNetwork(network(8, 8, 8, 8, 8, 8, 1), room);
  for (const a of tiles) {
    assert.ok(a.x >= 0 && a.y >= 0 && a.x + a.size <= width && a.y + a.size <= height);
    for (const b of tiles)
      assert.ok(a === b || Math.abs(a.x - b.x) >= a.size || Math.abs(a.y - b.y) >= a.size);
  }
});

test("every weight has a link to its place in the parameters", () => {
  const { links } = layoutNetwork(network(3, 1), room);
  assert.deepEqual(
    links.map(({ parameter }) => parameter),
    [0, 1, 2, 3, 4, 5, 100, 101, 102],
  );
});

test("tiles shrink with the tallest layer, but never out of sight", () => {
  assert.ok(tileSize(4, 450) > tileSize(8, 450));
  assert.equal(tileSize(128, 450), 16);
});

test("many layers make the picture wider than its box instead of crowding it", () => {
  assert.ok(
    layoutNetwork(network(1, 1, 1, 1, 1, 1, 1, 1, 1), { width: 300, height: 300 }).width > 300,
  );
});
