// The table of all trials, which is the equal of every picture: what is other in each, and what
// came of it at the epoch that is shown.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { computed, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { STATE_WORDS, tableWords as words } from "../../words/en/studies.js";
import { draw, onValue } from "../components.js";
import { loss } from "../format.js";
import { shape } from "./marks.js";
import { columnsOf, filtered, ordered, stateOf } from "./order.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/study.js").Trial} Trial */
/** @typedef {import("../../store/study.js").Order} Order */
/** @typedef {import("./order.js").Column} Column */
/** @typedef {import("./order.js").Filter} Filter */
/** @typedef {import("../../types.js").Template} Template */

const PAGE = 64; // rows at once: a browser draws thousands slowly
const MANY = 16; // trials from which on rows are filtered

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  const order = signal(/** @type {Order} */ ({ key: "trial", descending: false }));
  const filter = signal(/** @type {Filter} */ ({ text: "", state: "" }));
  const rows = signal(PAGE);
  const columns = computed(() => columnsOf(study)); // not anew for each that is pointed at
  const trials = computed(() =>
    filtered(brushedOf(study, ordered(study, order.value)), filter.value, (trial) =>
      columns.value.map((column) => written(column, trial, study)),
    ),
  );
  draw(root, () =>
    contents(study, { order, rows, filter }, { columns: columns.value, trials: trials.value }),
  );
}

/** The trials that brushes keep.
 * @type {(study: Study, trials: Trial[]) => Trial[]} */
const brushedOf = ({ kept }, trials) =>
  trials.filter(({ trial }) => kept.value === null || kept.value.has(trial));

/** @typedef {{order: {value: Order}, rows: {value: number}, filter: {value: Filter}}} Wishes */

/** @type {(study: Study, wishes: Wishes, all: {columns: Column[], trials: Trial[]}) => Template} */
function contents(study, { order, rows, filter }, { columns, trials }) {
  return html`<header><h2>${words.table}</h2>${filters(study, filter)}
      <div class="buttons"><a class="plain" href=${study.files.csv} download>${words.csv}</a>
      <a class="plain" href=${study.files.tensorboard} download
        title=${words.tensorboardTitle}>${words.tensorboard}</a></div></header>
    <p class="hint">${study.kept.value ? words.brushed(study.kept.value.size) : nothing}</p>
    <div class="scrolled" tabindex="0" role="group" aria-label=${words.table}>
    <table><caption class="unseen">${words.atEpoch(study.epoch.value)}</caption>
      <thead><tr>${columns.map((column) => heading(column, order))}<th scope="col"><span
        class="unseen">${words.action}</span></th></tr></thead>
      <tbody>${trials.slice(0, rows.value).map((trial) => row(study, columns, trial))}</tbody>
    </table></div>
    ${trials.length ? nothing : html`<p class="hint">${words.noRow}</p>`}
    ${
      trials.length > rows.value
        ? html`<p><button class="plain" @click=${() => (rows.value += PAGE)}>
          ${words.more(rows.value, trials.length)}</button></p>`
        : nothing
    }`;
}

/** Ways to see some rows alone, where there are many.
 * @type {(study: Study, filter: {value: Filter}) => Template} */
function filters(study, filter) {
  if (study.count.value < MANY) return nothing;
  const present = [...study.trials.value.map(stateOf), filter.value.state].filter(Boolean);
  const states = [...new Set(present)];
  return html`<span class="filters"><label class="field inline"><span class="name"
      >${words.filter}</span><input name="filter" type="search" .value=${filter.value.text}
      @input=${onValue((text) => (filter.value = { ...filter.value, text }))}></label>
    <label class="field inline"><span class="name">${words.status}</span><select name="state"
      @change=${onValue((state) => (filter.value = { ...filter.value, state }))}>
      <option value="">${words.all}</option>${states.map(
        (state) => html`<option value=${state}
          .selected=${state === filter.value.state}>${STATE_WORDS[state]}</option>`,
      )}</select></label></span>`;
}

/** @type {(column: Column, order: {value: Order}) => Template} */
function heading({ key, label, isNumber }, order) {
  const isIt = order.value.key === key;
  const { descending } = order.value;
  const sort = () => (order.value = { key, descending: isIt && !descending });
  return html`<th scope="col" class=${isNumber ? "number" : ""}
    aria-sort=${isIt ? (descending ? "descending" : "ascending") : nothing}>
    <button class="heading" @click=${sort}>${label}<span
      aria-hidden="true">${isIt ? (descending ? " ▾" : " ▴") : ""}</span></button></th>`;
}

/** @type {(study: Study, columns: Column[], trial: Trial) => Template} */
function row(study, columns, trial) {
  const point = () => (study.chosen.value = trial.trial);
  return html`<tr class=${study.chosen.value === trial.trial ? "chosen" : ""}
    data-trial=${trial.trial} @pointerenter=${point} @focusin=${point}>
    ${columns.map((column, at) => {
      const text = written(column, trial, study);
      return at
        ? html`<td class=${column.isNumber ? "number" : ""}>${text}</td>`
        : html`<th scope="row" class="number">${shape(study, trial.trial)} ${text}</th>`;
    })}
    <td><button class="plain" @click=${() => study.open(trial.trial)}>${words.open}<span
      class="unseen"> ${study.label(trial)}</span></button></td></tr>`;
}

const LOSSES = ["loss", "test_loss", "best"];

/** @type {(column: Column, trial: Trial, study: Study) => string} */
function written({ key, valueOf }, trial, study) {
  const value = valueOf(trial);
  if (LOSSES.includes(key)) return loss(/** @type {number | null} */ (value));
  if (value === null) return "–";
  return key in trial.values ? study.valueText(key, trial.values[key]) : String(value);
}
