// Formulas among the features: in the address, in the order of the rows, in the names of neurons.
import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode, formulasIn } from "../../static/js/store/address.js";
import { ownAmong, rowsOf, splitFeatures, toggled } from "../../static/js/store/document.js";
import { createStore } from "../../static/js/store/store.js";
import { Features } from "../../static/js/transport/features.js";
import { catalog, experiment } from "./catalog.js";

// lit-html asks at its import
globalThis.document ??= { createTreeWalker: () => ({}), createComment: () => ({}) };
const {} = await import("../../static/js/views/components.js");
const { neuronName } = await import("../../static/js/views/format.js");

const MAX = "max(x1,min(x2,0.5))";
const OWN = ["x1", MAX, "x1^3"];
const judged = new Map([
  [MAX, { name: MAX }],
  ["x1^3", { name: "x1^3" }],
  [" x1^3", { name: "x1^3" }],
  ["x1*x2", { name: "x1_x2" }],
  ["log(x1)", { why: "log(x1) is not finite" }],
]);
const known = catalog.features.map(({ name }) => name);

test("a comma within parentheses does not divide features", () => {
  assert.deepEqual(splitFeatures(`x1,${MAX},x2`), ["x1", MAX, "x2"]);
  assert.deepEqual(splitFeatures("a),b,(c,d"), ["a)", "b", "(c,d"]);
});

test("formulas survive the way into the address and back", () => {
  const given = experiment({ features: OWN });
  assert.deepEqual(decode(encode(given, catalog), catalog, judged), {
    experiment: given,
    misfits: [],
  });
});

test("the texts that the server must judge are those that are no names, once each", () => {
  assert.deepEqual(formulasIn(`#features=x1,${MAX},x1*x2,x1*x2&hidden=none`, catalog), [
    MAX,
    "x1*x2",
  ]);
  assert.deepEqual(formulasIn("noise=0.1", catalog), []);
});

test("what cannot be a formula is not asked about", () => {
  assert.deepEqual(formulasIn(`features=x1,,%20,${"1".repeat(201)},x1%00,é`, catalog), []);
  assert.equal(
    formulasIn(`features=${Array.from({ length: 99 }, (_, i) => `x1*${i}`)}`, catalog).length,
    catalog.limits.max_features,
  );
});

test("a formula that the server refuses is dropped and told, the rest stays", () => {
  const { experiment: kept, misfits } = decode("features=x2,log(x1),x1^3", catalog, judged);
  assert.deepEqual(kept.features, ["x2", "x1^3"]);
  assert.match(misfits[0].why, /holds log\(x1\), which is left out: log\(x1\) is not finite/);
});

test("a formula that nobody has judged does not come into the experiment", () => {
  const { experiment: kept, misfits } = decode("features=x1,cos(x2)", catalog);
  assert.deepEqual(kept.features, ["x1"]);
  assert.match(misfits[0].why, /or formulas in x1 and x2/);
});

test("one feature in two spellings is one", () => {
  assert.deepEqual(
    decode("features=x1_x2,x1*x2,x1^3,%20x1^3", catalog, judged).experiment.features,
    ["x1_x2", "x1^3"],
  );
});

test("there are no more features than the server takes", () => {
  const many = new Map(Array.from({ length: 20 }, (_, i) => [`x1*${i}`, { name: `x1*${i}` }]));
  const { experiment: kept, misfits } = decode(`features=${[...many.keys()]}`, catalog, many);
  assert.equal(kept.features.length, catalog.limits.max_features);
  assert.match(misfits[0].why, /at most 16 features/);
});

test("formulas have their rows below those of the catalog's features, chosen or not", () => {
  assert.deepEqual(rowsOf(catalog, OWN), [...known, MAX, "x1^3"]);
  assert.deepEqual(ownAmong(catalog, OWN), [MAX, "x1^3"]);
});

test("switching a feature on or off leaves the formulas where they are", () => {
  assert.deepEqual(toggled(catalog, OWN, "sin_x1"), ["x1", "sin_x1", MAX, "x1^3"]);
  assert.deepEqual(toggled(catalog, OWN, "x1"), [MAX, "x1^3"]);
  assert.deepEqual(toggled(catalog, OWN, MAX), ["x1", "x1^3"]);
});

test("a formula is asked for with the whole document", () => {
  const sent = [];
  const store = createStore(catalog, experiment(), (command) => sent.push(command) > 0);
  store.toggleFeature(MAX);
  assert.deepEqual(sent[0].experiment.features, ["x1", "x2", MAX]);
});

test("a formula is called what the server calls it", () => {
  const topology = { inputs: ["x1", "x1^3"], labels: ["x₁", "x₁³"], channels: 1, classes: [] };
  assert.equal(neuronName("x1^3", catalog, topology), "feature x₁³");
  assert.equal(
    neuronName("0.5*x1", catalog, { ...topology, inputs: ["0.5*x1"], labels: undefined }),
    "feature 0.5*x1",
  );
});

/** Features whose server answers so. */
function asking(...answers) {
  const asked = [];
  globalThis.fetch = async (place) => {
    asked.push(String(place));
    const [status, body] = answers.shift() ?? [];
    if (!status) throw new TypeError("no network");
    return new Response(JSON.stringify(body), { status });
  };
  return { features: new Features("http://server/at/"), asked };
}

const GOOD = [
  200,
  { name: "x1+x2", label: "x₁ + x₂", range: [-12, 12], values: btoa("\u0000\u00ff") },
];

test("the server is asked about a formula as it is typed", async () => {
  const { features, asked } = asking(GOOD);
  const told = await features.ask("x1 + x2");
  assert.equal(asked[0], "http://server/at/api/features?formula=x1+%2B+x2&resolution=40");
  assert.deepEqual([told.name, [...told.shades]], ["x1+x2", [0, 255]]);
});

test("what was judged once is not asked about again", async () => {
  const { features, asked } = asking(GOOD, [
    422,
    { detail: "no", errors: [{ detail: "got 'y' at character 1", position: 1 }] },
  ]);
  await features.judge(["x1+ x2", "y"]);
  const found = await features.judge(["x1+ x2", "y", "x1+x2"]);
  assert.equal(asked.length, 2);
  assert.deepEqual(
    [found.get("x1+ x2").name, found.get("y").why],
    ["x1+x2", "got 'y' at character 1"],
  );
});

test(
  "without an answer a formula is taken for good for now, and asked about again " + "later",
  async () => {
    const { features, asked } = asking(null, GOOD);
    assert.equal((await features.judge(["x1+x2 "])).get("x1+x2 ").name, "x1+x2 ");
    assert.equal((await features.judge(["x1+x2 "])).get("x1+x2 ").name, "x1+x2");
    assert.equal(asked.length, 2);
  },
);
