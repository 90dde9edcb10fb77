// Which changes keep what the network has learned, and what the page makes of one that did.
import assert from "node:assert/strict";
import test from "node:test";

import { createStore } from "../../static/js/store/store.js";
import { CATALOG, experiment } from "./catalog.js";

const snapshot = (changes = {}) => ({
  type: "snapshot",
  run: "abc",
  seq: 1,
  generation: 0,
  status: "paused",
  epoch: 0,
  position: 0,
  experiment: experiment(),
  topology: { neurons: ["x1"], inputs: ["x1"], layers: [], channels: 1 },
  points: { train: [[1, 2, 1]], test: [] },
  parameters: [],
  viewers: 1,
  can_control: true,
  history: { columns: ["epoch", "loss", "test_loss"] },
  metrics: { loss: 0.5, test_loss: 0.6 },
  confusion: null,
  ...changes,
});
/** Let a store see so many epochs. */
function train(store, epoch) {
  const { progress, generation } = store;
  const rows = Array.from({ length: epoch + 1 }, (_, i) => [i, 0.5, 0.5]).flat();
  const frame = { seq: progress.value.seq + 1, generation: generation.value, epoch, metrics: {} };
  store.applyDrawn({
    frame,
    parameters: Float32Array.of(),
    history: [{ after: -1, rows: Float32Array.from(rows) }],
  });
}

/** A store that has seen a run, and how the last change was asked for. */
function live(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  const store = createStore(CATALOG, experiment(), (command) => sent.push(command) > 0);
  store.connection.value = "live";
  store.applySnapshot(snapshot());
  return { store, how: () => [sent.at(-1).type, sent.at(-1).weights] };
}

for (const [what, act] of [
  ["a neuron", (store) => store.addUnit(0)],
  ["a layer", (store) => store.addLayer()],
  ["an activation", (store) => store.setActivation(null, "relu")],
  ["a feature", (store) => store.toggleFeature("x1_squared")],
  [
    "a stroke of the brush",
    (store) =>
      store.setPoints([
        [1, 2, 1],
        [2, 1, -1],
      ]),
  ],
])
  test(`${what} keeps what the network has learned`, (t) => {
    const { store, how } = live(t);
    act(store);
    assert.deepEqual(how(), ["load", "kept"]);
  });

for (const [what, act] of [
  ["another data set", (store) => store.setData("xor")],
  ["more noise", (store) => store.change("data.noise", 0.2)],
])
  test(`${what} begins anew, unless the weights are to be kept`, (t) => {
    const { store, how } = live(t);
    act(store);
    assert.deepEqual(how(), ["load", undefined]);
    t.mock.timers.tick(1000);
    store.experiment.value = experiment();
    store.keeps.data.value = true;
    act(store);
    assert.deepEqual(how(), ["load", "kept"]);
  });

for (const [what, act] of [
  ["another problem", (store) => store.setProblem("regression")],
  ["another optimizer", (store) => store.change("training.optimizer.name", "adam")],
  ["other initial weights", (store) => store.dice("weights")],
])
  test(`${what} begins anew`, (t) => {
    const { store, how } = live(t);
    store.keeps.data.value = true;
    act(store);
    assert.deepEqual(how(), ["load", undefined]);
  });

test("painting begins anew where the weights are not to be kept", (t) => {
  const { store, how } = live(t);
  store.keeps.drawing.value = false;
  store.setPoints([
    [1, 2, 1],
    [2, 1, -1],
  ]);
  assert.deepEqual(how(), ["load", undefined]);
});

test("a run that goes on with its weights is no earlier run, and keeps its curve", (t) => {
  const { store } = live(t);
  train(store, 9);
  store.applySnapshot(snapshot({ seq: 9, epoch: 9, generation: 1, changes: [9] }));
  assert.deepEqual([store.attempts.value, store.changes.value], [[], [9]]);
  assert.equal(store.latest.value, 9);
});

for (const [what, more] of [
  ["that began anew", { epoch: 0, changes: [] }],
  ["with other figures", { epoch: 9, changes: [9], history: { columns: ["epoch", "loss"] } }],
])
  test(`a run ${what} leaves an earlier run`, (t) => {
    const { store } = live(t);
    train(store, 9);
    store.applySnapshot(snapshot({ seq: 9, generation: 1, ...more }));
    assert.deepEqual(
      store.attempts.value.map(({ epoch }) => epoch),
      [9],
    );
    assert.deepEqual(store.history.value.data[0], []);
  });
