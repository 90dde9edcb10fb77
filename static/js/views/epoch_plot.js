// What charts over the epochs share, whatever they show: their style, their axes, the switch to a
// logarithm, and when they are built anew and drawn.
import { html } from "../../vendor/lit-html/lit-html.js";
import { effect, untracked } from "../../vendor/signals-core/signals-core.mjs";
import { fetchStyle } from "../page.js";
import { onThemeChange, sheetColour } from "../sheet_colours.js";
import { epochTicks } from "./chart_data.js";
import { onChecked } from "./components.js";

/** @typedef {import("../../vendor/uplot/uPlot.js")} uPlot */
/** @typedef {import("../../vendor/uplot/uPlot.js").Axis} Axis */
/** @typedef {import("../../vendor/uplot/uPlot.js").Axis.DynamicValues} Values */
/** @typedef {{plot: uPlot, update: () => void}} Chart */

const INTERVAL = 100; // milliseconds between two drawings
const CLOSE = 45; // pixels for the name of an epoch

/** Fetch the style of the chart, which gives way to the page's own.
 * @type {() => Promise<unknown>} */
export const fetchOwnStyle = () =>
  fetchStyle(new URL("../../vendor/uplot/uPlot.min.css", import.meta.url).href, "prepend");

/** Draw what has come, at most so often; `read` reads the signals that bring it.
 * @type {(read: () => void, drawIt: () => void) => void} */
export function redrawNowAndThen(read, drawIt) {
  let due = 0;
  effect(() => {
    read();
    due ||= setTimeout(() => {
      due = 0;
      requestAnimationFrame(drawIt);
    }, INTERVAL);
  });
}

/** Build a chart anew when a signal of its form changes, and the theme; and give it what has come
 * now and then.
 * @type {(place: HTMLElement, height: number, about: {form: () => void, news: () => void,
 *   create: () => Chart}) => void} */
export function followPlot(place, height, { form, news, create }) {
  /** @type {Chart | null} */ let chart = null;
  const rebuild = () => {
    chart?.plot.destroy();
    chart = create();
  };
  effect(() => {
    form();
    untracked(rebuild);
  });
  redrawNowAndThen(news, () => chart?.update());
  onThemeChange(rebuild);
  new ResizeObserver(() => chart?.plot.setSize({ width: place.clientWidth, height })).observe(
    place,
  );
}

/** @type {(isLog: {value: boolean}, label: string) => import("../types.js").Template} */
export const logSwitch = (isLog, label) => html`<label class="check"><input type="checkbox"
  .checked=${isLog.value} @change=${onChecked((on) => (isLog.value = on))}> ${label}</label>`;

/** How any axis looks.
 * @type {() => Axis} */
export const axisLook = () => ({
  stroke: sheetColour("ink-soft"),
  font: "12px system-ui",
  grid: { stroke: sheetColour("hairline"), width: 1 },
  ticks: { show: false },
});

/** A logarithmic axis of epochs has a place for 0: it is the inverse hyperbolic sine's.
 * @type {(isLog: boolean) => import("../../vendor/uplot/uPlot.js").Scale} */
export const epochScale = (isLog) =>
  isLog
    ? { time: false, distr: 4, range: (_, low, high) => [low, Math.max(high, low + 1)] }
    : { time: false };

/** Where they stand too close, the axis names every other power of ten.
 * @type {Pick<Axis, "splits" | "filter">} */
export const LOG_EPOCHS = {
  splits: (_, __, ___, latest) => epochTicks(latest),
  filter: ({ bbox }, ticks) => {
    const isClose = bbox.width < CLOSE * devicePixelRatio * ticks.length;
    return ticks.map((tick, i) => (isClose && i % 2 && tick ? null : tick));
  },
};

/** The axis of epochs, with what more is to be said of it, and that of values.
 * @type {(write: (value: number) => string, epochs?: Partial<Axis>) => Axis[]} */
export const axesOf = (write, epochs = {}) => [
  { ...axisLook(), size: 24, space: 60, ...epochs },
  { ...axisLook(), size: 60, space: 30, values: written(write) },
];

/** The numbers of an axis, in a way of ours.
 * @type {(write: (value: number) => string) => Values} */
export const written = (write) => (_, ticks) =>
  ticks.map((tick) => (tick == null ? "" : write(tick)));
