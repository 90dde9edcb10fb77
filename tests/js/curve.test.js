// The pure parts of the lens of activations, held against the engine's own curves.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";

import {
  barsOf,
  flatZones,
  halfWidth,
  nearest,
  pathOf,
  tornSlopes,
  tornValues,
} from "../../static/js/views/lenses/curve_shape.js";
import { catalog } from "./catalog.js";

const program =
  "from app.documents.activation_curves import activation_curve as a; import json; " +
  "from app.documents.choices import HIDDEN_ACTIVATIONS as names; " +
  "print(json.dumps({n: a(n, -6.0, 6.0, 241) for n in names}))";
const CURVES = JSON.parse(
  execFileSync(".venv/bin/python", ["-c", program], { encoding: "utf8", maxBuffer: 1e7 }),
);

const tears = (/** @type {boolean[]} */ torn) => torn.filter(Boolean).length;

test("the server has a curve of every activation that the catalog offers", () =>
  assert.deepEqual(
    Object.keys(CURVES),
    catalog.activations.map(({ name }) => name),
  ));

test("a curve is drawn over six at least, and over twice as much until its sums fit", () => {
  assert.equal(halfWidth(6, -1, 2), 6);
  assert.equal(halfWidth(6, -1, 6.1), 12);
  assert.equal(halfWidth(6, -90, 3), 96);
  assert.equal(halfWidth(6, 0, 1e30), 1e6);
});

test("it gets narrower only where its sums fit with some space, and does not flicker", () => {
  assert.equal(halfWidth(12, -5, 5), 12);
  assert.equal(halfWidth(12, -4, 4), 6);
});

test("tanh is flat beyond atanh(√0.95), ReLU below 0, linear nowhere, a step everywhere", () => {
  const edge = Math.ceil(Math.atanh(Math.sqrt(0.95)) / 0.05) * 0.05;
  const close = (/** @type {[number, number][]} */ zones) =>
    zones.map((zone) => zone.map((z) => Number(z.toFixed(6))));
  assert.deepEqual(
    close(flatZones(CURVES.tanh)),
    [
      [-6, -edge],
      [edge, 6],
    ].map((zone) => zone.map((z) => Number(z.toFixed(6)))),
  );
  assert.deepEqual(close(flatZones(CURVES.relu)), [[-6, 0]]);
  assert.deepEqual(flatZones(CURVES.linear), []);
  assert.deepEqual(close(flatZones(CURVES.step)), [[-6, 6]]);
});

test("values jump where functions do, and nowhere else", () => {
  const jumping = Object.values(CURVES).filter((curve) => tears(tornValues(curve)));
  assert.deepEqual(
    jumping.map(({ name }) => name),
    ["step", "sign"],
  );
  assert.equal(CURVES.step.z[tornValues(CURVES.step).indexOf(true)].toFixed(2), "0.00");
});

test("slopes jump at kinks, and nowhere else", () => {
  const kinked = Object.values(CURVES).filter((curve) => tears(tornSlopes(curve)));
  assert.deepEqual(
    kinked.map(({ name }) => name),
    ["hard_sigmoid", "relu", "leaky_relu", "relu6", "selu"],
  );
});

test("the pen is lifted where a curve jumps", () => {
  const path = pathOf(
    [0, 0, 1],
    [false, false, true],
    (i) => i,
    (height) => 10 * height,
  );
  assert.equal(path, "M0 0L1 0M2 10");
});

test("a place between two points goes to the nearer one, one beyond the ends to the end", () => {
  assert.equal(CURVES.tanh.z[nearest(CURVES.tanh, 0.98)].toFixed(2), "1.00");
  assert.equal(nearest(CURVES.tanh, 100), 240);
  assert.equal(nearest(CURVES.tanh, -100), 0);
});

test("bars lie side by side from the least to the greatest, the fullest is the highest", () => {
  const bars = barsOf({ counts: [1, 4], from: -1, to: 3 });
  assert.deepEqual(bars, [
    { from: -1, to: 1, count: 1, height: 0.25 },
    { from: 1, to: 3, count: 4, height: 1 },
  ]);
});
