import assert from "node:assert/strict";
import test from "node:test";

import { cellOf, cellsOf, gridOf, placeOf, trialAt } from "../../static/js/store/phase_cells.js";
import { partBetween, zoomed } from "../../static/js/store/phase_zoom.js";
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
  assert.deepEqual([along.label, along.texts], ["learning rate", ["0.1", "1"]]);
  assert.deepEqual([up.label, up.values], ["first-layer neurons", [2, 3, 4]]);
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

/** A map of rates, by equal factors, over numbers of neurons or other settings. */
function map(rates, [path, others], more = {}) {
  const { study } = greeted("grid", [0.1, 1]);
  const first = snapshot("grid");
  const [from, to] = [rates[0], rates.at(-1)];
  const axes = [{ path: RATE, from, to, steps: rates.length, log: true }];
  if (others)
    axes.push({ path, from: others[0], to: others.at(-1), steps: more.steps ?? others.length });
  const vary = { kind: "grid", seeds: more.seeds ?? 1, axes };
  const pairs = rates.flatMap((rate) => (others ?? [null]).map((other) => [rate, other]));
  const topology = { ...first.topology, trials: pairs.length * vary.seeds };
  study.applySnapshot({ ...first, topology, experiment: { ...first.experiment, vary } });
  const all = pairs.flatMap((pair) => Array.from({ length: vary.seeds }, () => pair));
  const rows = all.map((pair, n) => [n, ...pair, 0.5, 0.5, "training", null]);
  study.applyTrials({ first: 0, rows, columns: ["trial", RATE, path, ...LOSSES] });
  return study;
}

const LOSSES = ["loss", "test_loss", "status", "since"];
const RATES = [0.001, 0.01, 0.1, 1, 10];
const NEURONS = [UNITS, [1, 2, 3, 4, 5, 6, 7, 8]];
const at = (column, row) => ({ column, row });
const axesOf = (study, one, other = one) => zoomed(study, partBetween(one, other)).wish.vary.axes;

test("a part is a finer map of the same settings, in which its corners are cells again", () => {
  const [rates, neurons] = axesOf(map(RATES, NEURONS), at(3, 5), at(2, 2));
  assert.deepEqual(rates, { path: RATE, from: 0.1, to: 1, steps: 12, log: true });
  assert.deepEqual(neurons, { path: UNITS, from: 3, to: 6, steps: 4 });
});

test("one cell is taken with its neighbours, which are cells of the finer map like itself", () => {
  const [rates] = axesOf(map(RATES, NEURONS), at(2, 7));
  assert.deepEqual([rates.from, rates.to], [0.01, 1]);
  assert.equal((rates.steps - 1) % 2, 0); // so that 0.1 is among them
  const [edge, top] = axesOf(map(RATES, NEURONS), at(0, 7));
  assert.deepEqual([edge.from, edge.to, top.from, top.to], [0.001, 0.01, 7, 8]);
});

test("what is made says what was zoomed in to, and keeps all else", () => {
  const study = map(RATES, NEURONS, { seeds: 2 });
  const { wish, told } = zoomed(study, partBetween(at(1, 1), at(2, 2)));
  assert.equal(told, "learning rate 0.01 to 0.1, first-layer neurons 2 to 3");
  assert.equal(wish.description, `Zoomed in to ${told}.`);
  const { base, budget, goal } = study.study.value;
  assert.deepEqual([wish.base, wish.budget, wish.goal], [base, budget, goal]);
  assert.equal(wish.vary.seeds, 2);
});

test("a part that is all of a map of whole numbers is no finer map, and that is said", () => {
  const { wish, told } = zoomed(map([1, 10], NEURONS), partBetween(at(0, 0), at(1, 7)));
  assert.equal(wish.vary.axes[0].steps, 12);
  assert.match(told, /neurons 1 to 8/);
  const all = map(RATES.concat(100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8), NEURONS);
  const whole = zoomed(all, partBetween(at(0, 0), at(11, 7)));
  assert.equal(whole.wish, null);
  assert.match(whole.told, /smaller part/);
});

test("a map of one axis, and one with as many trials as there may be, are zoomed too", () => {
  const [rates, ...none] = axesOf(map(RATES, [UNITS, null]), at(1, 0));
  assert.deepEqual([rates.from, rates.to, none], [0.001, 0.1, []]);
  const many = Array.from({ length: 40 }, (_, i) => 1e-3 * 1.2 ** i);
  const [fine, few] = axesOf(map(many, ["data.noise", [0, 0.25, 0.5]], { seeds: 8 }), at(5, 1));
  assert.deepEqual([fine.steps, few.steps], [39, 3]);
});

test("whole numbers that lie too near each other are fewer cells than steps", () => {
  const study = map([0.1, 1], ["training.batch_size", [1, 2, 4, 8]], { steps: 6 });
  const wide = gridOf(study);
  assert.equal(wide.up.values.length, 4);
  assert.deepEqual(placeOf(wide, 7), at(1, 3));
  assert.equal(trialAt(wide, at(1, 3)), 7);
});
