// The arithmetic of a search's pictures: scales, brushes, narrowing, geometry and figures.
import assert from "node:assert/strict";
import test from "node:test";

import { bracketsOf } from "../../static/js/store/brackets.js";
import {
  axisAt,
  isBeyond,
  lineAt,
  placeAt,
  xOf,
  yOf,
} from "../../static/js/store/parallel_geometry.js";
import {
  cellsIn,
  heightOf,
  matrixOf,
  pointAt,
  pointIn,
} from "../../static/js/store/scatter_geometry.js";
import {
  choiceAxis,
  lossAxis,
  numberAxis,
  numberText,
  placeOf,
  stepsOf,
  ticksOf,
  valueAt,
} from "../../static/js/store/search_axes.js";
import { ALL, brushed, hullOf, keptBy, valuesIn } from "../../static/js/store/search_brush.js";
import {
  bestOf,
  countsOf,
  figuresOf,
  stepsIn,
  topOf,
} from "../../static/js/store/search_figures.js";

const RATE = numberAxis("rate", "rate", { low: 0.001, high: 10, isLog: true });
const UNITS = numberAxis("units", "units", { low: 1, high: 8, isWhole: true });
const RULE = choiceAxis("rule", "rule", ["sgd", "adam", "nadam"], ["SGD", "Adam", "Nadam"]);
const AXES = [RATE, RULE];
const line = (trial, ...spots) => ({ trial, spots });

test("a logarithmic axis has equal factors at equal distances", () => {
  assert.deepEqual(
    [0.001, 0.1, 10].map((value) => placeOf(RATE, value)),
    [0, 0.5, 1],
  );
  assert.ok(Math.abs(valueAt(RATE, 0.25) - 0.01) < 1e-12);
});

for (const axis of [RATE, UNITS, numberAxis("l2", "l2", { low: 0.007, high: 0.99, isLog: true })])
  test(`the sliders reach both ends of ${axis.path}, and so does the brush`, () => {
    const steps = stepsOf(axis);
    assert.equal(valueAt(axis, 0 / steps), axis.low);
    assert.equal(valueAt(axis, steps / steps), axis.high);
    const ends = [axis.low, axis.high].map((value, trial) => line(trial, placeOf(axis, value)));
    for (const [trial, brush] of [
      [0, { from: 0, to: 1 / steps, isOff: true }],
      [1, { from: 1 - 1 / steps, to: 1, isOff: true }],
    ])
      assert.deepEqual([...keptBy([axis], ends, { [axis.path]: brush })], [trial]);
  });

test("a slider along whole numbers has a step for each", () => {
  assert.equal(stepsOf(UNITS), 7);
  assert.deepEqual(
    Array.from({ length: 8 }, (_, step) => valueAt(UNITS, step / 7)),
    [1, 2, 3, 4, 5, 6, 7, 8],
  );
});

test("choices stand side by side, and one alone in the middle", () => {
  assert.deepEqual(
    ["sgd", "adam", "nadam"].map((name) => placeOf(RULE, name)),
    [0, 0.5, 1],
  );
  assert.equal(placeOf(choiceAxis("a", "a", ["x"], ["X"]), "x"), 0.5);
  assert.equal(placeOf(RULE, "rprop"), null);
  assert.equal(valueAt(RULE, 0.5), "adam");
});

test("lists are choices by what they hold", () => {
  const layers = choiceAxis("hidden", "layers", [[{ units: 4 }], [{ units: 8 }]], ["4", "8"]);
  assert.equal(placeOf(layers, [{ units: 8 }]), 1);
});

test("what lies beyond an end stands at that end, and no number has no place", () => {
  assert.equal(placeOf(RATE, 100), 1);
  assert.equal(placeOf(RATE, 0), 0);
  assert.equal(placeOf(UNITS, -3), 0);
  for (const value of [null, NaN, undefined, "fast"]) assert.equal(placeOf(RATE, value), null);
});

test("the axis of losses spans those that are finite, and is logarithmic above 0 alone", () => {
  const { low, high, isLog } = lossAxis("score", "loss", [0.3, null, 0.01]);
  assert.deepEqual([low, high, isLog], [0.01, 0.3, true]);
  assert.equal(lossAxis("score", "loss", [0, 1]).isLog, false);
  assert.deepEqual(ticksOf(lossAxis("score", "loss", [null])).length, 3);
  assert.equal(placeOf(lossAxis("score", "loss", [0.2, 0.2]), 0.2), 0.5);
});

test("ticks are the ends and the powers of ten between them, none too close", () => {
  assert.deepEqual(
    ticksOf(RATE).map(({ text }) => text),
    ["0.001", "0.01", "0.1", "1", "10"],
  );
  const places = ticksOf(numberAxis("a", "a", { low: 1e-9, high: 9e5, isLog: true })).map(
    ({ place }) => place,
  );
  for (let at = 1; at < places.length; at++) assert.ok(places[at] - places[at - 1] >= 0.12);
  assert.deepEqual([places[0], places.at(-1)], [0, 1]);
});

test("numbers are short, and small ones have a power of ten", () => {
  assert.deepEqual([0, 0.03162, 25, 0.00001234].map(numberText), ["0", "0.0316", "25", "1.23e−5"]);
});

test("a brush keeps what lies within it, ends included, and others only if it is to", () => {
  const lines = [line(0, 0, 0.5), line(1, 0.4, 1), line(2, 1, "none"), line(3, "none", 0)];
  const keep = (brushes) => [...(keptBy(AXES, lines, brushes) ?? "all")].join("");
  assert.equal(keep({}), "all");
  assert.equal(keep({ rate: { from: 0, to: 0.4, isOff: false } }), "01");
  assert.equal(keep({ rate: { from: 0, to: 0.4, isOff: true } }), "013");
  assert.equal(keep({ rule: { from: 0.5, to: 1, isOff: true } }), "012");
  assert.equal(
    keep({ rate: { from: 0.4, to: 1, isOff: false }, rule: { from: 1, to: 1, isOff: false } }),
    "1",
  );
});

test("a brush that leaves nothing out is none, and its ends may come in either order", () => {
  const some = brushed({}, "rate", { from: 0.7, to: 0.2, isOff: false });
  assert.deepEqual(some.rate, { from: 0.2, to: 0.7, isOff: false });
  assert.deepEqual(brushed(some, "rate", ALL), {});
  assert.deepEqual(brushed({}, "rate", { from: -3, to: 0.5, isOff: true }).rate.from, 0);
});

test("a brush over a choice says which options are in it", () => {
  assert.deepEqual(valuesIn(RULE, { from: 0.2, to: 1, isOff: false }), ["adam", "nadam"]);
});

test("a hull goes from the least place to the greatest", () => {
  const lines = [line(0, 0.3), line(1, "none"), line(2, 0.8)];
  assert.deepEqual(hullOf(0, lines), { from: 0.3, to: 0.8, isOff: true });
  assert.equal(hullOf(0, [line(0, "none")]), null);
});

test("250 trials on nine axes are brushed in far less than a picture's time", () => {
  const axes = Array.from({ length: 9 }, (_, at) => ({ ...UNITS, path: `a${at}` }));
  const lines = Array.from({ length: 250 }, (_, trial) =>
    line(trial, ...axes.map((_, at) => ((trial * (at + 7)) % 101) / 101)),
  );
  const brushes = Object.fromEntries(
    axes.map(({ path }) => [path, { from: 0.1, to: 0.9, isOff: false }]),
  );
  let least = Infinity;
  for (let attempt = 0; attempt < 5; attempt++) {
    const begun = performance.now();
    keptBy(axes, lines, brushes);
    least = Math.min(least, performance.now() - begun);
  }
  assert.ok(least < 4, `${least} ms`);
});

const FRAME = { width: 600, height: 340, count: 3 };

test("axes are found by pointing at them, and places along them to their ends", () => {
  for (const at of [0, 1, 2]) assert.equal(axisAt(FRAME, xOf(FRAME, at) + 9), at);
  assert.equal(axisAt(FRAME, xOf(FRAME, 0) + 60), -1);
  for (const place of [0, 0.25, 1]) assert.equal(placeAt(FRAME, yOf(FRAME, place)), place);
  assert.deepEqual([placeAt(FRAME, -50), placeAt(FRAME, 999)], [1, 0]);
});

test("what stands off a scale has a place of its own, which a drag can reach", () => {
  const places = ["none", "unscored", "diverged", 0, 1].map((spot) => yOf(FRAME, spot));
  assert.equal(new Set(places).size, 5);
  for (const spot of ["none", "unscored", "diverged"]) assert.ok(isBeyond(FRAME, yOf(FRAME, spot)));
  for (const place of [0, 1]) assert.ok(!isBeyond(FRAME, yOf(FRAME, place)));
});

test("the line that passes nearest to a place is meant, if one is near", () => {
  const lines = [line(4, 0, 1, 0), line(7, 1, 1, "diverged")];
  const between = (xOf(FRAME, 0) + xOf(FRAME, 1)) / 2;
  assert.equal(lineAt(FRAME, lines, between, yOf(FRAME, 0.5)), 4);
  assert.equal(lineAt(FRAME, lines, xOf(FRAME, 2), yOf(FRAME, "diverged")), 7);
  assert.equal(lineAt(FRAME, lines, between, yOf(FRAME, 0)), null);
  assert.equal(lineAt({ ...FRAME, count: 1 }, [line(2, 0.5)], 300, yOf(FRAME, 0.5)), 2);
});

test("a scatter matrix has a cell for each pair, in which every trial has a place", () => {
  const matrix = matrixOf(600, 4);
  const cells = cellsIn(matrix);
  assert.equal(cells.length, 6);
  const last = cells.at(-1);
  assert.deepEqual([last.column, last.row], [2, 3]);
  assert.ok(last.top + last.side < heightOf(matrix));
  const lines = [
    line(0, 0, 0, 0, 0),
    line(1, 1, 1, "none", "diverged"),
    line(2, 1, 1, 1, "unscored"),
  ];
  for (const one of lines) {
    const [x, y] = pointIn(last, one);
    assert.ok(
      x > last.left && x < last.left + last.side && y > last.top && y < last.top + last.side,
    );
    assert.equal(pointAt(matrix, lines, x + 1, y), one.trial);
  }
});

const tried = (trial, state, best, more = {}) => ({
  ...{ trial, values: {}, loss: best, testLoss: best, reached: null, diverged: null },
  tried: { state, best, epochs: 9, bracket: null, round: null, ...more },
});
const score = (trial) => trial.tried.best;

test("the best tenth of 25 trials with a score are three, and of one that one", () => {
  const trials = Array.from({ length: 25 }, (_, at) => tried(at, "done", 25 - at));
  assert.deepEqual([...topOf([...trials, tried(25, "diverged", null)], 10, score)], [24, 23, 22]);
  assert.deepEqual([...topOf([tried(3, "done", 1)], 1, score)], [3]);
  assert.deepEqual([...topOf([tried(3, "diverged", null)], 100, score)], []);
});

test("figures are of the best trial, of the last that has a score, and the least of all", () => {
  const trials = [tried(0, "done", 0.3), tried(1, "done", 0.1), tried(2, "culled", 0.2)];
  const all = [...trials, tried(3, "diverged", null)];
  all[2].loss = 0.05; // less than the best trial's
  assert.equal(bestOf(all).trial, 1);
  assert.deepEqual(
    figuresOf(all, ({ loss }) => loss),
    { ofBest: 0.1, ofLast: 0.05, least: 0.05 },
  );
  assert.deepEqual(countsOf(all), { done: 2, culled: 1, diverged: 1 });
  assert.deepEqual(figuresOf([], score), { ofBest: null, ofLast: null, least: null });
});

test("the steps of a search are the rows of its history after the first", () => {
  const columns = ["epoch", "loss", "test_loss", "trial", "score", "best"];
  const history = [
    [0, 1, 2],
    [null, 1, 1],
    [null, 1, 1],
    [null, 0, 1],
    [null, 0.5, null],
    [null, 0.5, 0.5],
  ];
  assert.deepEqual(stepsIn(columns, history), [
    { at: 1, trial: 0, score: 0.5, best: 0.5 },
    { at: 2, trial: 1, score: null, best: 0.5 },
  ]);
  assert.deepEqual(stepsIn([], []), []);
});

test("a round of a bracket shows which trials came to it and which went on", () => {
  const plan = [
    [
      [3, 1],
      [1, 3],
    ],
    [[2, 3]],
  ];
  const trials = [
    tried(0, "culled", 0.5, { bracket: 0, round: 0 }),
    tried(1, "training", 0.1, { bracket: 0, round: 1 }),
    tried(2, "diverged", null, { bracket: 0, round: 0 }),
    tried(3, "waiting", 0.2, { bracket: 1, round: 0 }),
  ];
  const [[first, second], [third]] = bracketsOf(plan, trials);
  assert.deepEqual(
    first.standings.map(({ state }) => state),
    ["culled", "promoted", "diverged"],
  );
  assert.deepEqual(second, { trials: 1, epochs: 3, standings: [{ trial: 1, state: "training" }] });
  assert.deepEqual(third.standings, [{ trial: 3, state: "waiting" }]);
});
