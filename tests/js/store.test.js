import assert from "node:assert/strict";
import test from "node:test";

import { createStore } from "../../static/js/store/store.js";
import { catalog } from "./catalog.js";

const usual = catalog.defaults.classification;
const topology = {
  inputs: ["x1", "x2"],
  channels: 1,
  range: [-1, 1],
  parameters: 3,
  line: null,
  classes: ["−1", "+1"],
  neurons: ["x1", "x2", "o.0"],
  layers: [{ name: "o", units: 1, activation: "tanh", inputs: 2, kernel: 0, bias: 2 }],
};
const columns = ["epoch", "loss", "test_loss", "penalty"];
const snapshot = (more = {}) => ({
  type: "snapshot",
  run: "r",
  seq: 1,
  generation: 0,
  status: "ready",
  epoch: 0,
  position: 0,
  experiment: usual,
  topology,
  viewers: 1,
  points: { train: [], test: [] },
  history: { columns },
  parameters: [1, 2, 3],
  can_control: true,
  metrics: { loss: 0.5, test_loss: 0.5, penalty: 0 },
  confusion: null,
  ...more,
});
let last = 1; // seq only grows
const drawn = (
  epoch,
  rows,
  { generation = 0, after = (rows[0]?.[0] ?? 0) - 1, seq = ++last } = {},
) => ({
  parameters: Float32Array.of(1, 2, 3),
  history: [{ after, rows: Float32Array.from(rows.flat()) }],
  seq,
  frame: {
    seq,
    generation,
    epoch,
    position: 0,
    loss: 0.1,
    test_loss: 0.2,
    metrics: {},
    confusion: null,
  },
});

function connected() {
  const sent = [];
  const store = createStore(catalog, usual, (command) => sent.push(command) > 0);
  store.connection.value = "live";
  store.applySnapshot(snapshot());
  return { store, sent };
}

test("a live value is set without a reset", () => {
  const { store, sent } = connected();
  store.change("training.optimizer.learning_rate", 0.1);
  const [{ number: _, ...command }] = sent;
  assert.deepEqual(command, { type: "set", path: "training.optimizer.learning_rate", value: 0.1 });
});

test("another optimizer leaves out settings that it lacks", () => {
  const { store, sent } = connected();
  store.change("training.optimizer.name", "adam");
  store.change("training.optimizer.beta_1", 0.5);
  store.change("training.optimizer.name", "rmsprop");
  const optimizer = { name: "rmsprop", learning_rate: 0.03 };
  assert.deepEqual(store.experiment.value.training.optimizer, optimizer);
  assert.equal(sent[0].experiment.training.optimizer.name, "adam");
});

test("any other value loads the whole document", () => {
  const { store, sent } = connected();
  store.change("data.name", "spiral");
  assert.equal(sent[0].type, "load");
  assert.equal(sent[0].experiment.data.name, "spiral");
});

test("a wish shows at once and a refusal takes it back", () => {
  const { store, sent } = connected();
  store.change("data.name", "spiral");
  assert.equal(store.experiment.value.data.name, "spiral");
  store.applyAnswer({ type: "error", number: sent[0].number });
  assert.equal(store.experiment.value.data.name, "circle");
});

test("a snapshot from before the newest answer takes back no wish", () => {
  const { store, sent } = connected();
  store.change("data.name", "spiral");
  store.applyAnswer({ type: "done", number: sent[0].number, seq: 9 });
  store.applySnapshot(snapshot({ generation: 1, seq: 6 }));
  assert.equal(store.experiment.value.data.name, "spiral");
  const newest = { ...usual, data: { ...usual.data, name: "gauss" } };
  store.applySnapshot(snapshot({ generation: 2, seq: 9, experiment: newest }));
  assert.equal(store.experiment.value.data.name, "gauss");
});

test("a line that was cut forgets the answers: the next snapshot is the truth", () => {
  const { store, sent } = connected();
  store.change("data.noise", 0.1);
  store.applyAnswer({ type: "done", number: sent[0].number, seq: 9 });
  store.applyCut();
  store.applySnapshot(snapshot({ generation: 1, seq: 6 }));
  assert.equal(store.experiment.value.data.noise, usual.data.noise);
});

test("an old answer does not undo a newer wish", () => {
  const { store } = connected();
  store.change("view.discretize", true);
  store.change("view.show_test", true);
  store.applyStatus({
    status: "ready",
    viewers: 1,
    experiment: { ...usual, view: { ...usual.view, discretize: true } },
  });
  assert.equal(store.experiment.value.view.show_test, true);
});

test("a viewer who only watches is told so and sends nothing", () => {
  const { store, sent } = connected();
  store.applySnapshot(snapshot({ can_control: false }));
  store.play();
  assert.deepEqual(sent, []);
  assert.match(store.notices.value[0].text, /watch it, not steer/);
});

test("a viewer who has lost control only watches from then on, and is told so once", () => {
  const { store, sent } = connected();
  for (const canControl of [false, false])
    store.applyStatus({ status: "ready", viewers: 2, can_control: canControl });
  assert.deepEqual([store.run.value.canControl, store.notices.value.length], [false, 1]);
  store.play();
  assert.equal(sent.length, 0);
});

test("undo and redo are asked of the server where there is something", () => {
  const { store, sent } = connected();
  for (const wish of [store.undo, store.redo]) wish();
  assert.deepEqual(sent, []);
  store.applyStatus({ status: "paused", viewers: 1, can_undo: true, can_redo: true });
  for (const wish of [store.undo, store.redo]) wish();
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["undo", "redo"],
  );
});

test("a state that is gone back to is no earlier run, and its document is shown", () => {
  const { store, sent } = connected();
  store.applyDrawn(drawn(1, [[0, 0.5, 0.5, 0]]));
  store.applyDrawn(drawn(2, [[2, 0.5, 0.5, 0]]));
  store.applyStatus({ status: "paused", viewers: 1, can_undo: true });
  store.undo();
  const title = "before";
  const experiment = { ...usual, title };
  store.applySnapshot(snapshot({ generation: 1, seq: ++last, epoch: 1, experiment }));
  store.applyAnswer({ type: "done", number: sent.at(-1).number });
  assert.deepEqual([store.attempts.value, store.experiment.value.title], [[], title]);
});

test("a frame that is older than the snapshot is not shown", () => {
  const { store } = connected();
  store.applySnapshot(snapshot({ seq: 9, epoch: 9 }));
  store.applyDrawn(drawn(8, [], { seq: 8 }));
  assert.equal(store.progress.value.epoch, 9);
});

const epochs = (store) => store.history.value.data[0];

test("frames extend the history, and a rewind cuts it", () => {
  const { store } = connected();
  store.applyDrawn(drawn(0, [[0, 0.5, 0.5, 0]]));
  store.applyDrawn(
    drawn(2, [
      [1, 0.4, 0.4, 0],
      [2, 0.3, 0.3, 0],
    ]),
  );
  store.applyDrawn(drawn(1, [[1, 0.45, 0.4, NaN]]));
  assert.deepEqual(epochs(store), [0, 1]);
  assert.equal(store.history.value.data[3][1], null);
});

test("a row that has grown takes the place of what it was, and merged rows that of all", () => {
  const { store } = connected();
  const rows = (...ends) => ends.map((end) => [end, 0.5, 0.5, 0]);
  store.applyDrawn(drawn(5, rows(0, 2, 4, 5)));
  store.applyDrawn(drawn(7, rows(6, 7), { after: 4 }));
  assert.deepEqual(epochs(store), [0, 2, 4, 6, 7]);
  store.applyDrawn(drawn(9, rows(0, 4, 8, 9), { after: -1 }));
  assert.deepEqual(epochs(store), [0, 4, 8, 9]);
});

test("parts of history that came before one painting are taken in one after the other", () => {
  const { store } = connected();
  const parts = [[0, 1, 2], [2]].map((ends) =>
    drawn(
      2,
      ends.map((end) => [end, 1, 1, 1]),
    ),
  );
  store.applyDrawn({ ...parts[1], history: parts.flatMap(({ history }) => history) });
  assert.deepEqual(epochs(store), [0, 1, 2]);
});

test("the curves stay when the same run is found again, and not when it begins anew", () => {
  const { store } = connected();
  store.applyDrawn(
    drawn(1, [
      [0, 1, 1, 1],
      [1, 1, 1, 1],
    ]),
  );
  store.applySnapshot(snapshot());
  assert.deepEqual(epochs(store), [0, 1]);
  store.applySnapshot(snapshot({ generation: 1 }));
  assert.deepEqual(epochs(store), []);
});

test("a frame of another generation is dropped", () => {
  const { store } = connected();
  store.applyDrawn(drawn(7, [[7, 1, 1, 1]], { generation: 3 }));
  assert.equal(store.progress.value.epoch, 0);
});

test("another problem takes its own data and loss", () => {
  const { store, sent } = connected();
  store.setProblem("multiclass");
  const { data, training } = sent[0].experiment;
  assert.deepEqual([data.name, training.loss], ["blobs", "categorical_crossentropy"]);
});

test("the last feature stays", () => {
  const { store, sent } = connected();
  store.toggleFeature("x1");
  store.toggleFeature("x2");
  assert.deepEqual(store.experiment.value.features, ["x2"]);
  assert.equal(sent.length, 1);
});

test("what was said of a refused change goes when a later one is done, not by an earlier", () => {
  const { store, sent } = connected();
  const told = () => store.notices.value.length;
  store.change("data.name", "spiral");
  store.change("training.batch_size", 5);
  const [refused, sentBefore] = sent;
  store.applyAnswer({ type: "error", number: refused.number, detail: "no spiral today" });
  store.notice("error", "No spiral today.", null, "refusal");
  store.applyAnswer({ type: "done", number: sentBefore.number });
  assert.equal(told(), 1);
  store.change("training.optimizer.learning_rate", 0.3);
  store.applyAnswer({ type: "done", number: sent.at(-1).number });
  assert.equal(told(), 0);
});
