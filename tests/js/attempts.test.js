import assert from "node:assert/strict";
import test from "node:test";

import { changesInWords } from "../../static/js/store/changes_in_words.js";
import { differences } from "../../static/js/store/differences.js";
import { written } from "../../static/js/store/document.js";
import {
  beginRun,
  calledRun,
  nameOf,
  noted,
  overlaidRuns,
  rename,
} from "../../static/js/store/earlier_runs.js";
import { createShareActions } from "../../static/js/share_actions.js";
import { createState } from "../../static/js/store/state.js";
import { createStore } from "../../static/js/store/store.js";
import { effect, signal } from "../../static/vendor/signals-core/signals-core.mjs";
import { catalog } from "./catalog.js";

const usual = catalog.defaults.classification;
const attempt = (more = {}) => ({
  number: 1,
  base: null,
  run: { id: "a" },
  generation: 0,
  experiment: usual,
  epoch: 9,
  testLoss: 0.1,
  from: 0,
  ...more,
});

test("what differs between two documents is told in the words of the address", () => {
  const other = written(written(usual, "training.optimizer.name", "adam"), "features", [
    "x1",
    "x1_squared",
  ]);
  assert.deepEqual(differences(usual, other, catalog), ["features x₁, x₁²", "optimizer adam"]);
  assert.deepEqual(differences(other, usual, catalog), ["features x₁, x₂", "optimizer sgd"]);
});

test("layers are told by their size and the label of their activation", () => {
  const layers = [8, 4].map((units) => ({ units, activation: "relu" }));
  const other = written(usual, "network.hidden", layers);
  assert.deepEqual(differences(usual, other, catalog), ["layers 8 ReLU, 4 ReLU"]);
});

test("what changes no number is no difference, and a new seed is only called new", () => {
  const other = written(written(usual, "view.discretize", true), "training.seed", 12345);
  assert.deepEqual(differences(usual, other, catalog), ["weights new"]);
});

test("what was changed at an epoch is told in the same words", () => {
  const values = {
    "training.optimizer.learning_rate": 0.1,
    "network.hidden": [{ units: 4, activation: "relu" }],
    "data.points": "…",
    "training.stop.max_epochs": null,
  };
  assert.deepEqual(changesInWords(values, "classification", catalog), [
    "points changed",
    "layers 4 ReLU",
    "learning rate 0.1",
    "last epoch none",
  ]);
  assert.deepEqual(changesInWords({ "network.depth": 3 }, "classification", catalog), ["depth"]);
});

const message = (more = {}) => ({
  run: "a",
  generation: 0,
  epoch: 0,
  experiment: usual,
  ...more,
});

/** A page's runs: `trains` lets the run come so far, `shows` is a snapshot. */
const visit = () => {
  const state = createState(catalog, usual);
  const shows = (/** @type {object} */ more) => {
    const news = message(more);
    beginRun(state, news);
    state.run.value = { id: news.run, url: "", canControl: true, viewers: 1 };
    state.generation.value = news.generation;
    state.settled.value = news.experiment;
    state.history.value = {
      columns: ["epoch", "test_loss"],
      data: [[news.epoch], [1]],
      version: 0,
    };
  };
  const trains = (/** @type {number} */ epoch) =>
    (state.history.value = {
      ...state.history.value,
      data: [
        [0, epoch],
        [1, 0.5],
      ],
    });
  const names = () => {
    const now = { ...state.beginning.value, experiment: state.settled.value };
    return [...state.attempts.value, now].map((one) => [one.number, nameOf(one, catalog)]);
  };
  shows({});
  return { state, shows, trains, names };
};

const adam = written(usual, "training.optimizer.name", "adam");

test("a run that never trained is not noted, and the next has its number", () => {
  const { shows, names } = visit();
  shows({ generation: 1, experiment: adam });
  assert.deepEqual(names(), [[1, "the first"]]);
});

test("a fork is named by the run that it comes from, also when that is opened again", () => {
  const { state, shows, trains, names } = visit();
  trains(30);
  shows({ run: "fork", epoch: 20 });
  const fork = [2, "from epoch 20 of run 1"];
  assert.deepEqual(names(), [[1, "the first"], fork]);
  trains(25);
  state.returning = 1;
  shows({ epoch: 30 });
  assert.deepEqual(names(), [fork, [1, "the first"]]);
});

test("another document is named by what is other in it, and numbers are given once", () => {
  const { shows, trains, names } = visit();
  for (const generation of [1, 2, 3]) {
    trains(9);
    shows({ generation, experiment: generation === 3 ? usual : adam });
  }
  assert.deepEqual(names(), [
    [1, "the first"],
    [2, "optimizer adam"],
    [3, "run 2 again"],
    [4, "optimizer sgd"],
  ]);
});

test("a change that is undone leads to the run before it, and the other stays in the list", () => {
  const { state, shows, trains, names } = visit();
  trains(9);
  shows({ generation: 1, experiment: adam });
  trains(4);
  state.travels = true;
  shows({ generation: 2, epoch: 9 });
  assert.deepEqual(names(), [
    [2, "optimizer adam"],
    [1, "the first"],
  ]);
});

test("the list does not grow without end", () => {
  let list = noted([], attempt());
  for (let i = 0; i < 100; i++) list = noted(list, attempt({ number: i + 2 }));
  assert.equal(list.length, 40);
  assert.equal(list.at(-1)?.number, 101);
});

/** What the page says and does when an earlier run is opened, and the server answers so. */
const opening = async (answer, id = "a", reply = null) => {
  const store = createStore(catalog, usual, () => true);
  const loaded = [];
  store.load = (/** @type {object} */ experiment) => void loaded.push(experiment);
  const asked = [];
  const api = {
    command: async (_, command) => (asked.push(command), { answer, reply }),
    answered: async (path) => (asked.push(path), { answer, reply }),
  };
  const known = new Map([["b", { id: "b" }]]);
  const switched = [];
  const stream = { run: { id: "a" }, api, known, switchTo: (run) => void switched.push(run.id) };
  const share = createShareActions(store, stream, { at: String, catalog, watched: "" });
  await share.comeBackTo(attempt({ number: 3, generation: 5, run: { id } }));
  const [notice] = store.notices.value;
  return { store, asked, switched, loaded, notice };
};

test("an earlier generation comes back by undo, and another run by its address", async () => {
  const here = await opening({ ok: true });
  assert.deepEqual(here.asked, [{ type: "undo", generation: 5 }]);
  const other = await opening({ ok: true }, "b");
  assert.deepEqual([other.asked, other.switched], [["api/runs/b"], ["b"]]);
  assert.deepEqual([here.store.returning, here.notice], [3, undefined]);
});

test("where the server has an earlier run no more, its start is offered", async () => {
  for (const [id, reply] of [
    ["a", { code: "no_state" }],
    ["b", { code: "no_such_run" }],
  ]) {
    const status = id === "a" ? 409 : 404;
    const { store, notice, loaded } = await opening({ ok: false, status }, id, reply);
    assert.equal(notice.text, "The server does not have run 3 any more.");
    notice.offer.press();
    assert.deepEqual([loaded, store.returning], [[usual], 0]);
  }
});

test("why an earlier run cannot be opened just now is told in the server's words", async () => {
  const busy = await opening({ ok: false, status: 503 }, "b", { detail: "the store is busy" });
  assert.deepEqual([busy.notice.text, busy.notice.offer], ["The store is busy.", null]);
  assert.match((await opening(null)).notice.text, /cannot be reached: nothing was opened/);
});

test("a run is called by its number until somebody names it, and keeps its name", () => {
  const { state, shows, trains } = visit();
  const called = () => [...state.attempts.value, state.beginning.value].map(calledRun);
  trains(30);
  shows({ run: "fork", epoch: 20 });
  assert.deepEqual(called(), ["run 1", "run 2"]);
  rename(state, 1, "  with noise\n");
  rename(state, 2, "fork");
  assert.deepEqual(called(), ["with noise", "fork"]);
  trains(25);
  state.returning = 1;
  shows({ epoch: 30 });
  assert.deepEqual(called(), ["fork", "with noise"]);
  rename(state, 1, " ");
  assert.deepEqual(called(), ["fork", "run 1"]);
});

test("a name is one line of forty characters that can be printed", () => {
  const { state } = visit();
  rename(state, 1, `a\u202eb\tc${"x".repeat(100)}`);
  assert.equal(state.beginning.value.title, `ab c${"x".repeat(36)}`);
});

test("a chart is built anew only when other runs are drawn over this one", () => {
  const [one, two] = [attempt({ overlaid: true }), attempt({ number: 2 })];
  const attempts = signal([one]);
  const runs = overlaidRuns(attempts);
  /** @type {number[][]} */ const built = [];
  effect(() => void built.push(runs.value.map(({ number }) => number)));
  attempts.value = [one, two];
  attempts.value = [one];
  assert.deepEqual(built, [[1]]);
  attempts.value = [one, { ...two, overlaid: true }];
  attempts.value = [{ ...one, title: "named" }, two];
  assert.deepEqual(built, [[1], [1, 2], [1]]);
});
