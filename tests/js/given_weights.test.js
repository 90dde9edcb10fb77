// Weights to begin with, double precision and several targets: in the address, and as the document
// changes.
import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode } from "../../static/js/store/address.js";
import { weightsOf, written } from "../../static/js/store/document.js";
import { fitsAddress } from "../../static/js/store/points.js";
import { withFittingStart, withRule } from "../../static/js/store/rules.js";
import { targetOf } from "../../static/js/workers/paint_map.js";
import { catalog, experiment } from "./catalog.js";

const GIVEN = [0.5, -0.25, 1e-7, 2, -1];
const given = experiment({
  "network.hidden": [{ units: 1, activation: "tanh" }],
  "network.parameters": GIVEN,
});
const POINTS = [
  [1, 2, [0.5, -1]],
  [3, 4, [2, 0]],
];

test("the address carries given weights and the precision", () => {
  const document = written(given, "network.dtype", "float64");
  const fragment = encode(document, catalog);
  assert.match(fragment, /weights=0.5,-0.25,1e-7,2,-1&dtype=float64/);
  assert.deepEqual(decode(fragment, catalog), { experiment: document, misfits: [] });
});

for (const [fragment, key, why] of [
  ["hidden=1tanh&weights=1,2,3", "weights", /does not go with a network of 5 weights/],
  ["hidden=1tanh&weights=1,2,3,4,5&rule=perceptron", "weights", /does not go with a network/],
  ["weights=1,x", "weights", /must be numbers from −1000000 to 1000000/],
  ["weights=", "weights", /must be numbers/],
  ["hidden=1tanh&weights=1,2,3,4,1e7", "weights", /must be numbers/],
  ["hidden=101tanh&dtype=float64", "dtype", /does not go with a network of 405 weights/],
  ["dtype=float16", "dtype", /must be one of float32, float64/],
])
  test(`what does not fit is left out of ${fragment}, with the reason`, () => {
    const { experiment: read, misfits } = decode(fragment, catalog);
    assert.equal(read.network.parameters, undefined);
    assert.notEqual(read.network.dtype, "float64");
    const said = misfits.find((one) => one.key === key);
    assert.match(said?.why ?? "", why);
  });

test("given weights go where they do not fit any more, or others are asked for", () => {
  for (const [path, value] of [
    ["network.hidden", []],
    ["features", ["x1"]],
    ["training.seed", 7],
    ["network.initializer", "zeros"],
  ]) {
    const after = withFittingStart(written(given, path, value), given);
    assert.equal(after.network.parameters, undefined, path);
  }
  const kept = withFittingStart(written(given, "data.noise", 0.2), given);
  assert.equal(kept.network.parameters, GIVEN);
  const other = { ...given, training: { ...given.training, seed: 7 } };
  const fresh = written(other, "network.parameters", [...GIVEN]);
  assert.equal(withFittingStart(fresh, given), fresh); // a document of its own
});

test("a perceptron takes neither weights nor double precision", () => {
  const flat = written(written(given, "network.hidden", []), "network.dtype", "float64");
  const { network } = withRule(catalog, flat, "perceptron");
  assert.deepEqual([network.parameters, network.dtype], [undefined, undefined]);
});

test("a regression has an output for each target", () => {
  const points = experiment(
    { "network.hidden": [], "data.source": "points", "data.points": POINTS },
    "regression",
  );
  assert.equal(weightsOf(points), 6);
  const table = { "data.source": "upload", "data.columns": ["a"], "data.target": ["b", "c", "d"] };
  assert.equal(weightsOf(experiment({ "network.hidden": [], ...table }, "regression")), 6);
  assert.equal(weightsOf(experiment({ "network.hidden": [] }, "regression")), 3);
});

test("the address names several targets, and none twice or as an input", () => {
  const data = { "data.source": "upload", "data.dataset_id": "4xYz", "data.columns": ["a"] };
  const document = experiment({ ...data, "data.target": ["b, c", "d\\e"] }, "regression");
  const { experiment: read } = decode(encode(document, catalog), catalog);
  assert.deepEqual(read.data.target, ["b, c", "d\\e"]);
  for (const wrong of ["b%0Ab", "b%0Aa", "b%0Ac&problem=multiclass"]) {
    const fragment = `problem=regression&table=4xYz&columns=a&learns=${wrong}`;
    const { misfits } = decode(
      wrong.includes("multi") ? fragment.replace("problem=regression&", "") : fragment,
      catalog,
    );
    assert.equal(misfits[0]?.key, "table", wrong);
  }
});

test("points with several targets are more than an address holds", () => {
  assert.equal(fitsAddress(POINTS, "regression"), false);
  assert.equal(fitsAddress([[1, 2, [0, 1]]], "multilabel"), true);
});

test("a map shows the points with its own target", () => {
  const options = { problem: "regression" };
  assert.deepEqual(targetOf(POINTS, 1, options), [
    [1, 2, -1],
    [3, 4, 0],
  ]);
  assert.equal(targetOf(POINTS, 1, { problem: "multilabel" }), POINTS);
});

test("a regression that has no points yet has one output, and fits the address", () => {
  const empty = { "network.hidden": [], "data.source": "points", "data.points": [] };
  assert.equal(weightsOf(experiment(empty, "regression")), 3);
  assert.equal(fitsAddress([], "regression"), true);
});
