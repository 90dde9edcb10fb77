// What the painter reckons before it paints: borders between cells, the line over one coordinate,
// shapes, opacity.
import assert from "node:assert/strict";
import test from "node:test";

import {
  colourRegions,
  labelsOf,
  sideOf,
  winnerOf,
} from "../../static/js/workers/class_regions.js";
import { markOf, opacityOf } from "../../static/js/workers/paint_network.js";
import {
  colourLabels,
  labelPalette,
  outline,
  shapeOf,
  SHAPES,
} from "../../static/js/workers/appearance.js";
import { CATALOG } from "./catalog.js";
import { curveOf, valueAt } from "../../static/js/workers/map_values.js";
import { lineAxis, linePlot } from "../../static/js/workers/plane.js";

const WHITE = [255, 255, 255];
const THEME = { middle: WHITE, classes: CATALOG.class_colours };
const FINE = 4;

/** The words of a decided map; the outcomes' words are their numbers. */
function decided(about, fine = FINE) {
  const words = new Uint32Array(((about.side - 1) * fine) ** 2);
  colourRegions(
    {
      channels: 1,
      flat: [0, 1, 2, 3],
      palettes: [],
      ...about,
      planes: Uint8Array.from(about.planes),
    },
    fine,
    words,
  );
  return words;
}

test("a border runs between cells where the values cross the middle", () => {
  const words = decided({ planes: [100, 155, 100, 155], side: 2, rule: sideOf });
  assert.deepEqual([...words.slice(0, FINE)], [0, 0, 1, 1]);
});

test("a slanting border is cut in finer steps than the cells are", () => {
  const words = decided({ planes: [0, 100, 100, 255], side: 2, rule: sideOf });
  assert.ok(
    new Set(
      Array.from({ length: FINE }, (_, row) =>
        words.slice(row * FINE, row * FINE + FINE).indexOf(1),
      ),
    ).size > 1,
  );
});

test("every word has the outcome that its own interpolated values give", () => {
  const planes = [200, 10, 20, 30, 50, 90, 30, 220, 10, 5, 250, 0];
  const side = 2;
  const words = decided({ planes, side, channels: 3, rule: winnerOf });
  for (let j = 0; j < FINE; j++)
    for (let i = 0; i < FINE; i++) {
      const [u, v] = [(i + 0.5) / FINE, (j + 0.5) / FINE];
      const values = [0, 4, 8].map(
        (k) =>
          (planes[k] * (1 - u) + planes[k + 1] * u) * (1 - v) +
          (planes[k + 2] * (1 - u) + planes[k + 3] * u) * v,
      );
      assert.equal(words[j * FINE + i], values.indexOf(Math.max(...values)));
    }
});

test("where nothing is flat, a class is the paler the less it is sure", () => {
  const palettes = [Uint32Array.from({ length: 256 }, (_, byte) => byte)];
  assert.deepEqual(
    [
      ...decided(
        { planes: [0, 200, 0, 200], side: 2, rule: winnerOf, flat: null, palettes },
        2,
      ).slice(0, 2),
    ],
    [50, 150],
  );
});

test("several labels are bits, and each set of them has its colour", () => {
  assert.equal(labelsOf([200, 10, 255], 0, 1, 3), 0b101);
  assert.equal(new Set(labelPalette(3, THEME)).size, 8);
});

test("no label is the ground, one its class's colour, two a colour between", () => {
  const words = new Uint32Array(3);
  colourLabels(Uint8Array.of(0, 255, 255, 0, 0, 255), words, 2, THEME);
  const [none, one, two] = [...words].map((word) => [
    word & 255,
    (word >> 8) & 255,
    (word >> 16) & 255,
  ]);
  assert.deepEqual([none, one], [WHITE, [8, 119, 189]]);
  assert.deepEqual(two, [126, 133, 111]);
});

const TOPOLOGY = { channels: 1, line: null, range: [-1, 1] };
const FLAT = { train: [[1, 0, 0.5]], test: [[2, 0, 0.5]] };
const WIDE = { train: [[1, 2, 0.5]], test: [] };
const picture = (neuron, data, line) => ({
  facts: { view: { neuron } },
  tensors: { boundary: { shape: [1, 3, 3], data }, ...line },
});

test(
  "one feature or points along a line make a line; two coordinates or several outputs do " + "not",
  () => {
    assert.equal(lineAxis({ ...TOPOLOGY, line: "x2" }, WIDE), "x2");
    assert.equal(lineAxis(TOPOLOGY, FLAT), "x1");
    assert.equal(lineAxis(TOPOLOGY, WIDE), null);
    assert.equal(lineAxis({ ...TOPOLOGY, line: "x1", channels: 3 }, FLAT), null);
    assert.equal(lineAxis(TOPOLOGY, { train: [], test: [] }), null);
  },
);

test("a line plot reaches as far as its points lie, and no less far than 1.5", () => {
  const heights = [0.5, 1.6, -12, [40, 1]].map(
    (label) => linePlot(TOPOLOGY, { train: [[1, 0, 0]], test: [[2, 0, label]] })?.highest,
  );
  assert.deepEqual(heights, [1.5, 3, 15, 60]);
  assert.equal(linePlot(TOPOLOGY, WIDE), null);
});

test("a neuron's line is its map through the middle: left to right, or from below", () => {
  const map = [9, 255, 9, 0, 127.5, 255, 9, 0, 9];
  assert.deepEqual([...curveOf(picture("h1.0", map), TOPOLOGY, "x1")], [-1, 0, 1]);
  assert.deepEqual([...curveOf(picture("h1.0", map), TOPOLOGY, "x2")], [-1, 0, 1]);
});

test("the output's own line is not clipped", () => {
  assert.deepEqual(
    curveOf(picture("output", [], { line: { data: [3, 4] } }), TOPOLOGY, "x1"),
    [3, 4],
  );
});

test("between its points a line is read off straight", () => {
  assert.deepEqual(
    [-6, 0, 3, 6].map((x) => valueAt([0, 1, 3], x)),
    [0, 1, 2, 3],
  );
});

test("ten classes have ten shapes", () => {
  assert.equal(new Set(SHAPES.map(outline)).size, 10);
  assert.equal(shapeOf(12), SHAPES[2]);
});

test("few links are all seen; of many the weak ones fade and the strong ones stay", () => {
  assert.ok(opacityOf(0.05, 0.5, 20) > 0.3);
  assert.ok(opacityOf(0.05, 0.5, 400) < 0.02);
  assert.ok(opacityOf(2, 5.2, 400) > 0.8);
});

test("a bias's mark grows with it and never covers a small tile", () => {
  const tile = { x: 0, y: 0, size: 50 };
  const side = (bias, about = tile) => markOf(about, bias).side;
  assert.ok(side(0) < side(0.5) && side(0.5) < side(-2) && side(3) === side(30));
  assert.ok(side(30, { ...tile, size: 16 }) <= 7);
});
