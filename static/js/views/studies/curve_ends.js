// What is drawn upon the curves: the chosen one above all others, the shape of each at its end, a
// cross at the top edge where a trial has diverged, with the epoch, the goal, and the epoch shown.
import uPlot from "../../../vendor/uplot/uPlot.js";
import { sheetColour } from "../../sheet_colours.js";
import { shapeOf, trace } from "../../workers/appearance.js";
import { curvesWords as words } from "../../words/en/studies.js";
import { areShares } from "./curves_data.js";
import { areApart, colourOf } from "./marks.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/study.js").Trial} Trial */

const SHAPE = 4; // CSS pixels
const CROSS = 4;
const MOST_NAMED = 8; // epochs that stand at the top edge: more would cover each other

/** @type {(plot: uPlot, study: Study, trials: number[], isLog: boolean) => void} */
export function drawEnds(plot, study, trials, isLog) {
  const { ctx } = plot;
  const chosen = study.chosen.peek();
  ctx.save();
  if (!areShares(study)) drawGoal(plot, study, isLog);
  drawEpoch(plot, study);
  if (chosen !== null) drawChosen(plot, trials.indexOf(chosen) + 1, inkOf(study, chosen));
  const apart = areApart(study);
  const lost = study.trials.peek().filter(({ diverged }) => diverged !== null);
  for (const trial of study.trials.peek()) {
    const at = trials.indexOf(trial.trial) + 1;
    if (trial.diverged !== null)
      drawLost(plot, trial, inkOf(study, trial.trial), lost.length <= MOST_NAMED);
    else if (apart || trial.trial === chosen) drawEnd(plot, at, study, trial.trial);
  }
  ctx.restore();
}

/** @type {(study: Study, trial: number) => string} */
const inkOf = (study, trial) => (areApart(study) ? colourOf(study, trial) : sheetColour("ink"));

/** Where a curve's value stands, in the canvas's own pixels.
 * @type {(plot: uPlot, series: number, at: number) => [number, number]} */
const placeOf = ({ data, valToPos }, series, at) => [
  valToPos(data[0][at], "x", true),
  valToPos(Number(data[series][at]), "y", true),
];

/** @type {(plot: uPlot, series: number, ink: string) => void} */
function drawChosen(plot, series, ink) {
  const { ctx, data } = plot;
  if (!data[series]) return;
  ctx.beginPath();
  let isDown = false;
  data[series].forEach((value, at) => {
    if (value == null) return void (isDown = false);
    const [x, y] = placeOf(plot, series, at);
    if (isDown) ctx.lineTo(x, y);
    else ctx.moveTo(x, y);
    isDown = true;
  });
  ctx.lineJoin = "round";
  ctx.setLineDash([]);
  ctx.strokeStyle = ink;
  ctx.lineWidth = 3 * devicePixelRatio;
  ctx.stroke();
}

/** The trial's shape at the end of its curve.
 * @type {(plot: uPlot, series: number, study: Study, trial: number) => void} */
function drawEnd(plot, series, study, trial) {
  const at = plot.data[series]?.findLastIndex((value) => value != null) ?? -1;
  if (at < 0) return;
  const [x, y] = placeOf(plot, series, at);
  const { ctx } = plot;
  ctx.beginPath();
  trace(ctx, areApart(study) ? shapeOf(trial) : [], x, y, SHAPE * devicePixelRatio);
  ctx.fillStyle = inkOf(study, trial);
  ctx.fill();
}

/** A cross at the top edge, from the last finite loss up to it.
 * @type {(plot: uPlot, trial: Trial, ink: string, isNamed: boolean) => void} */
function drawLost(plot, { trial, diverged }, ink, isNamed) {
  const { ctx, bbox, valToPos } = plot;
  const epoch = Number(diverged);
  const x = Math.min(bbox.left + bbox.width, valToPos(epoch, "x", true));
  const reach = CROSS * devicePixelRatio;
  const y = bbox.top + reach;
  const last = plot.data[trial + 1]?.findLastIndex((value) => value != null) ?? -1;
  ctx.beginPath();
  if (last >= 0) {
    ctx.moveTo(...placeOf(plot, trial + 1, last));
    ctx.lineTo(x, y);
  }
  for (const slope of [1, -1]) {
    ctx.moveTo(x - reach, y - slope * reach);
    ctx.lineTo(x + reach, y + slope * reach);
  }
  ctx.setLineDash([]);
  ctx.strokeStyle = ink;
  ctx.lineWidth = 2 * devicePixelRatio;
  ctx.stroke();
  if (!isNamed) return;
  ctx.font = `600 ${11 * devicePixelRatio}px system-ui`;
  ctx.fillStyle = sheetColour("ink");
  const isLate = 2 * (x - bbox.left) > bbox.width;
  ctx.textAlign = isLate ? "right" : "left";
  const aside = (isLate ? -2 : 2) * reach;
  ctx.fillText(words.divergedAt(epoch), x + aside, y + (2 + 3 * (trial % 3)) * reach);
}

/** @type {(plot: uPlot, study: Study, isLog: boolean) => void} */
function drawGoal(plot, { goal }, isLog) {
  const target = goal.peek();
  const { ctx, bbox, valToPos, scales } = plot;
  if (target === null || (isLog && target <= 0) || target > Number(scales.y.max)) return;
  const y = valToPos(target, "y", true);
  if (y > bbox.top + bbox.height) return;
  line(ctx, [bbox.left, y], [bbox.left + bbox.width, y]);
}

/** Where the time line stands, if all have been further.
 * @type {(plot: uPlot, study: Study) => void} */
function drawEpoch({ ctx, bbox, valToPos }, { epoch, latest }) {
  if (epoch.peek() >= latest.peek()) return;
  const x = valToPos(epoch.peek(), "x", true);
  line(ctx, [x, bbox.top], [x, bbox.top + bbox.height]);
}

/** @type {(ctx: CanvasRenderingContext2D, from: [number, number], to: [number, number]) => void} */
function line(ctx, from, to) {
  ctx.beginPath();
  ctx.moveTo(...from);
  ctx.lineTo(...to);
  ctx.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
  ctx.strokeStyle = sheetColour("ink");
  ctx.lineWidth = devicePixelRatio;
  ctx.stroke();
}
