// What the chart shows: curves with their bands, earlier runs, and how its axis is written.
import assert from "node:assert/strict";
import test from "node:test";

// lit-html asks at its import
globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { nearest } = await import("../../static/js/views/chart.js");
const { curvesOf, dataOf, shortLoss } = await import("../../static/js/views/chart_data.js");

test("a log scale leaves out what is not above 0, and nothing else", () => {
  const history = {
    columns: ["epoch", "loss", "test_loss", "penalty"],
    data: [
      [0, 1, 2],
      [0.5, 0, null],
      [1, 1e-9, 2],
      [0, 0, 0],
    ],
    version: 1,
  };
  const drawn = (log) =>
    dataOf(history, { log: { value: log }, penalty: { value: true }, score: { value: false } });
  assert.deepEqual(drawn(true), [
    [0, 1, 2],
    [0.5, null, null],
    [1, 1e-9, 2],
    [null, null, null],
  ]);
  assert.deepEqual(drawn(false), history.data);
});

const off = { value: false };
const CHOICE = { log: off, logEpochs: off, penalty: off, score: off };
const BANDED = {
  columns: ["epoch", "loss", "loss_min", "loss_max"],
  data: [
    [0, 2, 4],
    [5, 4, 3],
    [5, 3, 2],
    [5, 5, 4],
  ],
};
const attempt = { number: 3, curve: { epochs: [0, 3, 4, 6], losses: [9, 8, 7, 6] } };

test("a curve is drawn with the ends of its band before it", () => {
  const [, loss, least, greatest] = BANDED.data;
  assert.deepEqual(dataOf(BANDED, CHOICE), [BANDED.data[0], greatest, least, loss]);
});

test("an earlier run lies over this one, each with its own epochs", () => {
  const [epochs, , , loss, earlier] = dataOf(BANDED, CHOICE, [attempt]);
  assert.deepEqual(epochs, [0, 2, 3, 4, 6]);
  assert.deepEqual(
    [loss, earlier].map((values) => [...values].map((value) => value ?? "")),
    [
      [5, 4, "", 3, ""],
      [9, "", 8, 7, 6],
    ],
  );
  assert.deepEqual(
    [2, 4].map((at) => nearest({ data: [epochs, loss] }, 1, at)),
    [1, 3],
  );
});

test("what is taken away is what the chart shows, earlier runs too", () => {
  const { curves } = curvesOf(BANDED, CHOICE, [attempt]);
  assert.deepEqual(
    curves.map(({ label, epochs, least }) => [label, epochs.length, least?.length]),
    [
      ["Training loss", 3, 3],
      ["Test loss, run 3", 4, undefined],
    ],
  );
});

test("the chart's axis is written shortly, however large the losses", () => {
  assert.deepEqual([0, 0.0002, 1.5, 1234, 4.6e37].map(shortLoss), [
    "0",
    "2e-4",
    "1.5",
    "1234",
    "5e37",
  ]);
});

test("a browser without a language writes numbers as every other does", async () => {
  const { grouped } = await import("../../static/js/views/chart_data.js");
  assert.deepEqual([0, 0.125, 999, 1000, 1234567].map(grouped), [
    "0",
    "0.125",
    "999",
    "1,000",
    "1,234,567",
  ]);
  const named = Object.getOwnPropertyDescriptor(globalThis, "navigator");
  Object.defineProperty(globalThis, "navigator", { value: { language: "C" }, configurable: true });
  await import("../../static/js/views/language.js?without-one");
  assert.equal(new Intl.NumberFormat(navigator.language).format(0.5), "0.5");
  if (named) Object.defineProperty(globalThis, "navigator", named);
  else delete globalThis.navigator; // an older Node has none
});
