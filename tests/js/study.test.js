import assert from "node:assert/strict";
import test from "node:test";

import { aligned } from "../../static/js/views/studies/curves_data.js";
import { greeted, news, snapshot } from "./studies.js";

const labels = ({ study }) => study.trials.value.map((trial) => study.label(trial));

function take(study, ...list) {
  list.forEach(study.note);
  study.applyNews();
}

test("a trial is called by the difference alone", () => {
  assert.deepEqual(labels(greeted("list", [0.03, 0.1])), [
    "learning rate 0.03",
    "learning rate 0.1",
  ]);
  assert.deepEqual(labels(greeted("seeds", [1, 2])), ["start 1", "start 2"]);
});

test("a frame says where each trial stands", () => {
  const { study } = greeted("list", [0.03, 0.1]);
  take(study, news(4, [0.2, 0.04, NaN, NaN], { converged: [3, -1], diverged: [-1, 2] }));
  const [first, second] = study.trials.value;
  assert.equal(first.reached, 3);
  assert.equal(study.valueOf(first).toFixed(2), "0.04");
  assert.equal(second.diverged, 2);
  assert.equal(second.testLoss, null);
  assert.equal(study.epoch.value, 4);
});

test("rows of the history make a curve for each trial, and take the place of later ones", () => {
  const { study } = greeted("list", [0.03, 0.1]);
  const row = (epoch, loss) => [epoch, 0, 0, loss, loss, 2 * loss, NaN];
  take(study, news(1, [1, 1, 1, 1], { facts: { history_after: -1 }, history: row(0, 8) }));
  take(study, news(1, [1, 1, 1, 1], { history: [...row(1, 4), ...row(2, 2)] }));
  take(study, news(1, [1, 1, 1, 1], { facts: { history_after: 0 }, history: row(1, 3) }));
  const { of } = study.curves.value;
  assert.deepEqual(of.get(1), { epochs: [0, 1], loss: [16, 6], test_loss: [null, null] });
  assert.deepEqual(of.get(0).loss, [8, 3]);
});

test("a frame of another generation changes nothing", () => {
  const { study } = greeted("list", [0.03, 0.1]);
  take(study, news(4, [9, 9, 9, 9], { facts: { generation: 7 } }));
  assert.equal(study.epoch.value, 0);
});

test("the settings stay when all trials begin again", () => {
  const one = greeted("list", [0.03, 0.1]);
  take(one.study, news(4, [1, 1, 1, 1]));
  one.study.applySnapshot(snapshot("list", { generation: 1 }));
  assert.equal(one.study.epoch.value, 0);
  assert.equal(labels(one)[1], "learning rate 0.1");
});

test("what comes of starts is seen only after a guess, and of settings at once", () => {
  const { study } = greeted("seeds", [1, 2]);
  assert.equal(study.isRevealed.value, false);
  study.hasGuessed.value = true;
  assert.equal(study.isRevealed.value, true);
  assert.equal(greeted("list", [0.03, 0.1]).study.isRevealed.value, true);
});

test("commands have numbers that grow, and play pauses while all train", () => {
  const { study, sent } = greeted("list", [0.03, 0.1]);
  study.toggle();
  study.applyStatus({ type: "status", status: "running", epoch: 0, seq: 2, viewers: 1 });
  study.toggle();
  study.step();
  assert.deepEqual(
    sent.map(({ type }) => type),
    ["start", "pause", "step"],
  );
  assert.ok(sent[0].number < sent[1].number && sent[1].number < sent[2].number);
});

test("where batch sizes or points differ, it is said that mini-batches do", () => {
  const { study } = greeted("list", [0.03, 0.1]);
  assert.doesNotMatch(study.about.value, /mini-batches/);
  for (const [path, told] of [
    ["training.batch_size", true],
    ["data.noise", true],
    ["network.initializer", false],
  ]) {
    const topology = { ...snapshot("list").topology, paths: [path] };
    study.applySnapshot(snapshot("list", { topology }));
    assert.equal(study.about.value.includes("Their mini-batches are the same only"), told, path);
  }
});

test("curves of other losses are drawn as shares of their first values", () => {
  const { study } = greeted("list", [0.03, 0.1]);
  const row = (epoch, loss) => [epoch, 0, 0, 0, loss, 0, loss && 4 * loss];
  const history = [...row(0, 8), ...row(1, 2)];
  take(study, news(1, [1, 1, 1, 1], { facts: { history_after: -1 }, history }));
  assert.deepEqual(aligned(study, [0, 1], false).whole, [
    [8, 2],
    [32, 8],
  ]);
  const topology = { ...snapshot("list").topology, paths: ["training.loss"] };
  study.applySnapshot(snapshot("list", { topology }));
  assert.deepEqual(aligned(study, [0, 1], false).whole, [
    [1, 0.25],
    [1, 0.25],
  ]);
});

test("an activation that is the same in all layers is one difference", () => {
  const { study } = greeted("list", [0.03, 0.1]);
  const paths = ["network.hidden.0.activation", "network.hidden.1.activation"];
  const topology = { ...snapshot("list").topology, paths };
  study.applySnapshot(snapshot("list", { topology }));
  const columns = ["trial", ...paths, "loss", "test_loss", "status", "since"];
  const row = (trial, name) => [trial, name, name, 1, 1, "training", null];
  study.applyTrials({ first: 0, columns, rows: [row(0, "tanh"), row(1, "relu")] });
  assert.deepEqual(labels({ study }), ["activation Tanh", "activation ReLU"]);
});
