// How much of the network is drawn anew in a picture.  How it looks is seen in a real browser.
import assert from "node:assert/strict";
import { test } from "node:test";

let strokes = 0;
const context = (canvas) =>
  new Proxy(
    { canvas, stroke: () => strokes++ },
    { get: (target, name) => target[name] ?? (() => {}) },
  );

Object.assign(globalThis, {
  Path2D: class {
    moveTo() {}
    bezierCurveTo() {}
    rect() {}
  },
  OffscreenCanvas: class {
    constructor(width, height) {
      Object.assign(this, { width, height });
    }
    getContext() {
      assert.ok(
        !this.given,
        "Firefox gives a canvas that came from the page one context, and no second one",
      );
      this.given = true;
      return context(this);
    }
  },
});
const { NetworkPainter } = await import("../../static/js/workers/paint_network.js");

const COLOURS = {
  negative: [1, 2, 3],
  positive: [4, 5, 6],
  middle: [7, 8, 9],
  ground: [0, 0, 0],
  ink: [9, 9, 9],
};
const MARKS = 4; // strokes for the marks of biases

/** A painter of so many links, and how many of them it strokes in a picture. */
function painterOf(count) {
  const painter = new NetworkPainter();
  const screen = new OffscreenCanvas(600, 400).getContext();
  const links = Array.from({ length: count }, (_, i) => ({
    layer: 1,
    parameter: i,
    x1: 0,
    y1: i,
    x2: 9,
    y2: i,
  }));
  painter.setTheme(COLOURS);
  painter.setLayout({ width: 600, height: 400, tiles: [], links });
  return (running) => {
    strokes = 0;
    painter.paint(screen, new Float32Array(count).fill(1), new Map(), {
      ratio: 1,
      time: 0,
      running,
      hoveredLink: null,
      focus: "output",
    });
    return strokes - MARKS;
  };
}

test("few links are all drawn in every picture", () => {
  const drawn = painterOf(99);
  assert.deepEqual([drawn(true), drawn(true)], [99, 99]);
});

test(
  "of many links a third is drawn anew while the network learns, all of them in the first " +
    "picture",
  (t) => {
    t.mock.method(performance, "now", () => 1000);
    const drawn = painterOf(300);
    assert.deepEqual([drawn(true), drawn(true), drawn(true), drawn(true)], [300, 100, 100, 100]);
  },
);

test(
  "all links are drawn anew when the network stands, and when the last picture is long " + "ago",
  (t) => {
    let now = 1000;
    t.mock.method(performance, "now", () => now);
    const drawn = painterOf(300);
    drawn(true);
    assert.equal(drawn(false), 300);
    now += 500;
    assert.equal(drawn(true), 300);
  },
);

test(
  "all links are drawn anew in the colours of another theme and after a change of the " + "network",
  (t) => {
    t.mock.method(performance, "now", () => 1000);
    const painter = new NetworkPainter();
    painter.turns = [{}];
    painter.setTheme(COLOURS);
    assert.deepEqual(painter.turns, []);
    painter.turns = [{}];
    painter.setLayout({ width: 1, height: 1, tiles: [], links: [] });
    assert.deepEqual(painter.turns, []);
  },
);

test("the weight that is pointed at keeps its colour and dashes, and is wider", () => {
  const painter = new NetworkPainter();
  painter.setTheme(COLOURS);
  const links = [-2, 2].map((_, parameter) => ({
    layer: 1,
    parameter,
    x1: 0,
    y1: 0,
    x2: 9,
    y2: 0,
  }));
  painter.setLayout({ width: 9, height: 9, tiles: [], links });
  for (const [hovered, colour, dashes] of [
    [0, "rgb(1 2 3 / 1)", [4, 5]],
    [1, "rgb(4 5 6 / 1)", [9, 2]],
  ]) {
    const pen = { stroke() {}, setLineDash: (given) => (pen.dashes = given) };
    painter.paintHovered(pen, Float32Array.of(-2, 2), hovered);
    assert.deepEqual([pen.strokeStyle, pen.dashes], [colour, dashes]);
    assert.ok(pen.lineWidth > 5);
  }
});
