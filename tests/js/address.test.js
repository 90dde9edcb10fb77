import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode, KEYS } from "../../static/js/store/address.js";
import { written } from "../../static/js/store/document.js";
import { fromTfPlayground, isTfPlayground } from "../../static/js/store/tf_playground_links.js";
import { catalog } from "./catalog.js";

const usual = catalog.defaults.classification;

/** A seeded source of chance: a failing case can be had again. */
function chance(seed) {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

test("the default experiment needs no fragment", () => {
  assert.equal(encode(usual, catalog), "");
});

test("every key survives the way into the address and back", () => {
  const changes = [
    ["title", "Two & more"],
    ["data.name", "spiral"],
    ["data.samples", 300],
    ["data.noise", 0.15],
    ["data.train_ratio", 0.7],
    ["data.seed", 77],
    ["features", ["x1", "sin_x2"]],
    [
      "network.hidden",
      [
        { units: 8, activation: "relu6" },
        { units: 3, activation: "leaky_relu" },
      ],
    ],
    ["network.hidden", []],
    ["network.output_activation", "linear"],
    ["network.initializer", "he_normal"],
    ["training.loss", "hinge"],
    ["training.optimizer.name", "adam"],
    ["training.optimizer.learning_rate", 0.0003],
    ["training.batch_size", 25],
    ["training.regularization.kind", "l2"],
    ["training.regularization.rate", 0.003],
    ["training.seed", 9],
    ["training.stop.max_epochs", 50],
    ["view.show_test", true],
    ["view.discretize", true],
    ["view.speed", "max"],
    ["view.hide", ["problem", "noise"]],
    ["view.lock", ["learningRate", "dataset"]],
  ];
  for (const [path, value] of changes) {
    const experiment = written(usual, path, value);
    const { experiment: back, misfits } = decode(encode(experiment, catalog), catalog);
    assert.deepEqual(back, experiment, path);
    assert.deepEqual(misfits, [], path);
  }
});

test("a lock names parts that can be locked; others are told", () => {
  const { experiment, misfits } = decode("lock=speed,speed,playButton,what", catalog);
  assert.deepEqual(experiment.view.lock, ["speed"]);
  assert.match(misfits[0].why, /^must name parts out of problem, dataset, /);
  assert.deepEqual(decode("lock=", catalog).experiment, usual);
});

test("every problem's default is named by its problem alone", () => {
  for (const [problem, experiment] of Object.entries(catalog.defaults)) {
    if (problem !== "classification")
      assert.equal(encode(experiment, catalog), `problem=${problem}`);
    assert.deepEqual(decode(`problem=${problem}`, catalog).experiment, experiment);
  }
});

test("a value beyond its range is clamped and told", () => {
  const { experiment, misfits } = decode("noise=7&samples=2.5", catalog);
  assert.equal(experiment.data.noise, 0.5);
  assert.equal(experiment.data.samples, 10);
  assert.deepEqual(misfits.map(({ key }) => key).sort(), ["noise", "samples"]);
});

for (const rate of ["-5", "0", "1e-13"])
  test(`rate=${rate} is the usual rate, and told`, () => {
    const { experiment, misfits } = decode(`rate=${rate}`, catalog);
    assert.deepEqual(experiment, usual);
    assert.deepEqual(misfits, [
      { key: "rate", value: rate, why: "must be from 1e-12 to 10; taken as 0.03" },
    ]);
  });

for (const text of ["0x10", "0b1", "1e3 ", "1,5", "−3", ""])
  test(`“${text}” is no number in an address`, () => {
    const { experiment, misfits } = decode(
      new URLSearchParams({ samples: text, rate: text, speed: text }).toString(),
      catalog,
    );
    assert.deepEqual(experiment, usual);
    assert.equal(misfits.length, 3);
  });

test("a setting of the optimizer survives, and one that it lacks is dropped and told", () => {
  const adam = { name: "adam", learning_rate: 0.03, beta_1: 0.5 };
  const chosen = written(usual, "training.optimizer", adam);
  assert.deepEqual(decode(encode(chosen, catalog), catalog), { experiment: chosen, misfits: [] });
  const { experiment, misfits } = decode("optimizer=adam&momentum=0.5&beta1=0.5", catalog);
  assert.deepEqual(experiment, chosen);
  assert.deepEqual(misfits, [
    { key: "momentum", value: "0.5", why: "is left out: adam has beta1 and beta2" },
  ]);
});

test("a value that means nothing is dropped and told", () => {
  const { experiment, misfits } = decode("data=square&rate=&optimizer=fast&what=1", catalog);
  assert.deepEqual(experiment, usual);
  assert.equal(misfits.length, 4);
});

test("no fragment whatever throws or gives what the server refuses", () => {
  const next = chance(5);
  const keys = [...KEYS.map(([key]) => key), "dataset", "networkShape", "seed", "x"];
  const values = [
    "",
    "NaN",
    "1e999",
    "-1",
    "0",
    "99999999999",
    "4tanh",
    "4,2",
    "tanh",
    "%00",
    "__proto__",
    "constructor",
    "x1,x1",
    "💥",
    "max",
    ",",
  ];
  for (let round = 0; round < 3000; round++) {
    const parts = Array.from(
      { length: 4 },
      () =>
        `${keys[Math.floor(next() * keys.length)]}=${values[Math.floor(next() * values.length)]}`,
    );
    const fragment = parts.join("&");
    const { experiment } = isTfPlayground(fragment)
      ? fromTfPlayground(fragment, catalog)
      : decode(fragment, catalog);
    assert.ok(Number.isFinite(experiment.data.noise) && experiment.features.length >= 1, fragment);
    assert.ok(
      experiment.network.hidden.every(
        ({ units }) => units >= 1 && units <= catalog.limits.max_units,
      ),
      fragment,
    );
    const { batch_size: batch, optimizer } = experiment.training;
    assert.ok(
      batch >= 1 && batch <= catalog.limits.max_batch && optimizer.learning_rate > 0,
      fragment,
    );
  }
});

const LINKS = [
  // fragment of the original, then what our experiment is
  [
    "activation=relu&networkShape=6,3",
    "network.hidden",
    [
      { units: 6, activation: "relu" },
      { units: 3, activation: "relu" },
    ],
  ],
  ["dataset=gauss&noise=25", "data.noise", 0.25],
  ["problem=regression&regDataset=reg-gauss", "data.name", "multi_gauss"],
  [
    "regularization=L1&regularizationRate=0.03",
    "training.regularization",
    { kind: "l1", rate: 0.03 },
  ],
  ["sinX=true&x=false&y=false", "features", ["sin_x1"]],
  ["percTrainData=80&batchSize=30", "data.train_ratio", 0.8],
  ["initZero=true&networkShape=4", "network.initializer", "zeros"],
  ["networkShape=&learningRate=0.1", "network.hidden", []],
  ["showTestData=true&discretize=true", "view.discretize", true],
  ["playButton_hide=true&hideText=true", "view.hide", ["playButton", "text"]],
];

for (const [fragment, path, value] of LINKS)
  test(`the original's link ${fragment} opens as the same experiment`, () => {
    assert.ok(isTfPlayground(fragment));
    const { experiment, misfits } = fromTfPlayground(fragment, catalog);
    assert.deepEqual(
      path.split(".").reduce((part, key) => part[key], experiment),
      value,
    );
    assert.deepEqual(misfits, []);
  });

test("our own fragments are not taken for the original's", () => {
  assert.ok(!isTfPlayground("data=spiral&noise=0.2&seed=4&problem=regression"));
});

test("the same seed of the original is always the same whole number", () => {
  const seed = (/** @type {string} */ text) =>
    fromTfPlayground(`networkShape=4&seed=${text}`, catalog).experiment.training.seed;
  assert.equal(seed("0.31415"), seed("0.31415"));
  assert.notEqual(seed("0.31415"), seed("0.27182"));
  assert.ok(Number.isInteger(seed("0.5")));
});

test("a network that takes too long for an epoch is made the usual one, and told", () => {
  const fragment = (/** @type {number} */ batch) =>
    `hidden=${Array(7).fill("128relu").join()}&samples=5000&batch=${batch}`;
  const { experiment, misfits } = decode(fragment(1), catalog);
  assert.deepEqual(experiment.network.hidden, catalog.defaults.classification.network.hidden);
  assert.match(misfits[0].why, /multiplications an epoch/);
  assert.deepEqual(decode(fragment(10), catalog).misfits, []);
});

test("a network over the cap of weights is made the usual one, and told", () => {
  const { experiment, misfits } = decode(`hidden=${Array(8).fill("128relu").join()}`, catalog);
  assert.deepEqual(experiment.network.hidden, catalog.defaults.classification.network.hidden);
  assert.match(misfits[0].why, /at most 100000 weights/);
});

// Every name that HTML knows without a semicolon: https://html.spec.whatwg.org/entities.json
const OLD_ENTITIES =
  "AElig AMP Aacute Acirc Agrave Aring Atilde Auml COPY Ccedil ETH Eacute Ecirc Egrave Euml GT " +
  "Iacute Icirc Igrave Iuml LT Ntilde Oacute Ocirc Ograve Oslash Otilde Ouml QUOT REG THORN " +
  "Uacute Ucirc Ugrave Uuml Yacute aacute acirc acute aelig agrave amp aring atilde auml brvbar " +
  "ccedil cedil cent copy curren deg divide eacute ecirc egrave eth euml frac12 frac14 frac34 gt " +
  "iacute icirc iexcl igrave iquest iuml laquo lt macr micro middot nbsp not ntilde oacute ocirc " +
  "ograve ordf ordm oslash otilde ouml para plusmn pound quot raquo reg sect shy sup1 sup2 sup3 " +
  "szlig thorn times uacute ucirc ugrave uml uuml yacute yen yuml";

test("an address that HTML garbled is read as it was meant", () => {
  const meant = "title=a%26b&reg=l2&regrate=0.003&data=spiral";
  for (const garbled of [
    meant.replaceAll("&reg", "®"),
    meant.replaceAll("&reg", "%C2%AE"),
    meant.replaceAll("&", "&amp;"),
  ])
    assert.deepEqual(decode(garbled, catalog), decode(meant, catalog));
  assert.equal(decode(meant, catalog).experiment.training.regularization.kind, "l2");
  assert.equal(decode("title=Caf%C2%AE", catalog).experiment.title, "Caf®");
});

test("no key begins like an entity that is not known", () => {
  for (const [key] of KEYS)
    for (const name of OLD_ENTITIES.split(" "))
      assert.ok(name === "reg" || !key.startsWith(name), `${key} begins like &${name}`);
});

test("columns that an address encodes wrongly are told, and break nothing", () => {
  const text = JSON.stringify([{ column: "sepal length", words: "ab" }]);
  const { misfits } = decode(
    `problem=multiclass&data=iris&inputs=${encodeURIComponent(text)}`,
    catalog,
  );
  assert.match(JSON.stringify(misfits), /must say how columns become inputs/);
});
