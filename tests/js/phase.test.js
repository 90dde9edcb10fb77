import assert from "node:assert/strict";
import test from "node:test";

import { cellOf, cellsOf, gridOf } from "../../static/js/store/phase_cells.js";
import { greeted, snapshot } from "./studies.js";

const RATE = "training.optimizer.learning_rate";
const UNITS = "network.hidden.0.units";

/** A grid of 2 rates along and 3 numbers of neurons up, two starts a cell. */
function grid() {
  const { study } = greeted("grid", [0.1, 1]);
  const first = snapshot("grid");
  const axes = [
    { path: RATE, values: [0.1, 1] },
    { path: UNITS, from: 2, to: 4, steps: 3 },
  ];
  const vary = { kind: "grid", seeds: 2, axes };
  const topology = { ...first.topology, trials: 12, paths: [RATE, UNITS, "training.seed"] };
  study.applySnapshot({ ...first, topology, experiment: { ...first.experiment, vary } });
  const rows = Array.from({ length: 12 }, (_, n) => {
    const [rate, units] = [Math.floor(n / 6) ? 1 : 0.1, 2 + (Math.floor(n / 2) % 3)];
    const ends = n < 2 ? ["converged", 5 + n] : n === 11 ? ["diverged", 3] : ["slow", null];
    return [n, rate, units, n % 2, 0.5, 0.5, ...ends];
  });
  const columns = ["trial", RATE, UNITS, "training.seed", "loss", "test_loss", "status", "since"];
  study.applyTrials({ first: 0, columns, rows });
  return study;
}

test("the first axis goes along and the second one up", () => {
  const { along, up, seeds } = gridOf(grid());
  assert.deepEqual(along, { label: "learning rate", texts: ["0.1", "1"] });
  assert.deepEqual(up, { label: "first-layer neurons", texts: ["2", "3", "4"] });
  assert.equal(seeds, 2);
});

test("a cell is what most of its starts have come to, and diverged if half of them have", () => {
  const cells = cellsOf(grid());
  assert.equal(cells.length, 6);
  assert.deepEqual(cells[0], { trial: 0, state: "converged", since: 5, of: 2 });
  assert.deepEqual(cells[1], { trial: 2, state: "slow", since: null, of: 2 });
  assert.deepEqual(cells[5], { trial: 10, state: "diverged", since: 3, of: 1 });
});

test("a start that converges and diverges later has diverged", () => {
  const { state } = cellOf([{ trial: 0, reached: 2, diverged: 9 }]);
  assert.equal(state, "diverged");
});
