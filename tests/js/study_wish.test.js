import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { decode } from "../../static/js/store/address.js";
import { readNumbers } from "../../static/js/store/settings.js";
import { firstForm, readForm, settingsFor } from "../../static/js/store/study_wish.js";
import { CATALOG, experiment } from "./catalog.js";

const WAYS = JSON.parse(readFileSync("app/documents/study_ways.json", "utf8"));
const base = experiment();
const RATE = "training.optimizer.learning_rate";

/** What a way makes of a form in which some fields were changed. */
const made = (way, changes = {}, asked = "", from = base) =>
  readForm(way, from, { ...firstForm(from, new URLSearchParams(asked), CATALOG), ...changes });

for (const { name, presets } of WAYS)
  for (const { title, asked, base: keys } of presets)
    test(`the preset “${title}” is an experiment and a study`, () => {
      const fragment = new URLSearchParams(keys).toString();
      const { experiment: found, misfits } = decode(fragment, CATALOG);
      assert.deepEqual(misfits, []);
      assert.equal(made(name, {}, new URLSearchParams(asked).toString(), found).wrong, null);
    });

test("the luck of 32 starts is asked for as it is found", () => {
  const { study } = made("luck");
  assert.deepEqual(study.vary, { kind: "seeds", count: 32, of: ["weights", "order"] });
  assert.deepEqual(study.goal, { metric: "test_loss", target: 0.05 });
});

test("the present setting is the first of those compared, and stands once", () => {
  const present = base.training.optimizer.learning_rate;
  const { study } = made("compare", {}, `setting=rate&values=${present}%200.3%200.3`);
  assert.deepEqual(study.vary.variants, [{}, { [RATE]: 0.3 }]);
});

test("an activation is other in all hidden layers", () => {
  const { study } = made("compare", {}, "setting=activation&values=relu");
  assert.deepEqual(study.vary.variants[1], {
    "network.hidden.0.activation": "relu",
    "network.hidden.1.activation": "relu",
  });
});

test("a map has two axes, of the settings that are numbers", () => {
  const { study } = made("phase");
  assert.deepEqual(
    study.vary.axes.map(({ path }) => path),
    [RATE, "network.hidden.0.units"],
  );
  assert.ok(settingsFor(base, true).every(({ kind }) => kind !== "choice"));
});

test("a network without hidden layers has no neurons to vary", () => {
  const bare = experiment({ "network.hidden": [] });
  const names = settingsFor(bare, false).map(({ name }) => name);
  assert.ok(!names.includes("units") && !names.includes("activation"));
  assert.equal(made("phase", {}, "", bare).wrong, null);
});

for (const [way, changes, field] of [
  ["luck", { count: "65" }, "count"],
  ["luck", { count: "" }, "count"],
  ["luck", { of: [] }, "of"],
  ["luck", { epochs: "1.5" }, "epochs"],
  ["luck", { target: "0" }, "target"],
  ["compare", { values: "fast" }, "values"],
  ["compare", { values: "" }, "values"],
  ["compare", { values: "1 2 3 4 5 6 7 8" }, "values"],
  ["phase", { along: { setting: "rate", from: "0", to: "1", steps: "9", log: true } }, "along"],
  ["phase", { along: { setting: "units", from: "1", to: "8", steps: "8", log: false } }, "up"],
  ["phase", { up: { setting: "units", from: "1", to: "8", steps: "1", log: false } }, "up"],
])
  test(`${way} with ${JSON.stringify(changes)} is refused at ${field}`, () => {
    const { study, wrong } = made(way, changes);
    assert.equal(study, null);
    assert.equal(wrong.field, field);
    assert.match(wrong.why, /^[A-Z].*[.]$/);
  });

test("numbers may stand between spaces, commas and semicolons", () => {
  assert.deepEqual(readNumbers(" 0.1, 1e-2;3  3", false).values, [0.1, 0.01, 3]);
  assert.match(readNumbers("1 2.5", true).wrong, /whole/);
});
