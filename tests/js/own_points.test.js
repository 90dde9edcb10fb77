// Points of one's own in the store: drafted, asked for, refused, and left again.
import assert from "node:assert/strict";
import test from "node:test";

import { createStore } from "../../static/js/store/store.js";
import { lineAxis } from "../../static/js/workers/plane.js";
import { catalog, experiment } from "./catalog.js";

const POINTS = [
  [0, 0, -1],
  [1, 0, 1],
];

/** A store, and the commands that it gave. */
function storeOf(document) {
  const sent = [];
  return { store: createStore(catalog, document, (command) => Boolean(sent.push(command))), sent };
}

test("drawn points are one change of the document, with those that test shown", () => {
  const { store, sent } = storeOf(experiment());
  store.setPoints(POINTS);
  const { data, view } = sent[0].experiment;
  assert.deepEqual(
    [sent.length, sent[0].type, data.source, data.points, view.show_test],
    [1, "load", "points", POINTS, true],
  );
});

test("a choice about test points that is made while drawing stays", () => {
  const { store } = storeOf(experiment({ "data.source": "points", "data.points": POINTS }));
  store.setPoints([...POINTS, [2, 2, 1]]);
  assert.equal(store.experiment.value.view.show_test, false);
});

test("a data set or another problem leaves one's own points", () => {
  for (const leave of [
    (store) => store.setData("circle"),
    (store) => store.setProblem("regression"),
  ]) {
    const { store } = storeOf(experiment({ "data.source": "points", "data.points": POINTS }));
    leave(store);
    assert.deepEqual(
      [store.experiment.value.data.source, store.experiment.value.data.points],
      ["generator", null],
    );
  }
});

test("the two signs become the classes 0 and 1 of several, and back", () => {
  const { store } = storeOf(experiment({ "data.source": "points", "data.points": POINTS }));
  store.setProblem("multiclass");
  const { data } = store.experiment.value;
  assert.deepEqual(
    [data.source, data.classes, data.points],
    [
      "points",
      2,
      [
        [0, 0, 0],
        [1, 0, 1],
      ],
    ],
  );
  store.setProblem("classification");
  assert.deepEqual(store.experiment.value.data.points, POINTS);
});

test("points of three classes are not those of two signs", () => {
  const points = [...POINTS, [2, 2, 2]].map(([x1, x2, label]) => [x1, x2, Math.max(0, label)]);
  const changes = { "data.source": "points", "data.points": points };
  const { store } = storeOf(experiment(changes, "multiclass"));
  store.setProblem("classification");
  assert.equal(store.experiment.value.data.points, null);
});

test("several labels are lengthened with the classes", () => {
  const { store } = storeOf(
    experiment({ "data.source": "points", "data.points": [[0, 0, [1, 0, 0]]] }, "multilabel"),
  );
  store.setClasses(4);
  assert.deepEqual(store.experiment.value.data, {
    ...store.experiment.value.data,
    classes: 4,
    points: [[0, 0, [1, 0, 0, 0]]],
  });
});

test("a draft is what is shown, for as long as it lasts", () => {
  const { store } = storeOf(experiment());
  store.draft.value = POINTS;
  assert.deepEqual(store.points.value, { train: POINTS, test: [], own: true });
  store.draft.value = null;
  assert.deepEqual(store.points.value.train, []);
});

test("a refused drawing is kept with the reason, and the page shows what the server has", () => {
  const { store, sent } = storeOf(experiment());
  store.setPoints(POINTS);
  store.applyAnswer({ type: "error", number: sent[0].number, detail: "1/x1 is infinite" });
  assert.equal(store.refusal.value.why, "1/x1 is infinite");
  assert.deepEqual(store.refusal.value.experiment.data.points, POINTS);
  assert.equal(store.experiment.value.data.source, "generator");
});

test("points of one's own may lie on the axis and are no line for that", () => {
  const topology = { channels: 1, line: null };
  assert.equal(lineAxis(topology, { train: POINTS, test: [] }), "x1");
  assert.equal(lineAxis(topology, { train: POINTS, test: [], own: true }), null);
});
