// What the page writes as code comes back as the same document: the server's own reader reads it.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import test from "node:test";

import { kerasCode } from "../../static/js/store/keras_code.js";
import { pastedNetwork } from "../../static/js/store/pasted_code.js";
import { catalog, experiment } from "./catalog.js";

const python = existsSync(".venv/bin/python") ? ".venv/bin/python" : "python3";
const FEATURES = ["x1", "x2", "x1_squared", "x1_x2", "sin_x1"];
const WIDE = [false, true, ["x1"], ["x1", "x1_squared", "sin_x1"]];
const DEEP = [undefined, ["x2"], ["x1", "x1_x2", "sin_x1"]];
const AUXILIARY = [undefined, { weight: 0.1 }, { weight: 0.35 }, { weight: 0 }, { weight: 1 }];
const STACKS = [["relu"], ["tanh", "step"], ["sign", "linear", "softplus"]];
const OUTPUTS = { classification: 1, multiclass: 3, regression: 1 };

/** What the server reads in some programs. */
function readAll(programs) {
  const script =
    "import json, sys\nfrom app.documents.keras_text import read_network\n" +
    "print(json.dumps([read_network(code) for code in json.load(sys.stdin)]))";
  const input = JSON.stringify(programs);
  return JSON.parse(execFileSync(python, ["-c", script], { encoding: "utf8", input }));
}

/** Documents of every mixture of layers and paths, each for a problem in turn. */
function documents() {
  const found = [];
  const problems = Object.keys(OUTPUTS);
  for (const activations of STACKS)
    for (const wide of WIDE)
      for (const deep of DEEP)
        for (const auxiliary of AUXILIARY) {
          const hidden = activations.map((activation, i) => ({ units: 3 + i, activation }));
          const paths = { wide, ...(deep && { deep }), ...(auxiliary && { auxiliary }) };
          const plain = experiment({ features: FEATURES }, problems[found.length % 3]);
          found.push({ ...plain, network: { ...plain.network, hidden, ...paths } });
        }
  return found;
}

const written = (document) => kerasCode(document, OUTPUTS[document.problem], catalog, "functional");

test("every document comes back from the code that the page writes of it", () => {
  const all = documents();
  const read = readAll(all.map(written));
  for (const [i, document] of all.entries()) {
    const { wide, deep, auxiliary, ...kept } = document.network;
    const others = { ...document, network: { ...kept, hidden: [], wide: ["x2"], deep: ["x1"] } };
    assert.deepEqual(pastedNetwork(others, read[i], catalog), document.network, written(document));
  }
});

test("stack comes back in place of paths", () => {
  const stack = experiment({ "network.hidden": [{ units: 5, activation: "relu" }] });
  const read = ["sequential", "functional"].map((way) => kerasCode(stack, 1, catalog, way));
  const parted = experiment({ "network.wide": true, "network.auxiliary": { weight: 0.5 } });
  for (const one of readAll(read))
    assert.deepEqual(pastedNetwork(parted, one, catalog), stack.network);
});

const TWO = {
  ...{ inputs: 6, each: [3, 3], wide: [[0, 3]], deep: [[3, 6]], units: 1 },
  ...{ hidden: [{ units: 4, activation: "relu" }], output_activation: "linear" },
};

test("two Inputs take the first columns and the last ones, and may share some", () => {
  const { wide, deep } = pastedNetwork(experiment({ features: FEATURES }), TWO, catalog);
  assert.deepEqual([wide, deep], [FEATURES.slice(0, 3), FEATURES.slice(2)]);
});

test("paths of other inputs than those here are not taken", () => {
  for (const features of [
    ["x1", "x2"],
    [...FEATURES, "sin_x2", "x2_squared"],
  ])
    assert.equal(pastedNetwork(experiment({ features }), TWO, catalog), null);
});

test("path that parts the inputs of one column is not taken", () => {
  const table = experiment({ "data.source": "builtin", "data.columns": ["sex", "age"] });
  table.data.encodings = [{ column: "sex", words: ["female", "male"] }];
  const read = { ...TWO, inputs: 3, each: undefined, deep: undefined };
  const taken = (runs) => pastedNetwork(table, { ...read, wide: runs }, catalog)?.wide;
  assert.deepEqual(taken([[0, 2]]), ["sex"]);
  assert.equal(taken([[1, 3]]), undefined);
});

test("weights to begin with stay where they are as many", () => {
  const parameters = Array(17).fill(0.5);
  const document = experiment({ "network.parameters": parameters });
  const same = { ...TWO, inputs: 2, each: undefined, wide: undefined, deep: undefined };
  assert.deepEqual(pastedNetwork(document, same, catalog).parameters, parameters);
  const other = { ...same, hidden: [] };
  assert.equal(pastedNetwork(document, other, catalog).parameters, undefined);
});
