// The losses over the epochs, with what else is measured on an axis of its own.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import uPlot from "../../vendor/uplot/uPlot.js";
import { draw, onChecked } from "./components.js";
import { loss, percent, r2 } from "./format.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").ShownCurves} ShownCurves */
/** @typedef {Record<"log" | "penalty" | "score", {value: boolean}>} Choices what is shown */
/** @typedef {import("../types.js").Template} Template */

const INTERVAL = 100; // milliseconds between two drawings
const HEIGHT = 180;
const CURVES = [
  { column: "loss", label: "Training loss", colour: "ink-soft", scale: "y" },
  { column: "test_loss", label: "Test loss", colour: "positive", scale: "y" },
  { column: "penalty", label: "Penalty", colour: "negative", scale: "y", dash: [6, 3] },
  {
    column: "accuracy",
    label: "Training accuracy",
    colour: "ink-soft",
    scale: "share",
    dash: [2, 3],
  },
  {
    column: "test_accuracy",
    label: "Test accuracy",
    colour: "positive",
    scale: "share",
    dash: [2, 3],
  },
  { column: "r2", label: "Training R²", colour: "ink-soft", scale: "share", dash: [2, 3] },
  { column: "test_r2", label: "Test R²", colour: "positive", scale: "share", dash: [2, 3] },
];

/** Fetch the style of the chart, which gives way to the page's own.
 * @type {() => Promise<unknown>} */
export const fetchStyle = () =>
  new Promise((resolve, reject) => {
    const href = new URL("../../vendor/uplot/uPlot.min.css", import.meta.url).href;
    document.head.prepend(
      Object.assign(document.createElement("link"), {
        rel: "stylesheet",
        href,
        onload: resolve,
        onerror: reject,
      }),
    );
  });

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const choice = { log: signal(false), penalty: signal(false), score: signal(false) };
  const columns = signal("");
  render(html`<div class="chart"></div><div class="options"></div>`, root);
  const [place, options] = /** @type {HTMLElement[]} */ ([...root.children]);
  draw(options, () => switches(choice, columns.value.includes("r2") ? "R²" : "Accuracy"));
  page.shownCurves.value = () => curvesOf(page.history.peek(), choice);
  /** @type {uPlot | null} */ let plot = null;
  const rebuild = () => {
    plot?.destroy();
    plot = createPlot(place, page, choice);
    plot.over.addEventListener("mouseleave", () =>
      requestAnimationFrame(() => plot && tellNewest(plot)),
    );
  };
  effect(() => void (columns.value = page.history.value.columns.join()));
  effect(() => {
    (void columns.value, choice.log.value, choice.penalty.value, choice.score.value);
    rebuild();
  });
  new MutationObserver(rebuild).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", rebuild);
  new ResizeObserver(() => plot?.setSize({ width: place.clientWidth, height: HEIGHT })).observe(
    place,
  );
  redrawNowAndThen(page, () => {
    plot?.setData(dataOf(page.history.peek(), choice));
    if (plot) tellNewest(plot);
  });
}

/** The legend tells the newest values as long as nobody points at others.
 * @type {(plot: uPlot) => void} */
function tellNewest(plot) {
  if (plot.cursor.idx == null && plot.data[0].length)
    plot.setLegend({ idx: plot.data[0].length - 1 }, false);
}

/** @type {(choice: Choices, score: string) => Template} */
function switches(choice, score) {
  const check = (/** @type {string} */ label, /** @type {{value: boolean}} */ on) => html`
    <label class="check"><input type="checkbox" .checked=${on.value}
      @change=${onChecked((checked) => (on.value = checked))}> ${label}</label>`;
  return html`${check("Log scale", choice.log)} ${check("Penalty", choice.penalty)}
    ${check(score, choice.score)}`;
}

/** @type {(columns: string[], choice: Choices) => typeof CURVES} */
const shown = (columns, choice) =>
  CURVES.filter(
    ({ column, scale }) =>
      columns.includes(column) &&
      (column !== "penalty" || choice.penalty.value) &&
      (scale === "y" || choice.score.value),
  );

/** What is drawn: a log scale has no place for 0, so such points are left out.
 * @type {(history: import("../types.js").History, choice: Choices) => uPlot.AlignedData} */
export function dataOf({ columns, data }, choice) {
  const positive = (/** @type {number | null} */ value) =>
    value != null && value > 0 ? value : null;
  const curves = shown(columns, choice).map(({ column, scale }) => {
    const values = data[columns.indexOf(column)];
    return choice.log.value && scale === "y" ? values.map(positive) : values;
  });
  return /** @type {uPlot.AlignedData} */ ([data[0] ?? [], ...curves]);
}

/** What is shown, to be drawn elsewhere.
 * @type {(history: import("../types.js").History, choice: Choices) => ShownCurves} */
const curvesOf = ({ columns, data }, choice) => ({
  log: choice.log.value,
  curves: shown(columns, choice).map((curve) => ({
    ...curve,
    values: data[columns.indexOf(curve.column)],
  })),
});

/** @type {(place: HTMLElement, page: Page, choice: Choices) => uPlot} */
function createPlot(place, page, choice) {
  const history = page.history.peek();
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  const axis = {
    stroke: colour("ink-soft"),
    font: "11px system-ui",
    grid: { stroke: colour("hairline"), width: 1 },
    ticks: { show: false },
  };
  const curves = shown(history.columns, choice);
  return new uPlot(
    {
      width: place.clientWidth || 320,
      height: HEIGHT,
      cursor: { y: false, points: { size: 6 } },
      legend: { live: true },
      hooks: {
        ready: [(plot) => requestAnimationFrame(() => tellNewest(plot))],
        draw: [(plot) => markEnd(plot, Boolean(page.diverged.peek()))],
      },
      scales: { x: { time: false }, y: { distr: choice.log.value ? 3 : 1 }, share: { auto: true } },
      axes: [
        { ...axis, size: 24, space: 60 },
        {
          ...axis,
          size: 48,
          space: 30,
          values: (_, ticks) => ticks.map((tick) => (tick == null ? "" : shortLoss(tick))),
        },
        ...(curves.some(({ scale }) => scale === "share")
          ? [{ ...axis, scale: "share", side: 1, size: 40, grid: { show: false } }]
          : []),
      ],
      series: [
        { label: "Epoch", value: (_, value) => (value == null ? "–" : String(value)) },
        ...curves.map((curve) => seriesOf(curve, colour)),
      ],
    },
    dataOf(history, choice),
    place,
  );
}

/** @type {(curve: typeof CURVES[0], colour: (name: string) => string) => uPlot.Series} */
const seriesOf = ({ label, scale, column, colour: name, dash }, colour) => ({
  label,
  scale,
  stroke: colour(name),
  width: 1.5,
  dash,
  points: { show: (plot) => plot.data[0].length === 1 },
  spanGaps: true,
  value: (_, value) => (scale === "y" ? loss : column.includes("r2") ? r2 : percent)(value),
});

/** A mark at the last epoch that could be measured, if the training diverged after it.
 * @type {(plot: uPlot, diverged: boolean) => void} */
function markEnd({ over, data, valToPos }, diverged) {
  const mark = /** @type {HTMLElement} */ (
    over.querySelector(".end") ??
      over.appendChild(
        Object.assign(document.createElement("span"), {
          className: "end",
          textContent: "diverged",
        }),
      )
  );
  const at = valToPos(data[0].at(-1) ?? 0, "x");
  mark.hidden = !diverged;
  mark.style.left = `${at}px`;
  mark.classList.toggle("late", 2 * at > over.clientWidth);
}

/** @type {(value: number) => string} */
export const shortLoss = (value) => {
  const size = Math.abs(value);
  const plain = size === 0 || (size >= 0.001 && size < 10_000);
  return plain ? String(Number(value.toPrecision(4))) : value.toExponential(0).replace("+", "");
};

/** Draw what has come, at most so often.
 * @type {(page: Page, draw: () => void) => void} */
function redrawNowAndThen(page, draw) {
  let due = 0;
  effect(() => {
    (void page.history.value, page.diverged.value);
    due ||= setTimeout(() => {
      due = 0;
      requestAnimationFrame(draw);
    }, INTERVAL);
  });
}
