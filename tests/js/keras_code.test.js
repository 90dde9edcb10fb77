// The code that the page shows builds the network: Python runs it, and counts its parameters.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import test from "node:test";

import { weightsOf } from "../../static/js/store/document.js";
import { kerasCode } from "../../static/js/store/keras_code.js";
import { catalog, experiment } from "./catalog.js";

const python = existsSync(".venv/bin/python") ? ".venv/bin/python" : "python3";
const FEATURES = ["x1", "x2", "x1_squared", "x1_x2", "sin_x1"];
const PARTED = {
  features: FEATURES,
  "network.wide": ["x1", "x1_x2"],
  "network.deep": ["x2", "x1_squared", "sin_x1"],
  "network.auxiliary": { weight: 0.1 },
};
const CASES = [
  ["the usual network", {}, "classification", 1],
  ["several classes", { "network.hidden": [] }, "multiclass", 3],
  ["paths that part", PARTED, "regression", 1],
  ["all inputs wide", { "network.wide": true }, "classification", 1],
];

/** How many parameters each of some programs' models has. */
function counted(programs) {
  const script =
    "import json, sys\nfound = []\nfor text in json.load(sys.stdin):\n    names = {}\n" +
    "    exec(text.replace('import keras', 'import engine as keras'), names)\n" +
    "    found.append(names['model'].count_params())\nprint(json.dumps(found))";
  const input = JSON.stringify(programs);
  return JSON.parse(execFileSync(python, ["-c", script], { encoding: "utf8", input }));
}

test("every way to write a network builds one with its parameters", () => {
  const programs = [];
  const wanted = [];
  for (const [, changes, problem, outputs] of CASES) {
    const document = experiment(changes, problem);
    const isParted = Object.keys(changes).some((path) => /wide|deep|aux/.test(path));
    for (const style of isParted
      ? ["functional", "class"]
      : ["sequential", "functional", "class"]) {
      programs.push(kerasCode(document, outputs, catalog, style));
      wanted.push(weightsOf(document));
    }
  }
  assert.deepEqual(counted(programs), wanted);
});

test("graph is written as a textbook writes it", () => {
  const code = kerasCode(experiment(PARTED, "regression"), 1, catalog, "functional");
  assert.equal(
    code,
    [
      "import keras",
      "",
      "inputs = keras.Input(shape=(5,))",
      'h1 = keras.layers.Dense(4, activation="tanh")(keras.layers.concatenate([inputs[:, 1:3], ' +
        "inputs[:, 4:5]]))",
      'h2 = keras.layers.Dense(2, activation="tanh")(h1)',
      "auxiliary = keras.layers.Dense(1)(h2)",
      "output = keras.layers.Dense(1)(keras.layers.concatenate([h2, inputs[:, 0:1], " +
        "inputs[:, 3:4]]))",
      "model = keras.Model(inputs=inputs, outputs=[output, auxiliary])",
      "model.compile(loss_weights=[0.9, 0.1])",
      "",
    ].join("\n"),
  );
});
