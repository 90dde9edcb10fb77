// The numbers of a study's curves as the chart wants them: one list of epochs and one of losses a
// trial, the median and quartiles where trials are starts of one setting.  Knows no screen.
import uPlot from "../../../vendor/uplot/uPlot.js";
import { quartilesOf } from "../../store/study_figures.js";

/** @typedef {import("../../types.js").Values} Values */
/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/study.js").Curve} Curve */
/** @typedef {{data: uPlot.AlignedData, whole: Values[],
 *   fitting: (value: number | null) => number | null}} Aligned what is drawn, the curves as they
 *   are, and what makes the one of the other */

const LOSS = "training.loss";
const BEYOND = 2; // times the largest first loss: what lies above is cut off, and
const MOST_BEYOND = 10; // times it if a trial that has not diverged stands there

/** Whether trials differ in their loss: then each curve is drawn as a share of its first value.
 * @type {(study: Pick<Study, "paths">) => boolean} */
export const areShares = ({ paths }) => paths.value.includes(LOSS);

/** @type {(values: Values) => Values} */
function sharesOf(values) {
  const [first] = values;
  return first ? values.map((value) => value && value / first) : values;
}

/** The curves of trials over one list of epochs.  A logarithmic axis has no place for 0.
 * @type {(study: Study, trials: number[], isLog: boolean) => Aligned} */
export function aligned(study, trials, isLog) {
  const { of } = study.curves.value;
  const metric = study.metric.value;
  const found = trials.map((trial) => of.get(trial) ?? { epochs: [], loss: [], test_loss: [] });
  const drawn = areShares(study) ? sharesOf : (/** @type {Values} */ values) => values;
  const whole = found.map((curve) => drawn(curve[metric]));
  const most = isLog ? null : highest(whole);
  const fitting = (/** @type {number | null} */ value) =>
    value !== null && (!isLog || value > 0) && (most === null || value <= most) ? value : null;
  const tables = found.map(({ epochs }, at) => [epochs, whole[at].map(fitting)]);
  return { whole, fitting, data: join(/** @type {uPlot.AlignedData[]} */ (tables)) };
}

/** Trials in lock step have the same epochs, which need not be joined.
 * @type {(tables: uPlot.AlignedData[]) => uPlot.AlignedData} */
function join(tables) {
  if (!tables.length) return /** @type {uPlot.AlignedData} */ ([[]]);
  const [[epochs]] = tables;
  const isOne = tables.every(
    ([other]) => other.length === epochs.length && other.at(-1) === epochs.at(-1),
  );
  if (!isOne) return uPlot.join(tables);
  return /** @type {uPlot.AlignedData} */ ([epochs, ...tables.map(([, values]) => values)]);
}

/** Above which a loss is not shown: one that diverges would leave the others no height.
 * @type {(curves: Values[]) => number | null} */
function highest(curves) {
  const ends = (/** @type {number} */ at) => curves.map((curve) => curve.at(at) ?? 0);
  const first = Math.max(0, ...ends(0));
  const last = Math.max(0, ...ends(-1)); // none of those that have diverged
  return first > 0 ? Math.max(BEYOND * first, Math.min(MOST_BEYOND * first, last)) : null;
}

/** The same data with quartiles and median behind them, over the same epochs.
 * @type {(aligned: Aligned, hasDiverged: boolean[]) => uPlot.AlignedData} */
export function withQuartiles({ data, whole, fitting }, hasDiverged) {
  const { low, middle, high } = quartilesOf(whole, hasDiverged);
  const drawn = [low, middle, high].map((values) => values.map(fitting));
  return /** @type {uPlot.AlignedData} */ ([...data, ...drawn]);
}
