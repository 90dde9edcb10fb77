// Networks whose inputs part: in addresses, in the document, in the picture, under the microscope.
import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode } from "../../static/js/store/address.js";
import { written } from "../../static/js/store/document.js";
import { withFittingPaths } from "../../static/js/store/fitting.js";
import { pathsOf, said } from "../../static/js/store/paths.js";
import { layoutNetwork } from "../../static/js/views/layout.js";
import { weightedLine } from "../../static/js/views/lenses/backprop/loss_lines.js";
import {
  backwardOf,
  cameBack,
  chosenAt,
  footOf,
  forwardOf,
  placeOf,
  sourcesOf,
  withAuxiliary,
} from "../../static/js/views/lenses/backprop/reading.js";
import { pathMarks } from "../../static/js/views/lenses/path_shape.js";
import { catalog, experiment } from "./catalog.js";

const BOTH = {
  "network.wide": ["x2"],
  "network.deep": ["x1"],
  "network.auxiliary": { weight: 0.25 },
};
const TOPOLOGY = {
  inputs: ["x1", "x2"],
  layers: [
    { name: "h1", units: 2, inputs: 1, kernel: 0, bias: 2, sources: ["x1"] },
    { name: "o", units: 1, inputs: 3, kernel: 7, bias: 10, sources: ["h1.0", "h1.1", "x2"] },
  ],
  auxiliary: { name: "aux", units: 1, inputs: 2, kernel: 4, bias: 6, sources: ["h1.0", "h1.1"] },
};
const ROOM = { width: 600, height: 400 };

for (const wide of [true, ["x2"], ["x1"]])
  test(`wide path of ${wide} survives the way into the address and back`, () => {
    const document = experiment({ ...BOTH, "network.wide": wide });
    const { experiment: found, misfits } = decode(encode(document, catalog), catalog);
    assert.deepEqual(misfits, []);
    assert.deepEqual(found.network, document.network);
  });

test("address of a network in a row of layers says nothing of paths", () => {
  assert.equal(encode(experiment({ "network.wide": false }), catalog), "");
});

test("column that is called all is told from all columns", () => {
  const table = {
    "data.source": "upload",
    "data.dataset_id": "1".repeat(14),
    "data.columns": ["all", "b"],
    "data.target": "c",
  };
  const document = experiment({ ...table, "network.wide": ["all"] }, "regression");
  const fragment = encode(document, catalog);
  assert.deepEqual(decode(fragment, catalog).experiment.network.wide, ["all"]);
});

test("names of an address that no input has are left out, with the reason", () => {
  const { experiment: found, misfits } = decode("wide=x1,nothing&deep=x9", catalog);
  assert.deepEqual(found.network.wide, ["x1"]);
  assert.equal(found.network.deep, undefined);
  assert.match(misfits[0].why, /inputs of the network/);
});

test("weight of an auxiliary output is taken within its bounds", () => {
  const { experiment: found, misfits } = decode("aux=7", catalog);
  assert.deepEqual(found.network.auxiliary, { weight: 1 });
  assert.equal(misfits.length, 1);
});

test("paths go with the inputs that they name, and with the hidden layers", () => {
  const document = written(experiment(BOTH), "features", ["x2"]);
  const { wide, deep } = withFittingPaths(document).network;
  assert.deepEqual([wide, deep], [["x2"], undefined]);
  const bare = withFittingPaths(written(document, "network.hidden", [])).network;
  assert.deepEqual([bare.wide, bare.deep, bare.auxiliary], [false, undefined, undefined]);
});

test("document without paths is left as it is", () => {
  const usual = catalog.defaults.classification;
  assert.equal(withFittingPaths(usual), usual);
});

test("every weight of every path has a curve to its place in the parameters", () => {
  const { links, tiles } = layoutNetwork(TOPOLOGY, ROOM);
  assert.deepEqual(
    links.map(({ parameter, neuron }) => [parameter, neuron]),
    [0, 1, 7, 8, 9, 4, 5].map((at, k) => [
      at,
      ["h1.0", "h1.1", "o.0", "o.0", "o.0", "aux.0", "aux.0"][k],
    ]),
  );
  const biases = Object.fromEntries(tiles.map(({ neuron, bias }) => [neuron, bias]));
  assert.deepEqual(biases, { x1: null, x2: null, "h1.0": 2, "h1.1": 3, "o.0": 10, "aux.0": 6 });
});

test("wide weight's curve passes below the hidden layers, from its own input", () => {
  const { links, tiles } = layoutNetwork(TOPOLOGY, ROOM);
  const past = links.filter(({ low }) => low !== undefined);
  assert.deepEqual(
    past.map(({ parameter }) => parameter),
    [9],
  );
  const source = tiles.find(({ neuron }) => neuron === "x2");
  assert.equal(past[0].y1, source.y + source.size / 2);
  assert.ok(past[0].low > source.y);
});

test("each path's weights of the output are as thick as it counts, numbers beside them", () => {
  const layout = layoutNetwork(TOPOLOGY, ROOM);
  const [deep, wide] = pathMarks(layout, 2, { deep: 0.75, wide: 0.25 });
  const placesOf = ({ links }) => links.map(({ parameter }) => parameter);
  assert.deepEqual([placesOf(deep), placesOf(wide)], [[7, 8], [9]]);
  assert.deepEqual([deep.width, wide.width], [7, 3]);
  assert.ok(deep.y < Math.min(...layout.tiles.slice(2).map(({ y }) => y)));
  assert.ok(wide.y > wide.links[0].y1 && wide.y < layout.height);
  assert.deepEqual(pathMarks(layout, 2, { deep: null, wide: null }), []);
});

test("the number below an auxiliary output stands clear of its ring", () => {
  const [main, auxiliary] = ["o.0", "aux.0"].map((neuron) => footOf({ neuron, y: 10, size: 40 }));
  const letters = 9; // CSS pixels, of digits of 12
  assert.ok(main - letters >= 10 + 40 && auxiliary - letters > 10 + 40 + 3);
});

test("no two tiles of the outputs overlap", () => {
  const { tiles } = layoutNetwork(TOPOLOGY, ROOM);
  const [main, auxiliary] = ["o.0", "aux.0"].map((name) =>
    tiles.find(({ neuron }) => neuron === name),
  );
  assert.equal(main.x, auxiliary.x);
  assert.ok(auxiliary.y >= main.y + main.size);
});

const layer = (name, z, a, delta) => ({ name, z, a, delta, slope: z, bias_gradient: delta });
const ANSWER = {
  batch: null,
  inputs: [3, 5],
  output_error: [1],
  layers: [
    { ...layer("h1", [1, 1], [10, 20], [0.1, 0.2]), kernel_gradient: [[0.3, 0.6]] },
    { ...layer("o", [2], [2], [7]), kernel_gradient: [[70], [140], [35]] },
  ],
  update: { parameters: [1, 2, 3, 4, 0, 0, 0, 5, 6, 8, 9] },
};

test("microscope reads what reaches the output on each path", () => {
  const plan = { ...TOPOLOGY, auxiliary: undefined };
  assert.deepEqual(sourcesOf(plan, 1), ["h1.0", "h1.1", "x2"]);
  const { terms } = forwardOf(ANSWER, plan, { layer: 1, unit: 0, source: 2 });
  assert.deepEqual(terms, [
    { weight: 5, value: 10 },
    { weight: 6, value: 20 },
    { weight: 8, value: 5 },
  ]);
  const way = backwardOf(ANSWER, plan, { layer: 1, unit: 0, source: 2 });
  assert.deepEqual([way.value, way.gradient, way.rows], [5, 35, [35]]);
});

test("a weight below two outputs is reached from both", () => {
  const whole = withAuxiliary(TOPOLOGY);
  const answer = {
    ...ANSWER,
    heads: [
      { name: "o", weight: 0.75, output: [2], output_error: [1], loss: 1, losses: [1] },
      { name: "aux", weight: 0.25, output: [3], output_error: [5], loss: 2, losses: [2] },
    ],
    layers: [...ANSWER.layers, { ...layer("aux", [3], [3], [11]), kernel_gradient: [[1], [2]] }],
    update: { parameters: [1, 2, 3, 4, 20, 30, 0, 5, 6, 8, 9] },
  };
  const hidden = backwardOf(answer, whole, { layer: 0, unit: 1, source: 0 });
  assert.equal(hidden.error, 6 * 7 + 30 * 11);
  assert.deepEqual(hidden.back.map(cameBack), [6 * 7, 30 * 11]);
  const [main, auxiliary] = [1, 2].map((layer) =>
    backwardOf(answer, whole, { layer, unit: 0, source: 0 }),
  );
  assert.deepEqual([main.error, auxiliary.error], [1, 5]);
  assert.deepEqual([main.back, auxiliary.back], [[], []]);
  for (let place = 0; place < 11; place++)
    assert.equal(placeOf(whole, chosenAt(whole, place)), place);
  const { numbers, value } = weightedLine(1.25, answer.heads, 0);
  assert.equal(numbers, "0.75 · (+1.000000) + 0.25 · (+2.000000)");
  assert.equal(value, "+1.250000");
});

test("settings know which inputs take which path", () => {
  const paths = pathsOf(experiment({ "network.wide": true, "network.deep": ["x2"] }));
  assert.deepEqual(paths, { names: ["x1", "x2"], wide: ["x1", "x2"], deep: ["x2"] });
  assert.deepEqual(pathsOf(experiment({})).wide, []);
  const names = ["x1", "x2"];
  assert.deepEqual(said(names, ["x2", "x1"], true, false), true);
  assert.deepEqual(said(names, ["x2"], true, false), ["x2"]);
  assert.deepEqual(said(names, [], true, false), false);
});
