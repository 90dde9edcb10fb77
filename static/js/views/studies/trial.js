// The trial that is pointed at anywhere on the page: its settings, its figures, a small curve, and
// the way into the playground.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { STATE_WORDS, trialWords as words } from "../../words/en/studies.js";
import { button, draw } from "../components.js";
import { loss } from "../format.js";
import { barrier } from "../connection.js";
import { shape } from "./marks.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/study.js").Trial} Trial */
/** @typedef {import("../../study_types.js").Tried} Tried */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../types.js").Values} Values */

const WIDTH = 160;
const HEIGHT = 40; // user units of the small curve

/** @type {(root: HTMLElement, study: Study) => void} */
export const mount = (root, study) => void draw(root, () => contents(study));

/** @type {(study: Study) => Template} */
function contents(study) {
  const trial = study.trials.value.find((one) => one.trial === study.chosen.value);
  if (!trial) return html`<h2>${words.oneTrial}</h2><p class="hint">${words.pointAtOne}</p>`;
  return html`<h2>${words.oneTrial}</h2>
    <p class="named">${shape(study, trial.trial)} <strong>${study.label(trial)}</strong></p>
    <dl>${figures(study, trial).map(
      ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
    )}</dl>
    ${small(study, trial.trial)}
    <p class="buttons">${button({
      kind: "plain",
      why: barrier(study) || study.opening.value,
      title: words.opensIt,
      press: () => study.open(trial.trial),
      content: words.open,
    })}</p>`;
}

/** @type {(study: Study, trial: Trial) => [string, string][]} */
const figures = (study, trial) => [
  ...study.settingsOf(trial),
  [words.loss, loss(trial.loss)],
  [words.testLoss, loss(trial.testLoss)],
  ...(trial.tried ? ofSearch(study, trial, trial.tried) : ofLockStep(study, trial)),
];

/** @type {(study: Study, trial: Trial) => [string, string][]} */
const ofLockStep = (study, trial) => [
  [study.goalText.value, trial.reached === null ? words.notYet : words.inEpoch(trial.reached)],
  ...(trial.diverged === null
    ? []
    : [/** @type {[string, string]} */ ([words.diverged, words.inEpoch(trial.diverged)])]),
];

/** @type {(study: Study, trial: Trial, tried: Tried) => [string, string][]} */
function ofSearch(study, trial, { state, epochs, best }) {
  const { trial: of, text } = study.fate.value ?? { trial: -1, text: "" };
  return [
    [words.best(study.metric.value), loss(best)],
    [words.epochs, String(epochs)],
    [words.state, STATE_WORDS[state]],
    .../** @type {[string, string][]} */ (of === trial.trial && text ? [[words.why, text]] : []),
  ];
}

/** The curve of one trial, from the largest of its losses down to 0.
 * @type {(study: Study, trial: number) => Template} */
function small(study, trial) {
  const curve = study.curves.value.of.get(trial);
  if (!curve || curve.epochs.length < 2) return nothing;
  const values = curve[study.metric.value];
  const most = values.reduce((/** @type {number} */ high, value) => Math.max(high, value ?? 0), 0);
  const last = Number(curve.epochs.at(-1)) || 1;
  let pen = "M";
  let path = "";
  values.forEach((value, at) => {
    if (value === null) return;
    const x = (Number(curve.epochs[at]) / last) * WIDTH;
    path += `${pen}${x.toFixed(1)} ${(HEIGHT - (value / (most || 1)) * HEIGHT).toFixed(1)}`;
    pen = "L";
  });
  return html`<svg class="small-curve" viewBox=${`0 -2 ${WIDTH} ${HEIGHT + 4}`}
    role="img" aria-label=${words.curveFrom(loss(values[0]), loss(values.at(-1) ?? null))}>${svg`
    <path d=${path}></path>`}</svg>`;
}
