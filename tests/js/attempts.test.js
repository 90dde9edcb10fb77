import assert from "node:assert/strict";
import test from "node:test";

import { differences } from "../../static/js/store/differences.js";
import { written } from "../../static/js/store/document.js";
import { noted } from "../../static/js/store/store.js";
import { catalog } from "./catalog.js";

const usual = catalog.defaults.classification;
const attempt = (more = {}) => ({
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

test("what changes no number is no difference, and a new seed is only called new", () => {
  const other = written(written(usual, "view.discretize", true), "training.seed", 12345);
  assert.deepEqual(differences(usual, other, catalog), ["seed new"]);
});

test("runs are numbered as they are noted, and one that never trained is not", () => {
  const list = noted(
    noted(noted([], attempt()), attempt({ epoch: 0 })),
    attempt({ generation: 2 }),
  );
  assert.deepEqual(
    list.map(({ number, generation }) => [number, generation]),
    [
      [1, 0],
      [2, 2],
    ],
  );
});

test("the list does not grow without end", () => {
  let list = noted([], attempt());
  for (let i = 0; i < 100; i++) list = noted(list, attempt({ generation: i + 1 }));
  assert.equal(list.length, 40);
  assert.equal(list.at(-1)?.number, 101);
});
