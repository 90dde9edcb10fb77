// A trial of one's own: a field for each setting that is searched, and how one's best stands beside
// the best that the search has found.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { bestOf } from "../../store/search_figures.js";
import {
  askedIn,
  duel,
  firstFields,
  optionsIn,
  readGuess,
  triedBefore,
} from "../../store/search_guess.js";
import { searchOf } from "../../store/search_looks.js";
import { settingName } from "../../store/settings.js";
import { guessWords as words } from "../../words/en/search.js";
import { button, draw, onValue } from "../components.js";
import { loss } from "../format.js";
import { hindered } from "./head.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../study_types.js").Dimension} Dimension */
/** @typedef {import("../../study_types.js").Trial} Trial */
/** @typedef {import("../../store/search_guess.js").Fields} Fields */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {{typed: {value: Fields}, fault: {value: {path: string, why: string}}}} Form */

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  const form = { typed: signal(/** @type {Fields} */ ({})), fault: signal(NO_FAULT) };
  draw(
    root,
    () =>
      html`<h2>${words.heading}</h2>${
        study.search.value?.method === "hyperband"
          ? html`<p class="hint">${words.inRounds}</p>`
          : guessing(study, form)
      }`,
  );
}

const NO_FAULT = { path: "", why: "" };

/** @type {(study: Study, form: Form) => Template} */
function guessing(study, { typed, fault }) {
  const space = searchOf(study)?.space ?? [];
  const base = study.study.value?.base ?? {};
  const fields = { ...firstFields(space, bestOf(study.trials.value), base), ...typed.value };
  const submit = () => {
    const { values, path, why } = readGuess(space, fields);
    const before = values && triedBefore(space, study.trials.value, values);
    fault.value = before ? { path: "", why: words.tried(study.shortLabel(before)) } : { path, why };
    if (!values || before) return;
    typed.value = fields; // they stay, whatever is the best by then
    study.tryNext(values);
  };
  const set = (/** @type {string} */ path) => (/** @type {string} */ text) => {
    typed.value = { ...fields, [path]: text };
    fault.value = NO_FAULT;
  };
  return html`<p class="hint">${words.hint}</p>
    <div class="fields">${askedIn(space, fields).map((one) =>
      field(study, one, fields[one.path], fault.value.path === one.path, set(one.path)),
    )}
    ${button({ kind: "plain", why: hindered(study), press: submit, content: words.press })}</div>
    <p class="fault" role="alert">${fault.value.why}</p>
    ${standing(study)}`;
}

/** @type {(study: Study, dimension: Dimension, text: string, isWrong: boolean,
 *   set: (text: string) => void) => Template} */
function field(study, dimension, text, isWrong, set) {
  const { path } = dimension;
  const options = optionsIn(dimension);
  const invalid = isWrong ? "true" : nothing;
  return html`<label class="field"><span class="name">${settingName(path)}</span>${
    options
      ? html`<select name=${path} @change=${onValue(set)}>${options.map(
          (one, at) => html`<option value=${at} .selected=${`${at}` === text}
            >${study.valueText(path, one)}</option>`,
        )}</select>`
      : html`<input name=${path} inputmode="decimal" autocomplete="off" .value=${text}
          aria-invalid=${invalid} @input=${onValue(set)}>`
  }</label>`;
}

/** @type {(study: Study) => Template} */
function standing(study) {
  const { own, other } = duel(study.trials.value, study.isOwn);
  if (!own) return nothing;
  const came = (/** @type {Trial | null} */ trial) =>
    trial ? words.came(trial.trial + 1, loss(study.valueOf(trial))) : words.none;
  return html`<p role="status">${words.yours(came(own), came(other))}</p>`;
}
