import assert from "node:assert/strict";
import test from "node:test";

import { layoutBeside } from "../../static/js/views/input_block.js";
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
const FEATURES = ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"];
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
  assert.ok(tileSize(4, { width: 5000, height: 450 }) > tileSize(8, { width: 5000, height: 450 }));
  assert.equal(tileSize(128, { width: 5000, height: 450 }), 16);
});

/** A network of so many columns of a table, laid out beside their block. */
const blockOf = (count, ...units) => {
  const inputs = Array.from({ length: count }, (_, i) => `c.${i}`);
  const space = { width: 560, height: 420 };
  return layoutBeside({ ...network(...units), inputs }, space, inputs, false);
};

test("the pixels of a digit are seen as one picture, and its weights begin at its edge", () => {
  const layout = blockOf(64, 6, 1);
  const tile = (name) => layout.tiles.find(({ neuron }) => neuron === name);
  const [first, right, below] = ["c.0", "c.1", "c.8"].map(tile);
  assert.ok(first.size >= 24 && layout.height <= 420);
  assert.deepEqual([right.y, below.x], [first.y, first.x]);
  assert.equal(right.x - first.x, below.y - first.y);
  const edge = tile("c.7").x + tile("c.7").size;
  const starts = layout.links.filter(({ layer }) => layer === 1).map(({ x1 }) => x1);
  assert.deepEqual([...new Set(starts)], [edge]);
  assert.ok(tile("h1.0").size > first.size && tile("h1.0").x > edge);
});

test("a list of many columns leaves other neurons large, and in sight before it scrolls", () => {
  const { tiles, height, width } = blockOf(30, 6, 1);
  assert.ok(height > 420 && width === 560);
  for (const { neuron, y, size } of tiles)
    if (neuron.startsWith("c.")) assert.ok(size >= 26);
    else assert.ok(size > 40 && y + size <= 420, neuron);
});

test("arrow keys walk over the picture of the inputs, and out of it, row by row", () => {
  const { columns } = blockOf(64, 6, 1);
  assert.deepEqual(
    columns.map((names) => names[1]),
    ["c.8", "c.9", "c.10", "c.11", "c.12", "c.13", "c.14", "c.15", "h1.1", undefined],
  );
});

test("the button for the rest of the last layer ends within the picture", () => {
  const { more, width } = layoutNetwork(network(2, 40), { width: 300, height: 200 });
  assert.ok(more[0].x <= width - 42);
});

test("many layers make the picture wider than its box instead of crowding it", () => {
  assert.ok(
    layoutNetwork(network(1, 1, 1, 1, 1, 1, 1, 1, 1), { width: 300, height: 300 }).width > 300,
  );
});

test("columns stand about the middle of the height, and spread over it", () => {
  const { tiles, height } = layoutNetwork(network(4, 2, 1), { width: 900, height: 700 }, FEATURES);
  for (const layer of ["h1", "h2", "o"]) {
    const column = tiles.filter(({ neuron }) => neuron.startsWith(layer));
    const [first, last] = [column[0], column.at(-1)];
    assert.ok(Math.abs(first.y + last.y + last.size - height) <= 2, layer);
  }
  const [first, last] = tiles
    .filter(({ neuron }) => neuron.startsWith("h1"))
    .filter((_, i) => i % 3 === 0);
  assert.ok(last.y + last.size - first.y > 0.6 * height);
});

test("tiles grow with the room, and leave links their way between the columns", () => {
  assert.equal(tileSize(2, { width: 5000, height: 2000 }), 96);
  const { tiles, step } = layoutNetwork(network(2, 2, 2, 2, 2, 2, 1), { width: 500, height: 900 });
  assert.ok(tiles[0].size <= 0.65 * step);
});

test("eight layers fit where there is room for ten columns of 42 pixels", () => {
  const { width } = layoutNetwork(network(...Array(8).fill(8), 1), { width: 440, height: 400 });
  assert.equal(width, 440);
});
