import assert from "node:assert/strict";
import test from "node:test";

import { compared, settingsOf } from "../../static/js/store/images_compare.js";
import { readForm, usualForm } from "../../static/js/store/images_wish.js";

const run = () => readForm(usualForm("digits"), 8).images;
const all = (changes = {}, document = run()) =>
  compared(document, { setting: "rate", values: "0.01 0.1", epochs: "3", ...changes });

test("runs differ in one setting alone, and are called by it", () => {
  const [one, other] = all({ setting: "units", values: "20, 64" }).all;
  assert.deepEqual(
    [one, other].map(({ network }) => network.hidden.map(({ units }) => units)),
    [
      [20, 100],
      [64, 100],
    ],
  );
  assert.equal(other.title, "Units of the first layer 64");
  assert.deepEqual([one.budget.epochs, one.training, one.data], [3, other.training, run().data]);
});

test("wrong input is named with what is allowed", () => {
  assert.equal(
    all({ values: "0.1 0" }).why,
    "Learning rate must be a number above 0, at most 10; got “0”.",
  );
  assert.equal(all({ values: "0.1" }).why, "Give 2 to 4 values; got 1.");
  assert.equal(all({ values: "1 2 3 4 5" }).why, "Give 2 to 4 values; got 5.");
  assert.equal(all({ values: "0.1 0.10" }).why, "Give each value once.");
  assert.match(all({ epochs: "" }).why, /^Epochs must be a whole number/);
});

test("a network without hidden layers has no units to compare", () => {
  const document = run();
  document.network.hidden = [];
  assert.ok(!settingsOf(document).includes("units"));
  assert.ok(settingsOf(run()).includes("units"));
});
