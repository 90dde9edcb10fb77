// What pupils see, as the document says it.
import assert from "node:assert/strict";
import test from "node:test";

import { withParts } from "../../static/js/store/document.js";
import { inLocks } from "../../static/js/words/en/classroom.js";
import { catalog, experiment } from "./catalog.js";

const states = (/** @type {Record<string, string>} */ chosen) => ({
  ...Object.fromEntries(catalog.parts.map(({ name }) => [name, "shown"])),
  ...chosen,
});

test("what is hidden is locked too, where it can be", () => {
  const { view } = withParts(
    catalog,
    experiment(),
    states({ learningRate: "locked", playButton: "hidden", regularization: "hidden" }),
  );
  assert.deepEqual(view.hide, ["regularization", "regularizationRate", "playButton"]);
  assert.deepEqual(view.lock, ["learningRate", "regularization"]);
});

test("an experiment that shows all has no locks, as if it never had any", () => {
  const locked = withParts(catalog, experiment(), states({ speed: "locked" }));
  assert.deepEqual(withParts(catalog, locked, states({})), experiment());
});

test("a control of no part stays hidden, and so does a single one of a part", () => {
  const old = experiment({ "view.hide": ["x2", "noise"] });
  assert.deepEqual(withParts(catalog, old, states({})).view.hide, ["x2", "noise"]);
});

test("a pupil reads what is locked, or what is left where most is", () => {
  const parts = ["Problem", "Speed", "Batch size", "Learning rate"];
  assert.match(inLocks(parts.slice(0, 2), ["Samples"]), /opened: problem; speed\.$/);
  assert.match(inLocks(parts, ["Samples"]), /^You can change: samples\. .* locks the rest\.$/);
  assert.match(inLocks(parts, []), /locks all settings/);
});
