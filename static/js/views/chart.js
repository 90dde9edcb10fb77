// The losses over the epochs, with what else is measured on an axis of its own.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import "./language.js"; // before the library
import uPlot from "../../vendor/uplot/uPlot.js";
import { onThemeChange, sheetColour } from "../sheet_colours.js";
import { calledRun, overlaidRuns } from "../store/earlier_runs.js";
import { columnsOf, curvesOf, dataOf, grouped, kindOf, shortLoss, shown } from "./chart_data.js";
import { changeList, markEpochs } from "./chart_marks.js";
import { draw, explanationOf, onChecked } from "./components.js";
import { axisLook, epochScale, LOG_EPOCHS, redrawNowAndThen, written } from "./epoch_plot.js";
import { loss, percent, r2 } from "./format.js";
import { chartWords as words } from "../words/en/results.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("./chart_data.js").Choices} Choices */
/** @typedef {import("./chart_data.js").Kind} Kind */
/** @typedef {import("../types.js").Template} Template */

const LEAST_HEIGHT = 56; // CSS pixels
const DOT = 4; // the shortest dash that is none
const BAND = "band"; // of a series that is an end of one
const EARLIER = "earlier"; // of a series of another run

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const choice = {
    log: signal(false),
    logEpochs: signal(false),
    penalty: signal(false),
    score: signal(false),
  };
  const columns = signal("");
  render(html`<div class="chart"></div><div class="options"></div>`, root);
  const [place, options] = /** @type {HTMLElement[]} */ ([...root.children]);
  draw(options, () => switches(choice, columns.value.includes("r2") ? "R²" : "Accuracy"));
  draw(partOf("changes"), () => changeList(page));
  page.shownCurves.value = () => curvesOf(page.history.peek(), choice, earlier(page));
  /** @type {uPlot | null} */ let plot = null;
  const fit = () => plot?.setSize({ width: place.clientWidth, height: heightIn(place) });
  const rebuild = () => {
    plot?.destroy();
    plot = createPlot(place, page, choice);
    fit();
    plot.over.addEventListener("mouseleave", () =>
      requestAnimationFrame(() => plot && tellNewest(plot, page)),
    );
  };
  effect(() => void (columns.value = page.history.value.columns.join()));
  const others = overlaidRuns(page.attempts);
  effect(() => {
    for (const one of [columns, ...Object.values(choice), others]) void one.value;
    rebuild();
  });
  onThemeChange(rebuild);
  new ResizeObserver(fit).observe(place);
  const { history, diverged, progress, marks } = page;
  const news = () => void [history.value, diverged.value, progress.value.epoch, marks.value];
  redrawNowAndThen(news, () => {
    plot?.setData(dataOf(page.history.peek(), choice, earlier(page)));
    if (plot) tellNewest(plot, page);
  });
}

/** @type {(name: string) => HTMLElement} */
const partOf = (name) =>
  /** @type {HTMLElement} */ (document.querySelector(`[data-part="${name}"]`));

/** The height that its place leaves a plot, above its legend.
 * @type {(place: HTMLElement) => number} */
const heightIn = (place) =>
  Math.max(
    LEAST_HEIGHT,
    place.clientHeight - /** @type {HTMLElement} */ (place.querySelector(".u-legend")).offsetHeight,
  );

/** @type {(page: Page) => import("../types.js").Attempt[]} */
const earlier = (page) => page.attempts.peek().filter(({ overlaid }) => overlaid);

/** The legend tells the newest values as long as nobody points at others.
 * @type {(plot: uPlot, page: Page) => void} */
function tellNewest(plot, page) {
  if (plot.cursor.idx != null || !plot.data[0].length) return;
  const newest = plot.data[0].lastIndexOf(page.latest.peek());
  const last = (/** @type {uPlot.AlignedData[1]} */ values) =>
    values.findLastIndex((value) => value != null);
  const idxs = plot.series.map((one, i) => (one.class === EARLIER ? last(plot.data[i]) : newest));
  plot.setLegend({ idxs }, false);
}

/** The place of the nearest value of a curve: earlier runs have epochs of their own.
 * @type {(plot: uPlot, curve: number, at: number) => number} */
export function nearest({ data }, curve, at) {
  const values = data[curve];
  for (let away = 0; away < values.length; away++)
    for (const place of [at - away, at + away]) if (values[place] != null) return place;
  return at;
}

/** @type {(choice: Choices, name: string) => Template} */
function switches({ log, logEpochs, penalty, score }, name) {
  const check = (
    /** @type {string} */ label,
    /** @type {string} */ control,
    /** @type {{value: boolean}} */ on,
  ) => html`
    <label class="check" data-control=${control} title=${explanationOf(control) ?? nothing}>
      <input type="checkbox" .checked=${on.value}
      @change=${onChecked((checked) => (on.value = checked))}> ${label}</label>`;
  return html`${check(words.logScale, "logScale", log)}
    ${check(words.logEpochs, "logEpochs", logEpochs)}
    ${check(words.penalty, "penaltyCurve", penalty)} ${check(name, "scoreCurve", score)}`;
}

/** @type {(place: HTMLElement, page: Page, choice: Choices) => uPlot} */
function createPlot(place, page, choice) {
  const history = page.history.peek();
  const [others, ink] = [earlier(page), sheetColour("ink")];
  const series = shown(history.columns, choice).flatMap((kind) =>
    columnsOf(history.columns, kind).map((column) => seriesOf(kind, column)),
  );
  const another = others.map((attempt, at) => ({
    ...seriesOf(kindOf(attempt, at), "test_loss"),
    class: EARLIER,
  }));
  return new uPlot(
    {
      width: place.clientWidth || 320,
      height: LEAST_HEIGHT,
      cursor: { y: false, points: { size: 6 }, dataIdx: nearest },
      legend: { live: true, markers: { dash: styleOf } },
      hooks: {
        ready: [(plot) => requestAnimationFrame(() => tellNewest(plot, page))],
        draw: [(plot) => markEpochs(plot, page), (plot) => nameEarlier(plot, others, ink)],
        setSeries: [followBand],
      },
      scales: scalesOf(choice),
      axes: axesOf(axisLook(), series, choice),
      series: [
        { label: words.epoch, value: (_, value) => (value == null ? "–" : String(value)) },
        ...series,
        ...another,
      ],
      bands: bandsOf(series),
    },
    dataOf(history, choice, others),
    place,
  );
}

/** @type {(choice: Choices) => uPlot.Scales} */
const scalesOf = (choice) => ({
  x: epochScale(choice.logEpochs.value),
  y: { distr: choice.log.value ? 3 : 1 },
  share: { auto: true },
});

/** @type {(axis: uPlot.Axis, series: uPlot.Series[], choice: Choices) => uPlot.Axis[]} */
const axesOf = (axis, series, choice) => [
  {
    ...axis,
    size: 24,
    space: 60,
    values: written(grouped),
    ...(choice.logEpochs.value && LOG_EPOCHS),
  },
  {
    ...axis,
    size: 48,
    space: 30,
    values: written(shortLoss),
  },
  ...(series.some(({ scale }) => scale === "share")
    ? [
        {
          ...axis,
          scale: "share",
          side: /** @type {1} */ (1),
          size: 40,
          grid: { show: false },
          values: written(shortLoss),
        },
      ]
    : []),
];

/** @type {(plot: uPlot, curve: number) => string} */
const styleOf = ({ series }, curve) => {
  const [long] = series[curve].dash ?? [0];
  return long ? (long < DOT ? "dotted" : "dashed") : "solid";
};

/** @type {(kind: Kind, column: string) => uPlot.Series} */
const seriesOf = ({ label, scale, column: main, colour, dash }, column) => ({
  ...(column === main ? { label, stroke: sheetColour(colour) } : { label: column, class: BAND }),
  scale,
  width: 1.5,
  dash,
  points: { show: (plot) => column === main && plot.data[0].length === 1 },
  spanGaps: true,
  value: (_, value) => (scale === "y" ? loss : main.includes("r2") ? r2 : percent)(value),
});

/** Between the least and the greatest values of a curve, which stand before it.
 * @type {(series: uPlot.Series[]) => uPlot.Band[]} */
const bandsOf = (series) =>
  series.flatMap((one, i) =>
    one.class === BAND && series[i + 1].class === BAND
      ? [
          {
            series: [i + 1, i + 2],
            fill: `color-mix(in srgb, ${series[i + 2].stroke} 25%, transparent)`,
          },
        ]
      : [],
  );

/** The number of an earlier run stands at the end of its curve.
 * @type {(plot: uPlot, others: import("../types.js").Attempt[], colour: string) => void} */
function nameEarlier({ ctx, data, series, valToPos }, others, colour) {
  const first = series.length - others.length;
  ctx.save();
  ctx.font = `600 ${11 * devicePixelRatio}px system-ui`;
  ctx.fillStyle = colour;
  ctx.textAlign = "right";
  others.forEach((run, at) => {
    const values = data[first + at];
    const end = values.findLastIndex((value) => value != null);
    if (end < 0 || !series[first + at].show) return;
    const [x, y] = [valToPos(data[0][end], "x", true), valToPos(Number(values[end]), "y", true)];
    ctx.fillText(calledRun(run), x, y - 4 * devicePixelRatio);
  });
  ctx.restore();
}

/** A curve that is hidden by its entry in the legend takes its band along.
 * @type {(plot: uPlot, curve: number | null, options: uPlot.Series) => void} */
function followBand(plot, curve, { show }) {
  if (curve === null || show == null || plot.series[curve].class === BAND) return;
  for (const end of [curve - 1, curve - 2])
    if (plot.series[end]?.class === BAND) plot.setSeries(end, { show });
}
