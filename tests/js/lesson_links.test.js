// Links of the lessons that carry an experiment, or the form of a study, mean what they say.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { decode } from "../../static/js/store/address.js";
import { firstForm, readForm } from "../../static/js/store/study_wish.js";
import { CATALOG } from "./catalog.js";

const FOLDER = "app/lessons/texts";
const FILES = readdirSync(FOLDER).sort();
const LINK = /\]\((?:\.\.\/)*([a-z]+)([\w/-]*)(?:\?([^#)]*))?#([^)]*)\)/g;

/** What stands in the links of a lesson that carry an experiment. */
const linksOf = (file) =>
  [...readFileSync(`${FOLDER}/${file}`, "utf8").matchAll(LINK)]
    .filter(([, , name]) => name !== "/logic") // its address holds a board
    .map(([, page, , asked = "", fragment]) => ({ page, asked, ...decode(fragment, CATALOG) }));

const linkOf = (number) => linksOf(FILES.find((name) => name.startsWith(number)))[0];

for (const file of FILES)
  test(`each link of ${file} is an experiment, and a study if it leads to one`, () => {
    for (const { page, asked, experiment, misfits } of linksOf(file)) {
      assert.deepEqual(misfits, []);
      if (page === "labs") continue;
      const form = firstForm(experiment, new URLSearchParams(asked), CATALOG);
      assert.equal(readForm(page, experiment, form).wrong, null);
    }
  });

test("the lesson on losses compares three of them on the points of its experiments", () => {
  const { page, asked, experiment } = linkOf("09");
  const form = firstForm(experiment, new URLSearchParams(asked), CATALOG);
  const { study } = readForm(page, experiment, form);
  assert.equal(experiment.training.loss, "mse");
  assert.deepEqual(study.vary.variants, [
    {},
    { "training.loss": "mae" },
    { "training.loss": "huber" },
  ]);
  const text = readFileSync(`${FOLDER}/${FILES.find((name) => name.startsWith("09"))}`, "utf8");
  const { experiment: lab, epochs } = JSON.parse(/```lab\n([^`]*)```/.exec(text)[1]);
  assert.equal(study.budget.epochs, epochs);
  assert.deepEqual(experiment.data.points, lab.data.points);
  assert.equal(experiment.data.train_ratio, lab.data.train_ratio);
  assert.deepEqual(experiment.features, lab.features);
  assert.deepEqual(experiment.network.hidden, lab.network.hidden);
  assert.equal(experiment.training.batch_size, lab.training.batch_size);
  assert.equal(experiment.training.optimizer.learning_rate, lab.training.optimizer.learning_rate);
});

test("the link to the houses is the textbook's network", () => {
  const { data, network } = linkOf("13").experiment;
  assert.deepEqual([data.source, data.name], ["builtin", "california_housing"]);
  assert.deepEqual(
    network.hidden.map(({ units, activation }) => [units, activation]),
    [30, 100].map((units) => [units, "relu"]),
  );
  assert.deepEqual([network.wide.length, network.deep.length], [5, 6]);
  assert.equal(network.auxiliary.weight, 0.1);
});
