// The curves of loss and accuracy, training against validation, each drawn where it belongs: the
// training means half an epoch earlier.  The best epoch, the end and the epoch shown are marked.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import "../language.js"; // before the library
import uPlot from "../../../vendor/uplot/uPlot.js";
import { joined, pairOf } from "../../images/curves.js";
import { sheetColour } from "../../sheet_colours.js";
import { imagesCurvesWords as words } from "../../words/en/images.js";
import { shortLoss } from "../chart_data.js";
import { draw } from "../components.js";
import { axesOf, fetchOwnStyle, followPlot, logSwitch } from "../epoch_plot.js";
import { loss, percent } from "../format.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {{name: "loss" | "accuracy", training: string, validation: string,
 *   write: (value: number | null) => string, mark: (value: number) => string}} Kind of a chart,
 * with how it writes a value and a mark of its axis */

const HEIGHT = 200; // CSS pixels
const ROOM = 1.05; // above the largest loss
const ROWS = 12; // epochs in the table
const DASH = [6, 3]; // of the training curves
const MOST_POINTS = 40; // epochs that have a point each
/** @type {Kind[]} */
const KINDS = [
  { name: "loss", training: "loss", validation: "test_loss", write: loss, mark: shortLoss },
  {
    name: "accuracy",
    training: "accuracy",
    validation: "val_accuracy",
    write: percent,
    mark: (share) => `${Number((100 * share).toPrecision(3))} %`,
  },
];

/** @type {(root: HTMLElement, images: Images) => Promise<void>} */
export async function mount(root, images) {
  const isLog = signal(false);
  await fetchOwnStyle().catch(() => {}); // without it the charts are there, too
  render(
    html`<header><h2>${words.heading}</h2><div class="options"></div></header>
      <div class="charts">${KINDS.map(
        ({ name }) => html`<figure><figcaption>${words[name]}</figcaption>
          <div class="plot" role="img" aria-label=${words.picture(words[name])}></div></figure>`,
      )}</div>
      <ul class="samples"><li class="of-training">${words.training}</li>
        <li class="of-validation">${words.validation}</li></ul>
      <p class="hint">${words.shift}</p>
      <details class="numbers"><summary>${words.numbers}</summary><div></div></details>`,
    root,
  );
  const [options, numbers] = [".options", ".numbers > div"].map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  draw(options, () => logSwitch(isLog, words.log));
  draw(numbers, () => table(images));
  const places = /** @type {HTMLElement[]} */ ([...root.querySelectorAll(".plot")]);
  const { history, epoch, best, status } = images;
  const news = () => void [history.value, epoch.value, best.value, status.value];
  KINDS.forEach((kind, at) => {
    const create = () => createChart(places[at], images, kind, isLog.value && kind.name === "loss");
    followPlot(places[at], HEIGHT, { form: () => void isLog.value, news, create });
  });
}

/** @type {(place: HTMLElement, images: Images, kind: Kind, isLog: boolean) =>
 *   import("../epoch_plot.js").Chart} */
function createChart(place, images, kind, isLog) {
  const read = () => {
    const { columns, data } = images.history.peek();
    return /** @type {uPlot.AlignedData} */ (joined(pairOf(columns, data, kind), isLog));
  };
  const plot = new uPlot(
    {
      width: place.clientWidth || 320,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { show: false } },
      hooks: { draw: [(one) => drawMarks(one, images, kind.name !== "loss")] },
      scales: { x: { time: false, range: fromStart }, y: scaleOf(kind, isLog) },
      axes: axesOf(kind.mark, { incrs: WHOLE }),
      series: [{}, seriesOf("ink-soft", DASH), seriesOf("positive")],
    },
    read(),
    place,
  );
  return { plot, update: () => plot.setData(read()) };
}

/** From epoch 0 on, also while there is one value or none.
 * @type {(plot: uPlot, low: number, high: number) => [number, number]} */
const fromStart = (_, low, high) => [0, Math.max(1, high ?? 1)];

/** @type {(kind: Kind, isLog: boolean) => uPlot.Scale} */
const scaleOf = ({ name }, isLog) =>
  isLog
    ? { distr: 3 }
    : {
        range: (_, low, high) =>
          name === "loss"
            ? [0, high > 0 ? ROOM * high : 1]
            : [Math.max(0, (low ?? 0) - 0.02), Math.min(1, (high ?? 0.98) + 0.02)],
      };

/** One value alone is a point; the other line's epochs lie between two of a line's own.
 * @type {(colour: string, dash?: number[]) => uPlot.Series} */
const seriesOf = (colour, dash) => ({
  ...{ stroke: sheetColour(colour), dash, width: 2, spanGaps: true },
  points: { show: areFew, size: 4, fill: sheetColour(colour) },
});

/** Points are drawn while they stand apart.
 * @type {(plot: uPlot, series: number, first: number, last: number) => boolean} */
const areFew = (_, __, first, last) => last - first <= 2 * MOST_POINTS;

/** Epochs are whole. */
const WHOLE = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** Lines at the best epoch, at the end of a run that stopped early, and at the epoch shown; their
 * names stand where the curves do not.
 * @type {(plot: uPlot, images: Images, isLow: boolean) => void} */
function drawMarks(plot, images, isLow) {
  const [best, latest, epoch] = [images.best.peek(), images.latest.peek(), images.epoch.peek()];
  const hasStopped = images.status.peek() === "finished" && images.reason.peek() === "patience";
  if (hasStopped) drawLine(plot, latest, "warning", words.stopped, [2, 2], isLow);
  if (best !== null && best > 0) drawLine(plot, best, "accent", words.best, [8, 3], isLow);
  if (epoch < latest) drawLine(plot, epoch, "ink", "", [], isLow);
}

/** @type {(plot: uPlot, epoch: number, colour: string, name: string, dash: number[],
 *   isLow: boolean) => void} */
function drawLine({ ctx, bbox, valToPos }, epoch, colour, name, dash, isLow) {
  const x = valToPos(epoch, "x", true);
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = sheetColour(colour);
  ctx.lineWidth = 1.5 * ratio;
  ctx.setLineDash(dash.map((length) => ratio * length));
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  const isRight = x > bbox.left + bbox.width / 2;
  ctx.textAlign = isRight ? "right" : "left";
  ctx.font = `600 ${12 * ratio}px system-ui`;
  const y = isLow ? bbox.top + bbox.height - 6 * ratio : bbox.top + 14 * ratio;
  ctx.fillText(name, x + (isRight ? -4 : 4) * ratio, y);
  ctx.restore();
}

/** The newest epochs in numbers.
 * @type {(images: Images) => Template} */
function table(images) {
  const { columns, data } = images.history.value;
  const kept = KINDS.flatMap(({ training, validation }) => [training, validation]);
  const found = kept.map((name) => data[columns.indexOf(name)] ?? []);
  const epochs = data[columns.indexOf("epoch")] ?? [];
  const count = epochs.length;
  const rows = Array.from({ length: Math.min(ROWS, count) }, (_, i) => count - 1 - i);
  const write = [loss, loss, percent, percent];
  return html`${count > ROWS ? html`<p class="hint">${words.latest(ROWS, count)}</p>` : nothing}
    <div class="scrolled" tabindex="0" role="group" aria-label=${words.numbers}><table>
      <thead><tr>${words.columns.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.map(
        (row) =>
          html`<tr><th scope="row">${epochs[row]}</th>${found.map(
            (column, i) => html`<td>${write[i](column[row] ?? null)}</td>`,
          )}</tr>`,
      )}</tbody></table></div>`;
}
