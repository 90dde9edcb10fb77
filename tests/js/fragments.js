// Prints what the page makes of many wild addresses, one experiment a line.  On standard input come
// the catalog and formulas with the server's judgements, as the page has them when it reads an
// address. test_address.py holds the experiments against the server's own schema.
import { readFileSync } from "node:fs";

import { decode, KEYS } from "../../static/js/store/address.js";
import { fromTfPlayground } from "../../static/js/store/tf_playground_links.js";

const { catalog, judged } = JSON.parse(readFileSync(0, "utf8"));
const judgements = new Map(Object.entries(judged));
const formulas = Object.keys(judged);
const VALUES = [
  "",
  "0",
  "1",
  "-1",
  "0.5",
  "1e999",
  "NaN",
  "Infinity",
  "9".repeat(400),
  "1e-400",
  "0x10",
  "٣",
  "true",
  "null",
  "max",
  "none",
  "%",
  "\ud800",
  "\u0000",
  "a\u202eb",
  "a%0Ab,a%09b",
  "%C2%85",
  `${"x".repeat(119)}😀`,
  "x".repeat(5000),
  "8tanh,8relu",
  "999tanh",
  "0tanh",
  "4softmax",
  "4step,4sign,1tanh,1tanh,1tanh,1tanh,1tanh,1tanh,1tanh",
  "x1,x1",
  "x1_x2,sin_x1,nonsense",
  "4,2",
  "spiral",
  "rings",
  "blobs",
  "sine1d",
  "multiclass",
  "multilabel",
  "regression",
  "adam",
  "l1",
  "mse",
  "categorical_crossentropy",
  "hinge",
  "binary_crossentropy",
  "4294967295",
  "4294967296",
  "0.1234567890123",
  "5000",
  "5001",
  "9.99",
];
const POINTS = [
  "more",
  "AAAA",
  "AAAAAAAAAAA",
  "A".repeat(168),
  "-_9z".repeat(42),
  "x1Wq0Z2b_C".repeat(9),
  "aBc".repeat(9000),
  "A A".repeat(30),
  "ÄÖ".repeat(30),
  "AAaAAAbBAAcCAAdD".repeat(21),
  "AAAAAAABBBBBBBCCCCCCC",
];
const SLOW = 5; // milliseconds: it is read again, for the machine may have been busy
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const ORIGINAL = [
  "activation",
  "batchSize",
  "dataset",
  "regDataset",
  "learningRate",
  "regularization",
  "regularizationRate",
  "noise",
  "networkShape",
  "seed",
  "showTestData",
  "discretize",
  "percTrainData",
  "x",
  "y",
  "xTimesY",
  "xSquared",
  "sinX",
  "problem",
  "initZero",
  "hideText",
];

let state = Number(process.argv[2]);
const chance = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const pick = (/** @type {any} */ list) => list[Math.floor(chance() * list.length)];
const wildPoints = () =>
  chance() < 0.5
    ? pick(POINTS)
    : Array.from({ length: 200 * chance() }, () => pick(DIGITS)).join("");

for (let i = 0; i < Number(process.argv[3]); i++) {
  const original = chance() < 0.3;
  const keys = original ? ORIGINAL : KEYS.map(([key]) => key);
  const parts = Array.from(
    { length: 1 + Math.floor(chance() * 8) },
    () => `${pick(keys)}=${pick(VALUES)}`,
  );
  if (chance() < 0.5) {
    const chosen = Array.from({ length: 1 + Math.floor(chance() * 20) }, () => pick(formulas));
    parts.push(`features=${encodeURIComponent(chosen.join())}`);
  }
  if (chance() < 0.3)
    parts.unshift(
      `problem=${pick(catalog.problems).name}`,
      `points=${encodeURIComponent(wildPoints())}`,
    );
  const read = original ? fromTfPlayground : decode;
  const fragment = parts.join("&");
  let milliseconds = Infinity,
    experiment;
  for (let times = 0; times < 5 && milliseconds > SLOW; times++) {
    const begun = performance.now();
    experiment = read(fragment, catalog, judgements).experiment;
    milliseconds = Math.min(milliseconds, performance.now() - begun);
  }
  console.log(JSON.stringify({ fragment, experiment, milliseconds }));
}
