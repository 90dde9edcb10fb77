// By which rule weights are learned: what goes with it, in the document and in the address.
import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode } from "../../static/js/store/address.js";
import { written } from "../../static/js/store/document.js";
import { GATES, pointsOf, withGate } from "../../static/js/store/gates.js";
import {
  GRADIENT,
  heldIn,
  PERCEPTRON,
  ruleOf,
  withFittingRule,
  withRule,
} from "../../static/js/store/rules.js";
import { createStore } from "../../static/js/store/store.js";
import { catalog, experiment } from "./catalog.js";

globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { binned } = await import("../../static/js/views/lenses/perceptron_figures.js");
const { unusual } = await import("../../static/js/views/controls.js");

const usual = catalog.defaults.classification;
const perceptron = withRule(catalog, usual, PERCEPTRON);

test("documents without a rule learn by gradients", () => {
  assert.equal(ruleOf(usual), GRADIENT);
  assert.equal(ruleOf(perceptron), PERCEPTRON);
});

test("another rule takes what it needs with it, and gives it up again", () => {
  const rich = experiment({
    "training.optimizer.name": "adam",
    "training.regularization.kind": "l2",
    "training.batch_size": 30,
  });
  assert.deepEqual(withRule(catalog, rich, PERCEPTRON), perceptron);
  assert.deepEqual(perceptron.network.hidden, []);
  assert.equal(perceptron.training.optimizer.learning_rate, 1);
  const back = withRule(catalog, perceptron, GRADIENT);
  assert.deepEqual(back, written(usual, "network.hidden", []));
});

test("a rule keeps the seed and the stops", () => {
  const before = experiment({ "training.seed": 9, "training.stop.max_epochs": 50 });
  for (const rule of [PERCEPTRON, GRADIENT]) {
    const { seed, stop } = withRule(catalog, before, rule).training;
    assert.deepEqual([seed, stop.max_epochs], [9, 50]);
  }
});

test("what the rule needs is held, but for its learning rate", () => {
  const paths = heldIn(catalog, perceptron).map(([path]) => path);
  assert.ok(paths.includes("training.batch_size"));
  assert.ok(!paths.includes("training.optimizer.learning_rate"));
  assert.deepEqual(heldIn(catalog, usual), []);
});

test("another problem keeps the rule where that fits, and ends it elsewhere", () => {
  const several = { ...perceptron, problem: "multiclass" };
  several.training = { ...several.training, loss: "categorical_crossentropy" };
  assert.equal(withFittingRule(catalog, several).training.loss, "perceptron");
  const number = withFittingRule(catalog, { ...perceptron, problem: "regression" });
  assert.deepEqual([ruleOf(number), number.training.loss], [GRADIENT, "mse"]);
});

test("the rule alone stands in the address, and what is other than usual under it", () => {
  assert.equal(encode(perceptron, catalog), "rule=perceptron");
  const slow = written(perceptron, "training.optimizer.learning_rate", 0.1);
  assert.equal(encode(slow, catalog), "rule=perceptron&rate=0.1");
  for (const document of [perceptron, slow, withGate(catalog, usual, "XOR")]) {
    const { experiment: back, misfits } = decode(encode(document, catalog), catalog);
    assert.deepEqual(misfits, []);
    assert.equal(encode(back, catalog), encode(document, catalog));
    assert.deepEqual(back.training, document.training);
  }
});

test("what does not go with the rule in an address gives way to it, and that is told", () => {
  const { experiment: made, misfits } = decode("rule=perceptron&hidden=4tanh&batch=5", catalog);
  assert.deepEqual(made, perceptron);
  assert.deepEqual(
    misfits.map(({ key, value }) => [key, value]),
    [
      ["hidden", "4tanh"],
      ["batch", "5"],
    ],
  );
});

test("a rule that the problem does not fit is refused in an address", () => {
  const { experiment: made, misfits } = decode("problem=regression&rule=perceptron", catalog);
  assert.deepEqual(made, catalog.defaults.regression);
  assert.equal(misfits[0].key, "rule");
});

test("the bar says that a rule is not the usual one", () => {
  assert.deepEqual(unusual(catalog, perceptron), ["Perceptron"]);
  assert.deepEqual(unusual(catalog, usual), []);
});

test("another problem of a perceptron that it does not fit is learned by gradients", () => {
  const sent = [];
  const store = createStore(catalog, perceptron, (command) => Boolean(sent.push(command)));
  store.connection.value = "live";
  store.setProblem("regression");
  assert.equal(ruleOf(sent[0].experiment), GRADIENT);
  assert.match(store.notices.value.at(-1).text, /learned by gradients/);
});

test("a gate's points are its truth table, five times", () => {
  const told = Object.fromEntries(
    GATES.map((gate) => [gate, pointsOf(gate).map(([, , label]) => label)]),
  );
  const five = (/** @type {number[]} */ row) => Array(5).fill(row).flat();
  assert.deepEqual(told, {
    AND: five([-1, -1, -1, 1]),
    OR: five([-1, 1, 1, 1]),
    XOR: five([-1, 1, 1, -1]),
  });
});

test("bars hold every order once", () => {
  const counts = [3, 3, 4, 9, 40, 12, 12, 3];
  const bins = binned(counts);
  assert.equal(
    bins.reduce((sum, { orders }) => sum + orders, 0),
    counts.length,
  );
  assert.ok(bins.length <= 16);
  assert.deepEqual(binned([5, 5]), [{ least: 5, orders: 2 }]);
});
