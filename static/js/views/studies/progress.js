// How far a search is: its trials counted, the best so far and its figures, how many of the best
// stand out in all pictures, and the ways to go on: with more trials, or in a narrower space.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { bestOf, countsOf, figuresOf } from "../../store/search_figures.js";
import { searchOf } from "../../store/search_looks.js";
import { changesOf, narrowed } from "../../store/search_narrow.js";
import { progressWords as words } from "../../words/en/search.js";
import { button, draw, onValue } from "../components.js";
import { loss } from "../format.js";
import { barrier } from "../connection.js";
import { hindered } from "./head.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/study.js").Trial} Trial */
/** @typedef {import("../../store/search_looks.js").Looks} Looks */
/** @typedef {import("../../store/search_figures.js").Figures} Figures */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {{more: {value: string}, fault: {value: string}}} Form */

const USUAL_MORE = "20";

/** @type {(root: HTMLElement, study: Study, looks: Looks) => void} */
export function mount(root, study, looks) {
  const form = { more: signal(USUAL_MORE), fault: signal("") };
  draw(
    root,
    () => html`<h2>${words.search}</h2>${told(study)} ${best(study)} ${top(study, looks)}
      ${steering(study, looks, form)}`,
  );
}

/** @type {(study: Study) => Template} */
function told(study) {
  const method = words.methods[study.search.value?.method ?? ""] ?? "";
  const counts = countsOf(study.trials.value);
  const end = study.status.value === "finished" ? (words.ended[study.reason.value] ?? "") : "";
  return html`<p class="count" role="status" aria-live="polite"><strong>${words.progress(
    method,
    study.count.value,
    study.planned.value,
    counts,
  )}</strong> <span>${end}</span></p>`;
}

/** @type {(study: Study) => Template} */
function best(study) {
  const trials = study.trials.value;
  const found = bestOf(trials);
  if (!found) return html`<p>${words.noneYet}</p>`;
  const metric = study.metric.value;
  const other = metric === "loss" ? "test_loss" : "loss";
  const lossOf = (/** @type {string} */ name) => (/** @type {Trial} */ trial) =>
    name === "loss" ? trial.loss : trial.testLoss;
  const rows = /** @type {[string, Figures][]} */ ([
    [words.score(metric), figuresOf(trials, study.valueOf)],
    ...[metric, other].map((name) => [words.loss(name), figuresOf(trials, lossOf(name))]),
  ]);
  const point = () => (study.chosen.value = found.trial);
  return html`<p class="buttons">${words.best}
      <button class="plain" @click=${point}>${study.label(found)}</button>
      ${button({
        kind: "plain primary",
        why: barrier(study) || study.opening.value,
        press: () => study.open(found.trial),
        content: words.openBest,
      })}</p>
    <div class="scrolled" tabindex="0" role="group" aria-label=${words.search}><table>
      <thead><tr>${[words.metric, words.ofBest, words.ofLast, words.least].map(
        (name, at) => html`<th scope="col" class=${at ? "number" : ""}>${name}</th>`,
      )}</tr></thead>
      <tbody>${rows.map(
        ([name, { ofBest, ofLast, least }]) => html`<tr><th scope="row">${name}</th>
          ${[ofBest, ofLast, least].map(
            (value) => html`<td class="number">${loss(value)}</td>`,
          )}</tr>`,
      )}</tbody></table></div>`;
}

/** @type {(study: Study, looks: Looks) => Template} */
const top = (study, { percent, top: found, kept, brushes }) => html`<label class="field"><span
    class="name">${words.top}<span class="value">${words.percent(
      percent.value,
      found.value.size,
    )}</span></span>
    <input type="range" min="1" max="100" .value=${String(percent.value)}
      @input=${onValue((value) => (percent.value = Number(value)))}></label>
  ${
    kept.value
      ? html`<p class="buttons" role="status">${words.kept(kept.value.size, study.count.value)}
        <button class="plain" @click=${() => (brushes.value = {})}>${words.clear}</button></p>`
      : nothing
  }`;

/** @type {(study: Study, looks: Looks, form: Form) => Template} */
function steering(study, looks, { more, fault }) {
  const space = searchOf(study)?.space ?? [];
  const next = narrowed(space, looks.axes.value, looks.lines.value, looks.brushes.value);
  const waits = study.reason.value === "no_guess";
  const why = hindered(study) || (waits ? words.ended.no_guess : "");
  const goOn = (/** @type {boolean} */ isNarrower) => () => {
    const left = study.catalog.limits.max_search_trials - study.count.value;
    const count = Number(more.value);
    const isOne = more.value.trim() !== "" && Number.isInteger(count);
    fault.value = isOne && count >= 1 && count <= left ? "" : words.moreWrong(left);
    if (fault.value) return;
    study.goOn(study.count.value + count, isNarrower ? next.space : null);
    if (isNarrower) looks.brushes.value = {};
  };
  return html`<div class="fields"><label class="field"><span class="name">${words.more}</span>
      <input name="more" inputmode="numeric" autocomplete="off" .value=${more.value}
        aria-invalid=${fault.value ? "true" : nothing}
        @input=${onValue((value) => (more.value = value))}></label>
    ${button({ kind: "plain", why, press: goOn(false), content: words.goOn })}
    ${button({ kind: "plain", why: why || next.why, press: goOn(true), content: words.narrow })}
    </div>
    <p class="fault" role="alert">${fault.value}</p>
    <p class="hint">${
      next.space
        ? words.narrowTo(changesOf(space, next.space, study.valueText))
        : looks.kept.value && next.why
    }</p>`;
}
