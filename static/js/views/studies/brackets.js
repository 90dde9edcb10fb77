// Hyperband's brackets: for each round the trials that came to it, with a sign for those that go on
// and those that are culled.  Pointing at one says what became of it, and why.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { bracketsOf } from "../../store/brackets.js";
import { bracketWords as words } from "../../words/en/search.js";
import { STATE_WORDS } from "../../words/en/studies.js";
import { draw } from "../components.js";
import { SIGNS } from "./signs.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/brackets.js").Round} Round */
/** @typedef {import("../../types.js").Template} Template */

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  render(
    html`<h2>${words.brackets}</h2><div class="brackets"></div>
      <p class="fate" role="status"></p><p class="hint">${words.key}</p>`,
    root,
  );
  const place = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(name));
  draw(place(".brackets"), () => {
    const plan = study.search.value?.brackets ?? [];
    const found = bracketsOf(plan, study.trials.value);
    return html`${found.map((rounds, at) => (rounds.length ? bracket(study, rounds, at) : ""))}`;
  });
  draw(place(".fate"), () => html`${fate(study)}`);
  place(".brackets").addEventListener("pointerover", ({ target }) => {
    const { trial } = /** @type {HTMLElement} */ (target).dataset;
    if (trial !== undefined) study.chosen.value = Number(trial);
  });
}

/** @type {(study: Study, rounds: Round[], at: number) => Template} */
const bracket = (study, rounds, at) =>
  html`<section class="bracket"><h3>${words.bracket(at)}</h3><ol>${rounds.map(
    ({ trials, epochs, standings }) =>
      html`<li><span class="name">${words.round(trials, epochs)}</span><span class="standings">${
        standings.length
          ? standings.map(
              ({ trial, state }) => html`<span data-trial=${trial}
              class=${`${state} ${study.chosen.value === trial ? "chosen" : ""}`}
              >${SIGNS[state]}</span>`,
            )
          : words.notBegun
      }</span></li>`,
  )}</ol></section>`;

/** What has become of the trial that is chosen.
 * @type {(study: Study) => string} */
function fate(study) {
  const trial = study.trials.value[study.chosen.value ?? -1];
  if (!trial?.tried) return words.pointAtOne;
  const { state, epochs } = trial.tried;
  const name = study.shortLabel(trial);
  const fate = study.fate.value;
  if (fate?.trial === trial.trial && fate.text) return words.why(name, fate.text);
  return words.why(name, words.stands(STATE_WORDS[state], epochs));
}
