import assert from "node:assert/strict";
import test from "node:test";

import { createImages } from "../../static/js/store/images.js";

const COLUMNS = ["epoch", "loss", "test_loss", "accuracy", "val_accuracy"];
const topology = (more = {}) => ({
  ...{ data: "digits", shape: [8, 8], classes: ["0", "1"], train: 1200, validation: 300 },
  ...{ test: 297, batches: 38, steps: 48, parameters: 10, maps: [] },
  first_layer: { units: 3, height: 8, width: 8 },
  layers: [
    { name: "dense", units: 3 },
    { name: "dense_1", units: 2 },
  ],
  ...more,
});
const snapshot = (more = {}) => ({
  ...{ type: "snapshot", run: "abc", seq: 1, generation: 0, epoch: 0, position: 0 },
  ...{ status: "ready", viewers: 1, can_control: true, history: { columns: COLUMNS } },
  ...{ experiment: { kind: "images", budget: { epochs: 30 } }, topology: topology() },
  ...more,
});
const frame = (epoch, rows, more = {}) => ({
  facts: {
    ...{ seq: 2, generation: 0, epoch, position: 0, status: "running", history_after: epoch - 1 },
    ...{ loss: 0.5, test_loss: 0.6, metrics: { best_epoch: 1 }, confusion: null },
    ...more,
  },
  tensors: { history: { shape: [rows.length / 5, 5], data: Float32Array.from(rows) } },
});

function greeted() {
  const sent = [];
  const asked = { answer: null, refusal: { detail: "", again: 0 } };
  const images = createImages(/** @type {any} */ ({}), {
    send: (message) => sent.push(message) > 0,
    ask: async () => asked,
    data: async () => asked,
    begin: async () => asked,
    other: async () => asked,
    ...{ id: "abc", at: (id) => id },
    pixels: async () => null,
  });
  images.applySnapshot(snapshot());
  return { images, sent };
}

test("rows of the history take the place of later ones, and what is not finite is nothing", () => {
  const { images } = greeted();
  images.applyFrame(frame(1, [0, 2, 2, 0, 0, 1, 1, 1, 0.5, 0.5], { history_after: -1 }));
  images.applyFrame(frame(2, [2, 0.5, NaN, 0.75, 0.5]));
  images.applyFrame(frame(1, [1, 4, 4, 0.5, 0.25], { history_after: 0 }));
  const { data } = images.history.value;
  assert.deepEqual(data[0], [0, 1]);
  assert.deepEqual(data[2], [2, 4]);
  assert.equal(images.latest.value, 1);
});

test("a frame says where the run stands, and one of another generation nothing", () => {
  const { images } = greeted();
  images.applyFrame(frame(3, [], { confusion: [[4, 1]], position: 9 }));
  assert.equal(images.epoch.value, 3);
  assert.equal(images.progress.value.position, 9);
  assert.deepEqual(images.confusion.value, [[4, 1]]);
  images.applyFrame(frame(9, [], { generation: 5 }));
  assert.equal(images.epoch.value, 3);
});

test("the best epoch of all is one command away, also from an epoch before it", async () => {
  const { images, sent } = greeted();
  const row = (epoch, loss) => [epoch, 1, loss, 0, 0];
  images.applyFrame(
    frame(3, [...row(1, 0.9), ...row(2, 0.4), ...row(3, 0.5)], { history_after: 0 }),
  );
  images.applyFrame(frame(1, [], { metrics: { best_epoch: 1 } }));
  images.seekBest();
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.deepEqual([sent[0].type, sent[0].epoch], ["seek", 2]);
  assert.equal(images.seeking.value, true);
});

test("what was looked at is forgotten where the new network does not have it", () => {
  const { images } = greeted();
  images.unit.value = { layer: 1, unit: 2 };
  images.cell.value = { label: 0, said: 1 };
  images.asked.value = { id: 1796 };
  const layers = [{ name: "dense", units: 2 }];
  images.applySnapshot(snapshot({ generation: 1, topology: topology({ layers }) }));
  assert.deepEqual(images.unit.value, { layer: 1, unit: 0 });
  assert.deepEqual(images.cell.value, { label: 0, said: 1 });
  const classes = ["0", "1", "2"];
  const other = topology({ data: "fashion_mnist", classes });
  images.applySnapshot(snapshot({ generation: 2, topology: other }));
  assert.equal(images.cell.value, null);
  assert.equal(images.asked.value, null);
});

test("refused settings are told where the settings are, other refusals at the top", () => {
  const { images } = greeted();
  images.load({ kind: "images" });
  images.applyAnswer({ type: "error", number: 1, detail: "Too large." }, true);
  assert.deepEqual([images.refusedSettings.value, images.refusal.value], ["Too large.", ""]);
  images.applyAnswer({ type: "error", number: 2, detail: "Not now." }, false);
  assert.equal(images.refusal.value, "Not now.");
});
