// The curves of all trials over the epochs.  Few trials have a colour, a dash and a shape each;
// many starts of one setting stand thin behind their median and quartiles.  The trial that is
// chosen anywhere on the page is drawn above the others, and pointing at a curve chooses its trial.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import uPlot from "../../../vendor/uplot/uPlot.js";
import { sheetColour } from "../../sheet_colours.js";
import { curvesWords as words } from "../../words/en/studies.js";
import { draw } from "../components.js";
import { axesOf, epochScale, followPlot, LOG_EPOCHS, logSwitch } from "../epoch_plot.js";
import { shortLoss } from "../chart_data.js";
import { aligned, areShares, withQuartiles } from "./curves_data.js";
import { drawEnds } from "./curve_ends.js";
import { areApart, colourOf, dashOf, sample } from "./marks.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../types.js").Template} Template */

const HEIGHT = 300; // CSS pixels
const NEAR = 24; // CSS pixels from a curve at which it is pointed at
const FAINT = 0.35; // how much is seen of one curve out of many
const ROOM = 1.05; // above the largest loss
const MIDDLE = 3; // series of the median and the quartiles, behind all trials'

const NAMES = ["h2", ".options", ".plot", ".legend", ".hint"];

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  const [isLog, isLogAlong] = [signal(false), signal(false)];
  render(
    html`<header><h2></h2><div class="options"></div></header><div class="plot" role="img"></div>
      <div class="legend"></div><p class="hint"></p>`,
    root,
  );
  const [heading, options, place, legend, note] = NAMES.map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  draw(
    options,
    () => html`${logSwitch(isLog, words.log)} ${logSwitch(isLogAlong, words.logEpochs)}`,
  );
  draw(legend, () => (areApart(study) ? ownLegend(study) : commonLegend(study)));
  effect(() => {
    const called = words.headings[study.metric.value];
    heading.textContent = areShares(study) ? words.ofFirst(called) : called;
    note.textContent = areShares(study) ? words.unlike : "";
    place.setAttribute("aria-label", words.picture(study.count.value));
  });
  const { count, kind, metric, paths } = study;
  followPlot(place, HEIGHT, {
    form: () =>
      void [count.value, kind.value, metric.value, paths.value, isLog.value, isLogAlong.value],
    news: () => void [study.curves.value, study.trials.value, study.chosen.value],
    create: () => createChart(place, study, isLog.value, isLogAlong.value),
  });
}

/** A legend of few: the difference alone, by which a curve can be chosen too.
 * @type {(study: Study) => Template} */
const ownLegend = (study) =>
  html`<ul class="samples">${study.trials.value.map((trial) => {
    const point = () => (study.chosen.value = trial.trial);
    return html`<li><button class=${study.chosen.value === trial.trial ? "chosen" : ""}
    aria-pressed=${study.chosen.value === trial.trial}
    @pointerenter=${point} @focus=${point} @click=${point}>${sample(study, trial.trial)}
    ${study.label(trial)}</button></li>`;
  })}</ul>`;

/** @type {(study: Study) => Template} */
const commonLegend = (study) =>
  study.kind.value === "seeds"
    ? html`<ul class="samples common"><li class="median">${words.median}</li>
      <li class="band">${words.quartiles}</li><li class="single">${words.single}</li></ul>`
    : nothing;

/** @type {(place: HTMLElement, study: Study, isLog: boolean, isLogAlong: boolean) =>
 *   import("../epoch_plot.js").Chart} */
function createChart(place, study, isLog, isLogAlong) {
  const trials = study.trials.peek().map(({ trial }) => trial);
  const hasMiddle = study.kind.peek() === "seeds";
  const read = () => {
    const found = aligned(study, trials, isLog);
    const hasDiverged = study.trials.peek().map(({ diverged }) => diverged !== null);
    return hasMiddle ? withQuartiles(found, hasDiverged) : found.data;
  };
  const plot = new uPlot(
    {
      width: place.clientWidth || 320,
      height: HEIGHT,
      legend: { show: false },
      cursor: { y: false, points: { show: false }, focus: { prox: NEAR } },
      focus: { alpha: 1 },
      hooks: {
        draw: [(one) => drawEnds(one, study, trials, isLog)],
        setSeries: [(_, at) => choose(study, trials, at)],
      },
      scales: { x: epochScale(isLogAlong), y: isLog ? { distr: 3 } : { range: fromZero } },
      axes: axesOf(shortLoss, isLogAlong ? LOG_EPOCHS : {}),
      series: [
        {},
        ...trials.map((trial) => seriesOf(study, trial)),
        ...(hasMiddle ? middle() : []),
      ],
      bands: hasMiddle ? [bandOf(trials.length)] : [],
    },
    read(),
    place,
  );
  return { plot, update: () => plot.setData(read()) };
}

/** Losses are no smaller than 0, and so is the axis.
 * @type {(plot: uPlot, low: number, high: number) => [number, number]} */
const fromZero = (_, low, high) => [Math.min(0, low), high > 0 ? ROOM * high : 1];

/** @type {(study: Study, trials: number[], at: number | null) => void} */
function choose(study, trials, at) {
  const trial = at === null ? undefined : trials[at - 1];
  if (trial !== undefined) study.chosen.value = trial;
}

/** @type {(study: Study, trial: number) => uPlot.Series} */
const seriesOf = (study, trial) => ({
  ...(areApart(study)
    ? { stroke: colourOf(study, trial), dash: dashOf(trial), width: 2 }
    : { stroke: sheetColour("ink-soft"), alpha: FAINT, width: 1 }),
  points: { show: false },
  spanGaps: false,
});

/** The quartiles' edges are not drawn, but the ground between them is.
 * @type {() => uPlot.Series[]} */
const middle = () =>
  Array.from({ length: MIDDLE }, (_, at) => ({
    ...(at === 1 ? { stroke: sheetColour("accent"), width: 3 } : { width: 0 }),
    points: { show: false },
  }));

/** @type {(count: number) => uPlot.Band} */
const bandOf = (count) => ({
  series: [count + MIDDLE, count + 1],
  fill: `color-mix(in srgb, ${sheetColour("accent")} 25%, transparent)`,
});
