// A search as the page knows it: trials that come one after the other, what brushes keep of them,
// and how it goes on.
import assert from "node:assert/strict";
import test from "node:test";

import { duel, firstFields, readGuess, triedBefore } from "../../static/js/store/search_guess.js";
import { createLooks, SCORE } from "../../static/js/store/search_looks.js";
import { changesOf, narrowed } from "../../static/js/store/search_narrow.js";
import { columnsOf, filtered, ordered } from "../../static/js/views/studies/order.js";
import { searching, searchNews, searchRows, snapshot, VARIES } from "./studies.js";

const { space } = VARIES.search;
const [RULE, , RATE] = space.map(({ path }) => path);
const ROWS = [
  ["sgd", null, 0.001, 9, 0.5, "done"],
  ["momentum", 0.9, 0.1, 9, 0.04, "done"],
  ["adam", null, 0.03, 9, 0.1, "culled"],
  ["sgd", null, 1, 4, null, "diverged"],
  ["adam", null, 0.01, 0, null, "training"],
];

function looksOf(rows = ROWS) {
  const { study, sent } = searching(rows);
  return { study, sent, looks: createLooks(study) };
}

const spotsOf = ({ looks }) => looks.lines.value.map(({ spots }) => spots);

test("every trial has a line: blank, diverged and running ones stand off the scales", () => {
  const spots = spotsOf(looksOf());
  assert.equal(spots.length, ROWS.length);
  assert.deepEqual(
    spots.map(([, momentum]) => (momentum === "none" ? momentum : momentum.toFixed(2))),
    ["none", "0.91", "none", "none", "none"],
  );
  assert.deepEqual(
    spots.map((each) => each.at(-1)).map((spot) => (typeof spot === "number" ? "" : spot)),
    ["", "", "", "diverged", "unscored"],
  );
});

test("a trial that begins is there at once, and has its line when its settings have come", () => {
  const one = looksOf(ROWS.slice(0, 1));
  one.study.note(
    searchNews(
      [
        [0.5, 0.5, 9, 2],
        [0.7, 0.6, 3, 0],
      ],
      { metrics: { planned: 12 } },
    ),
  );
  one.study.applyNews();
  assert.equal(one.study.count.value, 2);
  assert.equal(one.study.planned.value, 12);
  assert.equal(spotsOf(one).length, 1);
  one.study.applyTrials(searchRows([["adam", null, 0.01, 2, 0.9, "training"]], 1));
  const [, second] = one.study.trials.value;
  assert.equal(spotsOf(one).length, 2);
  assert.deepEqual([second.tried.epochs, second.tried.best.toFixed(1)], [3, "0.6"]);
  assert.equal(second.values[RULE], "adam");
});

test("a search that goes back has fewer trials, and one that begins anew knows none", () => {
  const { study } = looksOf();
  study.note(searchNews([[0.5, 0.5, 9, 2]]));
  study.applyNews();
  assert.equal(study.count.value, 1);
  const topology = { ...snapshot("search").topology, trials: 1, search: study.search.value };
  study.applySnapshot(snapshot("search", { generation: 2, topology }));
  assert.deepEqual(study.trials.value[0].values, {});
});

test("trials of a search are judged by their least loss, and told by number and settings", () => {
  const { study } = looksOf();
  const [first] = ordered(study, { key: "best", descending: false });
  assert.equal(first.trial, 1);
  assert.equal(study.shortLabel(first), "trial 2");
  assert.equal(study.label(first), "trial 2: optimizer Momentum, momentum 0.9, learning rate 0.1");
  const keys = columnsOf(study).map(({ key }) => key);
  assert.ok(keys.includes("state") && keys.includes("best") && !keys.includes("reached"));
});

test("rows are filtered by what they say and by what became of them", () => {
  const { study } = looksOf();
  const cells = ({ trial }) => [ROWS[trial][0], `${ROWS[trial][2]}`];
  const left = (filter) => filtered(study.trials.value, filter, cells).map(({ trial }) => trial);
  assert.deepEqual(left({ text: "", state: "" }), [0, 1, 2, 3, 4]);
  assert.deepEqual(left({ text: " SGD ", state: "" }), [0, 3]);
  assert.deepEqual(left({ text: "sgd", state: "diverged" }), [3]);
  assert.deepEqual(left({ text: "rprop", state: "" }), []);
});

const narrow = ({ looks }, brushes, from = space) =>
  narrowed(from, looks.axes.value, looks.lines.value, brushes);
const brush = (from, to, isOff = false) => ({ from, to, isOff });

test("a brushed setting becomes as narrow as its brush, and the others stay", () => {
  const found = narrow(looksOf(), { [RATE]: brush(1 / 3, 1) });
  assert.deepEqual(found.space[2], { path: RATE, float: { from: 0.01, to: 1, log: true } });
  assert.deepEqual(found.space.slice(0, 2), space.slice(0, 2));
  const told = changesOf(space, found.space, (_, value) => String(value));
  assert.deepEqual(told, ["learning rate 0.01 to 1"]);
});

test("a brush of the goal narrows all settings to the trials that are left", () => {
  const one = looksOf();
  const { space: found } = narrow(one, { [SCORE]: brush(0, 0.5) });
  assert.deepEqual(found[0].choice, ["momentum", "adam"]);
  assert.deepEqual(found[1].float, { from: 0.9, to: 0.9 });
  assert.deepEqual(found[2].float, { from: 0.03, to: 0.1, log: true });
});

test("a whole number stays within its brush", () => {
  const units = [{ path: "network.hidden.0.units", int: { from: 1, to: 8 } }];
  const axis = { ...looksOf().looks.axes.value[2], path: units[0].path, low: 1, high: 8 };
  const axes = [{ ...axis, isLog: false, isWhole: true }];
  const [found] = narrowed(units, axes, [], { [units[0].path]: brush(0.3, 0.7) }).space;
  assert.deepEqual(found.int, { from: 4, to: 5 });
  const none = narrowed(units, axes, [], { [units[0].path]: brush(0.3, 0.4) });
  assert.match(none.why, /first-layer neurons.*wider/);
});

test("what a narrower space cannot be is said", () => {
  const one = looksOf();
  assert.match(narrow(one, {}).why, /Brush a part/);
  const lost = narrow(one, { [RULE]: brush(1, 1) });
  assert.equal(lost.space, null);
  assert.match(lost.why, /momentum is searched only with values of optimizer/);
});

test("the axes still hold what was tried before the space became narrower", () => {
  const one = looksOf();
  const { space: next } = narrow(one, { [RATE]: brush(2 / 3, 1), [RULE]: brush(0, 0.5) });
  const experiment = { ...one.study.study.value, vary: { ...VARIES.search, space: next } };
  one.study.applyStatus({ status: "paused", viewers: 1, experiment });
  const [rule, , rate] = one.looks.axes.value;
  assert.deepEqual(rule.options, ["sgd", "momentum", "adam"]);
  assert.deepEqual([rate.low, rate.high], [0.001, 1]);
});

test("to go on in a narrower space is asked for step by step, and ends with a refusal", () => {
  const { study, sent } = looksOf();
  const before = sent.length;
  const told = () => sent.slice(before).map(({ type, path }) => path ?? type);
  study.goOn(20, space);
  assert.deepEqual(told(), ["vary.space"]);
  study.applyAnswer({ type: "done", number: sent.at(-1).number });
  study.applyAnswer({ type: "done", number: sent.at(-1).number });
  assert.deepEqual(told(), ["vary.space", "vary.trials", "start"]);
  study.goOn(20, null);
  study.applyAnswer({ type: "error", number: sent.at(-1).number, detail: "No." });
  assert.deepEqual(told().slice(3), ["vary.trials"]);
  assert.equal(study.refusal.value, "No.");
});

const MINE = { [RULE]: "sgd", [RATE]: 0.5 };

test("a trial of one's own is tried next, and room is made for it where all are over", () => {
  const { study, sent } = looksOf();
  const before = sent.length;
  const answered = () => study.applyAnswer({ type: "done", number: sent.at(-1).number });
  study.tryNext(MINE);
  answered();
  const [own, start] = sent.slice(before);
  assert.deepEqual([own.path, own.value, start.type], ["vary.own", [MINE], "start"]);
  const vary = { ...VARIES.search, trials: ROWS.length, own: [MINE] };
  study.applyStatus({ status: "paused", viewers: 1, experiment: { ...study.study.value, vary } });
  study.tryNext({});
  answered();
  const [next, more] = sent.slice(before + 2);
  assert.deepEqual(next.value, [MINE, {}]);
  assert.deepEqual([more.path, more.value], ["vary.trials", ROWS.length + 1]);
});

test("trials of one's own are told apart, unless all are", () => {
  const { study } = looksOf();
  const { trials } = study;
  const apply = (more) => {
    const vary = { ...VARIES.search, own: [{ [RATE]: 0.001, [RULE]: "sgd" }], ...more };
    study.applyStatus({ status: "paused", viewers: 1, experiment: { ...study.study.value, vary } });
    return study.shortLabel(trials.value[0]);
  };
  assert.equal(apply({}), "your trial 1");
  assert.equal(study.shortLabel(trials.value[1]), "trial 2");
  const { own, other } = duel(trials.value, study.isOwn);
  assert.deepEqual([own.trial, other.trial], [0, 1]);
  assert.equal(apply({ method: "own" }), "trial 1");
});

test("the fields of a guess begin with a trial's values, and read as the document has them", () => {
  const { study } = looksOf();
  const [, best] = study.trials.value;
  const fields = firstFields(space, best, {});
  assert.deepEqual(fields, { [RULE]: "1", "training.optimizer.momentum": "0.9", [RATE]: "0.1" });
  const { values } = readGuess(space, fields);
  assert.equal(triedBefore(space, study.trials.value, values), best);
  assert.deepEqual(readGuess(space, { ...fields, [RULE]: "0", [RATE]: " 0.5" }).values, MINE);
  assert.deepEqual(readGuess(space, { ...fields, [RATE]: "" }).path, RATE);
  assert.equal(firstFields(space, null, { training: { optimizer: {} } })[RATE], "0.001");
});

test("a narrower space has the brackets that are told with its trials", () => {
  const [ran, now] = [[[4, 1]], [[9, 1]]];
  const { study } = searching(ROWS, { plan: { method: "hyperband", brackets: [ran] } });
  study.applyTrials(searchRows([]));
  assert.deepEqual(study.search.value.brackets, [ran]);
  study.applyTrials({ ...searchRows([]), brackets: [ran, now] });
  assert.deepEqual(study.search.value.brackets, [ran, now]);
  assert.equal(study.search.value.method, "hyperband");
});
