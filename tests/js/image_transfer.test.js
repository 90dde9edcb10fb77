import assert from "node:assert/strict";
import test from "node:test";

import { lookedAt, transferred, usualChoice } from "../../static/js/store/images_transfer.js";
import { newBlock, readForm, usualForm } from "../../static/js/store/images_wish.js";

const run = (changes = {}) => readForm({ ...usualForm("digits"), ...changes }, 8).images;
const both = (changes = {}, document = run()) =>
  transferred("abc", document, { ...usualChoice(document), ...changes });

test("both runs learn from the same pictures, one of them with kept layers", () => {
  const [kept, fresh] = both({ classes: [6, 5], layers: "1", frozen: false }).both;
  assert.deepEqual(kept.network.transfer, { run: "abc", layers: 1, frozen: false });
  assert.equal(fresh.network.transfer, undefined);
  for (const { data, budget } of [kept, fresh]) {
    assert.deepEqual([data.name, data.classes, data.count], ["digits", [5, 6], 200]);
    assert.equal(budget.epochs, 20);
  }
  assert.deepEqual(kept.training, fresh.training);
});

test("as large a part of the chosen classes validates as of all", () => {
  const of = { classes: 10, validation: 300 };
  assert.deepEqual(
    both({ of }).both.map(({ data }) => data.validation),
    [60, 60],
  );
  const document = run();
  document.data.validation = 20;
  assert.equal(both({ of }, document).both[0].data.validation, 10);
});

test("a run that was made so does not hand its own beginning on", () => {
  const document = run();
  document.network.transfer = { run: "older", layers: 2, frozen: true };
  assert.equal(both({}, document).both[1].network.transfer, undefined);
});

test("all lower layers are kept at first, convolutions too", () => {
  assert.equal(usualChoice(run({ blocks: [newBlock()] })).layers, "3");
});

test("wrong input is named with what is allowed", () => {
  assert.equal(
    both({ layers: "3" }).wrong.why,
    "Layers kept must be a whole number from 1 to 2; got “3”.",
  );
  assert.equal(both({ count: "" }).wrong.field, "count");
  assert.equal(both({ epochs: "1.5" }).wrong.field, "epochs");
  assert.equal(both({ classes: [4] }).wrong.why, "Choose at least two classes.");
});

test("a run is looked at until it is over, or gone", () => {
  const begun = { id: "abc", title: "kept", epoch: 0, isOver: false, accuracy: null, loss: null };
  const metrics = { val_accuracy: 0.9, test_loss: 0.3 };
  const seen = (status) =>
    lookedAt(begun, { answer: { epoch: 2, status, metrics }, refusal: null });
  assert.deepEqual(seen("running"), { ...begun, epoch: 2, accuracy: 0.9, loss: 0.3 });
  for (const status of ["finished", "diverged", "failed"]) assert.ok(seen(status).isOver, status);
  const refused = (again) => lookedAt(begun, { answer: null, refusal: { detail: "", again } });
  assert.deepEqual(
    [Infinity, 1000].map((again) => refused(again).isOver),
    [true, false],
  );
});
