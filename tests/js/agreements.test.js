// What the page decides by itself, it decides as the server does (tests/app/test_agreements.py).
// Both read tests/data/agreements.json, whose figures were worked out by hand.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { costOf, isLive, weightsOf } from "../../static/js/store/document.js";
import { withRule } from "../../static/js/store/rules.js";
import { MapPainter } from "../../static/js/workers/paint_map.js";
import { EDGE } from "../../static/js/workers/plane.js";
import { catalog, experiment } from "./catalog.js";

globalThis.OffscreenCanvas ??= class {};
const AGREED = JSON.parse(
  readFileSync(new URL("../data/agreements.json", import.meta.url), "utf8"),
);

for (const { case: name, problem, changes, parameters, cost } of AGREED.sizes)
  test(`${name}: parameters and cost are those agreed on`, () => {
    const document = experiment(changes, problem);
    assert.equal(weightsOf(document), parameters);
    assert.equal(costOf(document, catalog.limits), cost);
  });

for (const problem of ["classification", "multiclass"])
  test(`the perceptron's rule takes with it what was agreed on for ${problem}`, () => {
    const { network, training } = withRule(catalog, catalog.defaults[problem], "perceptron");
    assert.deepEqual({ network, training }, AGREED.perceptron);
  });

test("a setting changes without a reset where agreed", () => {
  const paths = Object.keys(AGREED.live);
  assert.deepEqual(
    Object.fromEntries(paths.map((path) => [path, isLive(catalog, path)])),
    AGREED.live,
  );
});

test("the plane has the edge agreed on", () => assert.equal(EDGE, AGREED.edge));

test("a class that is certain is painted in the ground's share of the catalog's colour", () => {
  const grey = /** @type {[number, number, number]} */ ([0, 0, 0]);
  const signs = { negative: grey, middle: grey, positive: grey, ground: grey, ink: grey };
  const painter = new MapPainter();
  painter.setTheme({ ...signs, classes: catalog.class_colours });
  for (const [k, colour] of catalog.class_colours.entries()) {
    const bytes = new Uint8Array(painter.shadesOf(k).slice(255).buffer);
    assert.deepEqual([...bytes], [...colour.map((part) => Math.round(0.57 * part)), 255]);
  }
});
