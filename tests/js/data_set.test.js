// Choosing a data set: points along a line are learned from x1 alone.
import assert from "node:assert/strict";
import test from "node:test";

import { createStore } from "../../static/js/store/store.js";
import { catalog, experiment } from "./catalog.js";

const storeOf = (document) => createStore(catalog, document, () => true);
const features = (store) => store.experiment.value.features;

test("the sine is learned from x1, and other points have their plane back", () => {
  const store = storeOf(experiment({}, "regression"));
  store.setData("sine1d");
  assert.deepEqual([store.experiment.value.data.name, features(store)], ["sine1d", ["x1"]]);
  store.setData("plane");
  assert.deepEqual(features(store), ["x1", "x2"]);
});

test("another problem has its plane back too", () => {
  const store = storeOf(experiment({ "data.name": "sine1d", features: ["x1"] }, "regression"));
  store.setProblem("classification");
  assert.deepEqual(features(store), ["x1", "x2"]);
});

test("features chosen by hand stay where the points do not ask for others", () => {
  const store = storeOf(experiment({ features: ["x1", "x1_x2"] }));
  store.setData("spiral");
  assert.deepEqual(features(store), ["x1", "x1_x2"]);
});
