// Which curves the chart has, and their numbers: those of this run's history, each with the band
// between its least and greatest values, and those of earlier runs.  Knows no screen.
import "./language.js"; // before the library
import uPlot from "../../vendor/uplot/uPlot.js";
import { calledRun } from "../store/earlier_runs.js";
import { chartDataWords as words } from "../words/en/results.js";

/** @typedef {import("../types.js").History} History */
/** @typedef {import("../types.js").Attempt} Attempt */
/** @typedef {import("../types.js").Curve} Curve */
/** @typedef {import("../types.js").ShownCurves} ShownCurves */
/** @typedef {Record<"log" | "logEpochs" | "penalty" | "score", {value: boolean}>} Choices what is
 *   shown */
/** @typedef {{column: string, label: string, colour: string, scale: string,
 *   dash?: number[]}} Kind of a curve */

/** @type {Kind[]} */
const KINDS = [
  { column: "loss", label: words.trainingLoss, colour: "ink-soft", scale: "y" },
  { column: "test_loss", label: words.testLoss, colour: "positive", scale: "y" },
  { column: "main_loss", label: words.mainLoss, colour: "ink-soft", scale: "y", dash: [4, 4] },
  {
    column: "auxiliary_loss",
    label: words.auxiliaryLoss,
    colour: "accent",
    scale: "y",
    dash: [4, 4],
  },
  { column: "penalty", label: words.penalty, colour: "negative", scale: "y", dash: [6, 3] },
  {
    column: "accuracy",
    label: words.trainingAccuracy,
    colour: "ink-soft",
    scale: "share",
    dash: [2, 3],
  },
  {
    column: "test_accuracy",
    label: words.testAccuracy,
    colour: "positive",
    scale: "share",
    dash: [2, 3],
  },
  { column: "r2", label: words.trainingR, colour: "ink-soft", scale: "share", dash: [2, 3] },
  { column: "test_r2", label: words.testR, colour: "positive", scale: "share", dash: [2, 3] },
];
const EARLIER = [
  [9, 3],
  [3, 2],
  [9, 3, 2, 3],
  [3, 2, 1, 2],
]; // the dashes of earlier runs' curves
export const MOST_EARLIER = EARLIER.length; // that are shown at once

/** @type {(columns: string[], choice: Choices) => Kind[]} */
export const shown = (columns, choice) =>
  KINDS.filter(
    ({ column, scale }) =>
      columns.includes(column) &&
      (column !== "penalty" || choice.penalty.value) &&
      (scale === "y" || choice.score.value),
  );

/** The columns that are drawn for a curve, the ends of its band before it.
 * @type {(columns: string[], kind: Kind) => string[]} */
export const columnsOf = (columns, { column }) =>
  [`${column}_max`, `${column}_min`, column].filter((one) => columns.includes(one));

/** The epochs that a logarithmic axis names: 0 and the powers of ten.
 * @type {(latest: number) => number[]} */
export const epochTicks = (latest) => [
  0,
  ...Array.from({ length: Math.floor(Math.log10(Math.max(1, latest))) + 1 }, (_, i) => 10 ** i),
];

/** A number with its thousands apart.
 * @type {(value: number) => string} */
export const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/** How the test loss of an earlier run is drawn.
 * @type {(attempt: Attempt, at: number) => Kind} */
export const kindOf = (attempt, at) => ({
  column: "test_loss",
  label: words.testLossOf(calledRun(attempt)),
  colour: "ink",
  scale: "y",
  dash: EARLIER[at],
});

/** What is drawn: a log scale has no place for 0, so such points are left out.  Earlier runs have
 * epochs of their own.
 * @type {(history: History, choice: Choices, earlier?: Attempt[]) => uPlot.AlignedData} */
export function dataOf({ columns, data }, choice, earlier = []) {
  const positive = (/** @type {number | null} */ value) =>
    value != null && value > 0 ? value : null;
  const fitting = (/** @type {(number | null)[]} */ values, /** @type {string} */ scale) =>
    choice.log.value && scale === "y" ? values.map(positive) : values;
  const own = shown(columns, choice).flatMap((kind) =>
    columnsOf(columns, kind).map((column) => fitting(data[columns.indexOf(column)], kind.scale)),
  );
  const tables = [
    [data[0] ?? [], ...own],
    ...earlier.map(({ curve }) => [curve.epochs, fitting(curve.losses, "y")]),
  ];
  const aligned = /** @type {uPlot.AlignedData[]} */ (tables);
  return earlier.length ? uPlot.join(aligned) : aligned[0];
}

/** What is shown, to be drawn elsewhere.
 * @type {(history: History, choice: Choices, earlier: Attempt[]) => ShownCurves} */
export function curvesOf({ columns, data }, choice, earlier) {
  const valuesOf = (/** @type {string} */ column) => data[columns.indexOf(column)];
  const own = shown(columns, choice).map((kind) => ({
    ...kind,
    epochs: data[0] ?? [],
    values: valuesOf(kind.column),
    least: valuesOf(`${kind.column}_min`),
    greatest: valuesOf(`${kind.column}_max`),
  }));
  const others = earlier.map((attempt, at) => ({
    ...kindOf(attempt, at),
    epochs: attempt.curve.epochs,
    values: attempt.curve.losses,
  }));
  return {
    log: choice.log.value,
    logEpochs: choice.logEpochs.value,
    curves: [...own, ...others],
  };
}

/** A loss as an axis has it: no more digits than it needs.
 * @type {(value: number) => string} */
export const shortLoss = (value) => {
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 0.001 && size < 10_000);
  return plain ? String(Number(value.toPrecision(4))) : value.toExponential(0).replace("+", "");
};
