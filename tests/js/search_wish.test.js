// The form of a search, read as a document.
import assert from "node:assert/strict";
import test from "node:test";

import { searchedIn } from "../../static/js/store/search_settings.js";
import { firstSearch, readSearch } from "../../static/js/store/search_wish.js";
import { firstForm, readForm } from "../../static/js/store/study_wish.js";
import { CATALOG, experiment } from "./catalog.js";

const base = experiment();
const RATE = "training.optimizer.learning_rate";
const RULE = "training.optimizer.name";

const first = (asked) => firstSearch(base, CATALOG, new URLSearchParams(asked));
const made = (asked) => readSearch(first(asked), base);
/** What is made of a form with changes to one of its rows. */
const changed = (asked, at, changes) => {
  const form = first(asked);
  const space = form.space.map((row, i) => (i === at ? { ...row, ...changes } : row));
  return readSearch({ ...form, space }, base);
};

test("a search begins over the usual ranges of rate and neurons", () => {
  const { space, method, trials } = made("");
  assert.deepEqual(space, [
    { path: RATE, float: { from: 0.001, to: 3, log: true } },
    { path: "network.hidden.0.units", int: { from: 1, to: 8, log: false } },
  ]);
  assert.deepEqual([method, trials], ["random", 25]);
});

test("an address may say ranges and lists, and what it calls nothing is left out", () => {
  const { space } = made("vary=rate:0.01:0.1 batch:1,10,100 optimizer:sgd,adam wings rate");
  assert.deepEqual(space[0].float, { from: 0.01, to: 0.1, log: true });
  assert.deepEqual(space[1], { path: "training.batch_size", choice: [1, 10, 100] });
  assert.deepEqual(space[2], { path: RULE, choice: ["sgd", "adam"] });
  assert.equal(space.length, 3);
});

test("a search by one's own guesses begins with the experiment as it is", () => {
  const { method, own } = made("method=own&vary=rate optimizer momentum");
  assert.deepEqual([method, own], ["own", [{ [RATE]: 0.03, [RULE]: "sgd" }]]);
  assert.equal(made("").own, undefined);
});

test("momentum is searched only with the optimizers that have it", () => {
  const { space } = made("vary=optimizer:sgd,momentum,nesterov momentum");
  assert.deepEqual(space[1].when, { path: RULE, values: ["momentum", "nesterov"] });
  assert.equal(made("vary=momentum optimizer").space[0].when, undefined);
});

test("each hidden layer has its own neurons and activation", () => {
  const names = searchedIn(base).map(({ name }) => name);
  for (const name of ["units", "units2", "activation", "activation2", "momentum"])
    assert.ok(names.includes(name), name);
  const bare = searchedIn(experiment({ "network.hidden": [] })).map(({ name }) => name);
  assert.ok(!bare.includes("units"));
});

test("the goal of a search is a loss without a target", () => {
  const form = firstForm(base, new URLSearchParams("metric=loss&target=x"), CATALOG);
  assert.deepEqual(readForm("tune", base, form).study.goal, { metric: "loss" });
});

for (const [asked, at, changes, field] of [
  ["", 0, { from: "" }, "space.0.from"],
  ["", 0, { to: "fast" }, "space.0.to"],
  ["", 0, { from: "0" }, "space.0.from"],
  ["", 0, { from: "3", to: "3" }, "space.0.to"],
  ["", 1, { to: "2.5" }, "space.1.to"],
  ["", 1, { isList: true, values: "1 two" }, "space.1.values"],
  ["", 1, { isList: true, values: "1" }, "space.1.values"],
  ["vary=optimizer", 0, { chosen: ["sgd"] }, "space.0.chosen"],
  ["vary=optimizer momentum", 1, { when: "optimizer", holds: [] }, "space.1.when"],
  ["vary=optimizer momentum", 1, { when: "optimizer", holds: ["adadelta"] }, "space.1.when"],
  ["vary=rate momentum", 1, { when: "optimizer", holds: ["sgd"] }, "space.1.when"],
])
  test(`${asked} with ${JSON.stringify(changes)} is refused at ${field}`, () => {
    const { why, field: found } = changed(asked, at, changes);
    assert.equal(found, field);
    assert.match(why, /^[A-Z].*[.]$/);
  });

for (const [form, field] of [
  [{ space: [] }, "add"],
  [{ trials: "0" }, "trials"],
  [{ trials: "251" }, "trials"],
  [{ trials: "many" }, "trials"],
])
  test(`a search of ${JSON.stringify(form)} is refused at ${field}`, () => {
    assert.equal(readSearch({ ...first(""), ...form }, base).field, field);
  });
