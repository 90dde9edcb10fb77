// How commands reach the server: spaced, in order, taken back, and kept while it is away.
import assert from "node:assert/strict";
import test from "node:test";

import { createStore } from "../../static/js/store/store.js";
import { CATALOG, experiment } from "./catalog.js";

const TOPOLOGY = {
  inputs: ["x1", "x2"],
  layers: [{ name: "o", units: 1, activation: "tanh", inputs: 2, kernel: 0, bias: 2 }],
  neurons: ["x1", "x2", "o.0"],
  channels: 1,
  range: [-1, 1],
  parameters: 3,
  line: null,
  classes: ["−1", "+1"],
};
const snapshot = (changes = {}) => ({
  type: "snapshot",
  run: "abc",
  seq: 1,
  generation: 0,
  status: "ready",
  epoch: 0,
  position: 0,
  experiment: experiment(),
  topology: TOPOLOGY,
  points: { train: [[1, 2, 1]], test: [] },
  parameters: [0.5, -0.5, 0.25],
  viewers: 1,
  can_control: true,
  history: { columns: ["epoch", "loss"] },
  metrics: { loss: 0.5, test_loss: 0.6 },
  confusion: null,
  ...changes,
});

/** A store that has seen a snapshot, and what it has sent; `line.open = false` cuts it off. */
function live(t, about = {}) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const sent = [];
  const line = { open: true };
  const store = createStore(
    CATALOG,
    experiment(),
    (command) => line.open && sent.push(command) > 0,
  );
  store.connection.value = "live";
  store.applySnapshot(snapshot(about));
  return { store, sent, line, told: () => store.notices.value.map(({ text }) => text).join(" ") };
}

test("a dragged slider sends its first value at once and then the newest now and then", (t) => {
  const { store, sent } = live(t);
  for (const noise of [0.1, 0.2, 0.3]) store.change("data.noise", noise);
  assert.equal(sent.length, 1);
  t.mock.timers.tick(60);
  assert.deepEqual(
    sent.map(({ experiment: { data } }) => data.noise),
    [0.1, 0.3],
  );
});

test("a large document is sent more seldom, by its size", (t) => {
  const { store, sent } = live(t, {
    experiment: { ...experiment(), description: "語".repeat(4000) },
  }); // 12 kB
  for (const noise of [0.1, 0.2]) store.change("data.noise", noise);
  t.mock.timers.tick(290);
  assert.equal(sent.length, 1);
  t.mock.timers.tick(60);
  assert.deepEqual(
    sent.map(({ experiment: { data } }) => data.noise),
    [0.1, 0.2],
  );
});

test("a slider's last value is sent before the command after it", (t) => {
  const { store, sent } = live(t);
  store.change("view.speed", 2);
  store.change("view.speed", 3);
  store.play();
  t.mock.timers.tick(200);
  assert.deepEqual(
    sent.map(({ type, value }) => value ?? type),
    [2, 3, "start"],
  );
});

test("numbers of commands only grow", (t) => {
  const { store, sent } = live(t);
  store.play();
  store.step("epoch");
  store.pause();
  assert.ok(sent[0].number < sent[1].number && sent[1].number < sent[2].number);
});

test("a refused command that is no change leaves the document alone", (t) => {
  const { store, sent } = live(t);
  store.change("view.speed", 5);
  store.applyAnswer({ type: "done", number: sent[0].number });
  store.play();
  store.applyAnswer({ type: "error", number: sent[1].number });
  assert.equal(store.experiment.value.view.speed, 5);
});

test("once a change is answered, the server's document counts again", (t) => {
  const { store, sent } = live(t);
  store.change("view.speed", 5);
  store.applyAnswer({ type: "done", number: sent[0].number });
  store.applyStatus({ status: "ready", viewers: 1, experiment: experiment({ "view.speed": 2 }) });
  assert.equal(store.experiment.value.view.speed, 2);
});

for (const [path, value] of [
  ["data.noise", 0.7],
  ["data.samples", 9],
  ["training.batch_size", 1.5],
  ["training.loss", "magic"],
])
  test(`${path} = ${value} is told and not sent`, (t) => {
    const { store, sent, told } = live(t);
    store.change(path, value);
    assert.match(told(), new RegExp(`${path} must be .*; got ${value}`));
    assert.deepEqual([sent, store.experiment.value], [[], experiment()]);
  });

test("what was changed while the server was away is asked for when it is back", (t) => {
  const { store, sent, line } = live(t);
  line.open = false;
  store.applyCut();
  store.change("data.name", "xor");
  line.open = true;
  store.applySnapshot(snapshot());
  assert.deepEqual(
    [sent[0].type, sent[0].experiment.data.name, store.experiment.value.data.name],
    ["load", "xor", "xor"],
  );
});

test("a change that was cut off on its way is asked for again", (t) => {
  const { store, sent } = live(t);
  store.change("data.name", "xor");
  store.applyCut();
  store.applySnapshot(snapshot());
  assert.deepEqual(
    sent.map(({ experiment: { data } }) => data.name),
    ["xor", "xor"],
  );
});

for (const connection of ["connecting", "away", "full"])
  test(
    `nothing steers the run while the server is ${connection}, and no notice stands beside ` +
      "the banner",
    (t) => {
      const { store, sent, told } = live(t);
      store.connection.value = connection;
      for (const wish of [store.play, store.pause, store.toggle, store.step, store.reset]) wish();
      assert.deepEqual([sent, told()], [[], ""]);
    },
  );

test(
  "an edit while the server is away is not kept, and no notice stands beside the " + "banner",
  (t) => {
    const { store, line, told } = live(t);
    line.open = false;
    store.setBias(1, 0, 4);
    assert.deepEqual([told(), store.canUndo.value], ["", false]);
  },
);

test("a run that diverged does not go on: its advice is pointed at", (t) => {
  const { store, sent } = live(t, {
    status: "diverged",
    diverged: { epoch: 3, layer: null, reason: "no", advice: "less" },
  });
  for (const wish of [store.play, store.toggle, () => store.step("epoch")]) wish();
  assert.deepEqual([sent, store.adviceWanted.value, store.diverged.value.epoch], [[], 3, 3]);
});

test("a run that is finished plays from its start again", (t) => {
  const { store, sent } = live(t, { status: "finished" });
  store.play();
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["reset", "start"],
  );
});

test("a change by a viewer that only watches shows the server's document again", (t) => {
  const { store, sent, told } = live(t, { can_control: false });
  store.change("data.noise", 0.3);
  assert.match(told(), /somebody else's/);
  assert.deepEqual([sent, store.experiment.value], [[], experiment()]);
});

test("a weight that is dragged is one step of undo", (t) => {
  const { store, sent } = live(t);
  for (const value of [1, 2, 3]) {
    store.setBias(1, 0, value);
    t.mock.timers.tick(100);
  }
  const [first, ...others] = sent;
  assert.equal(first.group, undefined);
  assert.deepEqual(
    others.map(({ group }) => group),
    [first.number, first.number],
  );
});

for (const [what, act] of [
  ["one weight edited twice with a pause between", (store) => store.setWeight(1, 0, 0, 3)],
  ["another weight", (store) => store.setWeight(1, 1, 0, 3)],
  ["a new neuron", (store) => store.addUnit(0)],
])
  test(`${what} is a step of undo of its own`, (t) => {
    const { store, sent } = live(t);
    store.setWeight(1, 0, 0, 2);
    t.mock.timers.tick(what.includes("pause") ? 1000 : 0);
    act(store);
    assert.deepEqual([sent.length, sent[1].group], [2, undefined]);
  });

test("a stroke of the brush is one step of undo, however long it takes", (t) => {
  const { store, sent } = live(t);
  const points = [
    [1, 2, 1],
    [2, 1, -1],
  ];
  for (const [x, stroke] of [
    [0, 1],
    [1, 1],
    [2, 2],
  ]) {
    store.setPoints([...points, [x, 0, 1]], stroke);
    t.mock.timers.tick(2000);
  }
  assert.deepEqual(
    sent.map(({ group }) => group),
    [undefined, sent[0].number, undefined],
  );
});

test("a pinned neuron that a rebuild removes is let go", (t) => {
  const { store } = live(t);
  store.pinned.value = "h1.0";
  store.applySnapshot(snapshot({ generation: 1 }));
  assert.equal(store.pinned.value, null);
});

test("a pinned neuron stays pinned over a reset, but not over another problem", (t) => {
  const { store } = live(t);
  store.pinned.value = "o.0";
  store.applySnapshot(snapshot({ generation: 1 }));
  assert.equal(store.pinned.value, "o.0");
  store.applySnapshot(snapshot({ generation: 2, experiment: experiment({}, "regression") }));
  assert.equal(store.pinned.value, null);
});
