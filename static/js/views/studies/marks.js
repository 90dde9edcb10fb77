// How a trial is told from others: by a colour and a shape of its own where there are few, and by
// its number where there are many.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { outline, shapeOf } from "../../workers/appearance.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../types.js").Template} Template */

export const MOST_APART = 8; // trials that have a colour each: more could not be told apart
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];

/** Whether each trial has a colour and a shape of its own.
 * @type {(study: Study) => boolean} */
export const areApart = ({ kind, trials }) =>
  kind.value !== "seeds" && trials.value.length <= MOST_APART;

/** A trial's colour as CSS has it.
 * @type {(study: Study, trial: number) => string} */
export const colourOf = ({ catalog }, trial) =>
  `rgb(${catalog.class_colours[trial % catalog.class_colours.length].join(" ")})`;

/** Dashes and gaps of a trial's curve, in CSS pixels: besides its colour.
 * @type {(trial: number) => number[]} */
export const dashOf = (trial) => DASHES[trial % DASHES.length];

/** A trial's shape in its colour; nothing where there are too many for that.
 * @type {(study: Study, trial: number) => Template} */
export const shape = (study, trial) =>
  areApart(study)
    ? html`<svg class="mark" viewBox="-2 -2 4 4" aria-hidden="true">${svg`<path
      d=${outline(shapeOf(trial))} fill=${colourOf(study, trial)}></path>`}</svg>`
    : nothing;

/** A piece of a trial's curve, with its shape on it, for a legend.
 * @type {(study: Study, trial: number) => Template} */
export const sample = (study, trial) =>
  html`<svg class="sample" viewBox="0 0 36 12" aria-hidden="true">${svg`
    <path d="M0 6H36" stroke=${colourOf(study, trial)} stroke-width="2"
      stroke-dasharray=${dashOf(trial).join(" ")}></path>
    <path transform="translate(18 6) scale(3.4)" d=${outline(shapeOf(trial))}
      fill=${colourOf(study, trial)}></path>`}</svg>`;
