import assert from "node:assert/strict";
import test from "node:test";

import {
  countsOf,
  DIGITS,
  FASHION,
  fieldOfPath,
  formOf,
  liveChanges,
  newBlock,
  readForm,
  usualForm,
} from "../../static/js/store/images_wish.js";

const CLOTHES = {
  ...{ name: FASHION, label: "Fashion-MNIST", here: true, missing: null, shape: [28, 28] },
  ...{ train: 60_000, test: 10_000, validation: 5000, classes: [..."0123456789"] },
};
const form = (changes = {}) => ({ ...usualForm(FASHION), ...changes });
const why = (changes) => readForm(form(changes), 28).wrong;

test("the book's settings have 266,610 weights and 1,719 batches an epoch", () => {
  assert.deepEqual(countsOf(form(), CLOTHES), {
    weights: 266_610,
    batches: 1719,
    pictures: 55_000,
  });
});

test("a convolution's weights are those of its filters and of what its maps lead to", () => {
  const blocks = [newBlock(), { filters: "64", kernel: "3", pool: "2" }];
  const { weights } = countsOf(form({ blocks, hidden: [] }), CLOTHES);
  assert.equal(weights, 320 + 18_496 + (5 * 5 * 64 + 1) * 10); // as Keras counts them
});

test("what the fields say comes back from the document", () => {
  const asked = form({ blocks: [newBlock()], patience: "5", count: "2000", normalized: true });
  assert.deepEqual(formOf(readForm(asked, 28).images), asked);
});

test("what no field shows stays, unless it belongs to other data or another optimizer", () => {
  const base = readForm(form(), 28).images;
  base.data.classes = [0, 6];
  base.training.optimizer.momentum = 0.9;
  const kept = readForm(form({ rate: "0.1" }), 28, base).images;
  assert.deepEqual(kept.data.classes, [0, 6]);
  assert.equal(kept.training.optimizer.momentum, 0.9);
  const other = readForm(form({ data: DIGITS, optimizer: "adam" }), 8, base).images;
  assert.equal(other.data.classes, undefined);
  assert.equal(other.training.optimizer.momentum, undefined);
});

test("wrong input is named with what is allowed", () => {
  assert.deepEqual(why({ rate: "-1" }), {
    field: "rate",
    why: "Learning rate must be a number above 0, at most 10; got “-1”.",
  });
  assert.equal(
    why({ epochs: "" }).why,
    "Epochs must be a whole number from 1 to 1,000; got nothing.",
  );
  assert.equal(why({ batch: "2.5" }).field, "batch");
  assert.equal(why({ dropout: "0.95" }).field, "dropout");
  assert.match(why({ patience: "0" }).why, /or empty/);
  assert.equal(why({ hidden: [{ units: "0", activation: "relu" }] }).field, "hidden.0.units");
});

test("a kernel or a pool that is larger than what comes to it is named", () => {
  const wide = { filters: "8", kernel: "7", pool: "4" };
  assert.equal(why({ blocks: [wide, wide] }).field, "blocks.1.kernel");
  const pooled = { filters: "8", kernel: "5", pool: "2" };
  assert.match(why({ blocks: [wide, pooled] }).why, /pool of 2 × 2 is larger than the 1 × 1/);
});

test("learning rate, early stopping and epochs change without a restart, and nothing else", () => {
  const before = form();
  assert.deepEqual(liveChanges(before, form()), []);
  assert.deepEqual(liveChanges(before, form({ rate: "0.1", patience: "3", epochs: "60" })), [
    ["training.optimizer.learning_rate", 0.1],
    ["training.patience", 3],
    ["budget", { epochs: 60 }],
  ]);
  assert.deepEqual(liveChanges(form({ patience: "3" }), before), [["training.patience", null]]);
  assert.equal(liveChanges(before, form({ batch: "64" })), null);
});

test("a refusal leads to the field of which it speaks", () => {
  assert.equal(fieldOfPath("images.network.hidden.1.units must be at most 512"), "hidden.1.units");
  assert.equal(fieldOfPath("network.convolution.0.kernel must fit"), "blocks.0.kernel");
  assert.equal(fieldOfPath("budget.epochs must be at most 3 here; got 30"), "epochs");
  assert.equal(fieldOfPath("the server is full"), "");
});
