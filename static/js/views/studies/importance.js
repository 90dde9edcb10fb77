// Which settings decide: a bar for each, the most important first, with the middle loss of the
// trials that had each of its values.  Asked for again when more trials are over.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { numberText } from "../../store/search_axes.js";
import { countsOf } from "../../store/search_figures.js";
import { settingName } from "../../store/settings.js";
import { importanceWords as words } from "../../words/en/search.js";
import { draw } from "../components.js";
import { loss } from "../format.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../study_types.js").Importance} Importance */
/** @typedef {import("../../study_types.js").Decisive} Decisive */
/** @typedef {import("../../study_types.js").Group} Group */
/** @typedef {import("../../types.js").Template} Template */

const CALM = 1500; // milliseconds between two questions

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  const found = signal(/** @type {Decisive[]} */ ([]));
  let timer = 0;
  let asked = -1; // trials that were over when it was asked
  const question = async () => {
    timer = 0;
    asked = overIn(study);
    const answer = /** @type {Importance | null} */ (await study.ask("importance"));
    if (answer) found.value = sorted(answer.importance);
  };
  effect(() => {
    if (overIn(study) !== asked) timer ||= setTimeout(() => void question(), CALM);
  });
  draw(root, () => contents(study, found.value));
}

/** How many trials are over.
 * @type {(study: Study) => number} */
function overIn({ trials }) {
  const { done = 0, culled = 0, diverged = 0, unfit = 0 } = countsOf(trials.value);
  return done + culled + diverged + unfit;
}

/** @type {(list: Decisive[]) => Decisive[]} */
const sorted = (list) => [...list].sort((one, other) => (other.share ?? -1) - (one.share ?? -1));

/** @type {(study: Study, found: Decisive[]) => Template} */
const contents = (study, found) => html`<h2>${words.importance}</h2>
  <p class="hint">${words.hint}</p>
  ${
    found.length
      ? html`<ul class="importance">${found.map((one) => bar(study, one))}</ul>`
      : html`<p>${words.notYet}</p>`
  }`;

/** @type {(study: Study, one: Decisive) => Template} */
const bar = (study, { path, share, groups }) => html`<li><span class="name">${settingName(path)}
    <span class="value">${share === null ? words.unknown : words.share(share)}</span></span>
  <span class="bar" aria-hidden="true"><span .style=${`width: ${100 * (share ?? 0)}%`}
    ></span></span>
  ${
    groups.length
      ? html`<details><summary>${words.groups}</summary><ul>${groups.map(
          (group) =>
            html`<li>${words.group(
              valuesOf(study, path, group),
              group.trials,
              loss(group.median),
            )}</li>`,
        )}</ul></details>`
      : nothing
  }</li>`;

/** @type {(study: Study, path: string, group: Group) => string} */
const valuesOf = (study, path, { from, to, value }) =>
  from !== undefined && to !== undefined
    ? words.span(numberText(from), numberText(to))
    : study.valueText(path, value);
