import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode } from "../../static/js/store/address.js";
import { fromTfPlayground, isTfPlayground } from "../../static/js/store/tf_playground_links.js";
import { CATALOG, experiment } from "./catalog.js";

const opened = (fragment) => fromTfPlayground(fragment, CATALOG);
const layers = (activation, ...sizes) => sizes.map((units) => ({ units, activation }));

/** Links as the original writes them, and how the experiment differs from the usual one. */
const LINKS = [
  ["activation=tanh", {}],
  [
    "activation=relu&batchSize=1&dataset=xor&learningRate=0.1&networkShape=8,8,8",
    {
      "data.name": "xor",
      "training.batch_size": 1,
      "training.optimizer.learning_rate": 0.1,
      "network.hidden": layers("relu", 8, 8, 8),
    },
  ],
  [
    "activation=sigmoid&dataset=gauss&noise=25&percTrainData=80",
    {
      "data.name": "gauss",
      "data.noise": 0.25,
      "data.train_ratio": 0.8,
      "network.hidden": layers("sigmoid", 4, 2),
    },
  ],
  [
    "dataset=spiral&x=true&y=true&xTimesY=true&xSquared=true&ySquared=true&sinX=true&sinY=true",
    {
      "data.name": "spiral",
      features: ["x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"],
    },
  ],
  [
    "regularization=L2&regularizationRate=0.003&networkShape=6",
    {
      "training.regularization.kind": "l2",
      "training.regularization.rate": 0.003,
      "network.hidden": layers("tanh", 6),
    },
  ],
  [
    "regularization=L1&regularizationRate=0.01&x=false&xSquared=true",
    {
      "training.regularization.kind": "l1",
      "training.regularization.rate": 0.01,
      features: ["x2", "x1_squared"],
    },
  ],
  [
    "networkShape=&dataset=gauss&showTestData=true&discretize=true",
    { "data.name": "gauss", "network.hidden": [], "view.show_test": true, "view.discretize": true },
  ],
  [
    "initZero=true&activation=linear",
    { "network.initializer": "zeros", "network.hidden": layers("linear", 4, 2) },
  ],
  [
    "batchSize=30&hideText=true&playButton_hide=true&dataset_hide=false&noise_hide=true",
    { "training.batch_size": 30, "view.hide": ["playButton", "noise", "text"] },
  ],
];
for (const [fragment, changes] of LINKS)
  test(`the original's #${fragment} opens as the same experiment`, () => {
    assert.ok(isTfPlayground(fragment));
    assert.deepEqual(opened(fragment), { experiment: experiment(changes), misfits: [] });
  });

const FULL =
  "#activation=tanh&regularization=none&batchSize=10&dataset=circle&regDataset=reg-gauss" +
  "&learningRate=0.03&regularizationRate=0&noise=0&networkShape=4,2&seed=0.71864" +
  "&showTestData=false&discretize=false&percTrainData=50&x=true&y=true&xTimesY=false" +
  "&xSquared=false&ySquared=false&cosX=false&sinX=false&cosY=false&sinY=false" +
  "&collectStats=false&problem=regression&initZero=false&hideText=false";

test("a whole link of the original's regression opens as the same experiment", () => {
  const { experiment: document, misfits } = opened(FULL);
  const seed = document.data.seed;
  assert.deepEqual(
    document,
    experiment(
      { "data.name": "multi_gauss", "data.seed": seed, "training.seed": seed },
      "regression",
    ),
  );
  assert.deepEqual(misfits, []);
});

test("a seed of the original gives one whole number, always the same, other for another", () => {
  const seed = (text) => opened(`dataset=xor&seed=${text}`).experiment.training.seed;
  assert.ok(Number.isInteger(seed("0.12345")) && seed("0.12345") >= 0 && seed("0.12345") < 2 ** 32);
  assert.equal(seed("0.12345"), seed("0.12345"));
  assert.notEqual(seed("0.12345"), seed("0.12346"));
});

test("links of the original survive the way through our own address", () => {
  for (const fragment of [...LINKS.map(([link]) => link), FULL])
    assert.deepEqual(
      decode(encode(opened(fragment).experiment, CATALOG), CATALOG),
      opened(fragment),
    );
});

test("a value that the original could not have meant is mended and told", () => {
  const { experiment: document, misfits } = opened("dataset=moon&noise=80&networkShape=4,x,999");
  assert.deepEqual(
    [document.data.name, document.data.noise, document.network.hidden],
    ["circle", 0.5, layers("tanh", 4, 128)],
  );
  assert.deepEqual(misfits.map(({ key }) => key).sort(), [
    "dataset",
    "networkShape",
    "networkShape",
    "noise",
  ]);
});

for (const [shape, sizes, why] of [
  ["1,2,3,4,5,6,7,8,9,9", [1, 2, 3, 4, 5, 6, 7, 8], /10 layers; cut to 8/],
  ["300,4", [128, 4], /cut to 128 neurons/],
  ["0x10,4", [4], /such as 4,2/],
])
  test(`networkShape=${shape} is cut to what fits, and says what that is`, () => {
    const { experiment: document, misfits } = opened(`networkShape=${shape}`);
    assert.deepEqual(document.network.hidden, layers("tanh", ...sizes));
    assert.match(misfits.map((misfit) => misfit.why).join(), why);
  });

for (const rate of ["-1", "0", "1e-13", "0x10", ""])
  test(`the original's learningRate=${rate} is the usual rate, and told`, () => {
    const { experiment: document, misfits } = opened(`learningRate=${rate}`);
    assert.deepEqual([document.training.optimizer.learning_rate, misfits.length], [0.03, 1]);
  });

test("our own addresses are not taken for the original's", () => {
  assert.ok(!isTfPlayground("problem=regression&noise=0.1&seed=3&discretize=1&hidden=4tanh"));
});

test("whatever the values, a document comes out", () => {
  for (const key of [
    "networkShape",
    "seed",
    "noise",
    "dataset",
    "problem",
    "batchSize",
    "x_hide",
    "learningRate",
  ])
    for (const value of [
      "",
      "-1",
      "1e999",
      "NaN",
      "__proto__",
      "constructor",
      ",,,",
      "%zz",
      "%00",
    ]) {
      const { experiment: document } = opened(`dataset=xor&${key}=${value}`);
      assert.deepEqual(decode(encode(document, CATALOG), CATALOG).misfits, [], `${key}=${value}`);
    }
});

const MEANT =
  "activation=relu&regularization=L2&dataset=spiral&regDataset=reg-plane&learningRate=0.1" +
  "&regularizationRate=0.003";

for (const [what, garbled] of Object.entries({
  "signs of entities": MEANT.replaceAll("&reg", "®"),
  "signs of entities, as browsers write them": MEANT.replaceAll("&reg", "%C2%AE"),
  "ampersands as entities": MEANT.replaceAll("&", "&amp;"),
  "ampersands as entities of entities": MEANT.replaceAll("&", "&amp;amp;"),
  "ampersands as numbers": MEANT.replaceAll("&", "&#38;"),
}))
  test(`a link with ${what} is read as it was meant`, () => {
    assert.ok(isTfPlayground(garbled));
    assert.deepEqual(opened(garbled), opened(MEANT));
    assert.deepEqual(opened(MEANT).misfits, []);
  });

test("keys that only forks of the original know are told", () => {
  const { misfits } = opened("activation=relu&dropout=0.5&loss=huber&tutorial=dp&x_hide=true");
  assert.deepEqual(misfits, [
    { key: "dropout", value: "0.5", why: "is not a known key" },
    { key: "loss", value: "huber", why: "is not a known key" },
  ]);
});

test("as in the original all but false is on", () => {
  const { experiment } = opened("xSquared=1&y=false&showTestData=yes&discretize=");
  assert.deepEqual(experiment.features, ["x1", "x1_squared"]);
  assert.deepEqual([experiment.view.show_test, experiment.view.discretize], [true, false]);
});
