// Is it luck?  How many starts of one setting reach the goal: guessed first, then counted, with how
// sure the count is.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { median, wilson } from "../../store/study_figures.js";
import { DICE, luckWords as words } from "../../words/en/studies.js";
import { draw } from "../components.js";
import { barrier } from "../connection.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../types.js").Template} Template */

const HUNDRED = 100;

/** @type {(root: HTMLElement, study: Study, keep: (guess: number | null) => void) => void} */
export function mount(root, study, keep) {
  const fault = signal("");
  draw(root, () =>
    study.isRevealed.value ? counted(study) : html`${asked(study, fault, keep)} ${dice(study)}`,
  );
}

/** @type {(study: Study) => number} */
const goalless = ({ goal }) => Number(goal.value === null);

/** What is asked before anything is shown.
 * @type {(study: Study, fault: {value: string}, keep: (guess: number | null) => void) =>
 *   Template} */
function asked(study, fault, keep) {
  const all = study.trials.value.length;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.target);
    const text = String(new FormData(form).get("guess") ?? "").trim();
    const guess = Number(text);
    const isOne = text !== "" && Number.isInteger(guess) && guess >= 0 && guess <= all;
    fault.value = isOne ? "" : words.writeNumber(all);
    if (isOne) reveal(study, keep, guess);
    else form.querySelector("input")?.focus();
  };
  return html`<h2>${words.isItLuck}</h2>
    <form class="guess" novalidate @submit=${submit}>
      <p class="question">${words.question(study.goalText.value, all, epochsOf(study))}</p>
      <label class="field inline"><span class="name">${words.yourGuess}</span>
        <input name="guess" inputmode="numeric" autocomplete="off"
          aria-describedby="guess-fault"> ${words.outOf(all)}</label>
      <p class="buttons"><button class="plain primary">${words.guess}</button>
        <button type="button" class="plain"
          @click=${() => reveal(study, keep, null)}>${words.withoutGuess}</button></p>
      <p class="fault" role="alert" id="guess-fault">${fault.value}</p>
    </form>`;
}

/** Show what comes of the trials, and train them if nobody has yet.
 * @type {(study: Study, keep: (guess: number | null) => void, guess: number | null) => void} */
function reveal(study, keep, guess) {
  study.guess.value = guess;
  study.hasGuessed.value = true;
  keep(guess);
  const mayPlay = study.canControl.value && !barrier(study);
  if (mayPlay && study.latest.value === 0 && study.status.value !== "running") study.play();
}

/** @type {(study: Study) => number} */
const epochsOf = ({ study }) => study.value?.budget.epochs ?? 0;

/** What has come of it so far.
 * @type {(study: Study) => Template} */
function counted(study) {
  if (goalless(study)) return html`<h2>${words.isItLuck}</h2><p>${words.noGoal}</p>${dice(study)}`;
  const trials = study.trials.value;
  const reached = trials.filter((trial) => trial.reached !== null);
  const lost = trials.filter(({ diverged }) => diverged !== null).length;
  const [low, high] = wilson(reached.length, trials.length);
  const middle = median(reached.map((trial) => trial.reached));
  const isOver = study.epoch.value >= epochsOf(study) || study.status.value === "finished";
  const percent = (/** @type {number} */ share) => Math.round(HUNDRED * share);
  return html`<h2>${words.isItLuck}</h2>
    <p class="count" role="status" aria-live=${isOver ? "polite" : "off"}>
      <strong>${words.reach(study.goalText.value, reached.length, trials.length)}</strong>
      <span>${words.interval(percent(low), percent(high))}</span></p>
    ${bar(reached.length, lost, trials.length)}
    <p>${reached.length ? words.medianEpoch(Math.round(middle ?? 0)) : words.noneYet}
      ${lost ? words.lost(lost) : nothing}
      ${isOver ? nothing : words.soFar(study.epoch.value, epochsOf(study))}</p>
    ${verdict(study, reached.length, trials.length, isOver)} ${dice(study)}`;
}

/** Which share has reached the goal, and which has diverged, each with a sign besides its colour.
 * @type {(reached: number, lost: number, all: number) => Template} */
const bar = (reached, lost, all) => html`<div class="shares" aria-hidden="true">
  ${[
    ["reached", reached],
    ["slow", all - reached - lost],
    ["lost", lost],
  ].map(([name, count]) =>
    count ? html`<span class=${name} .style=${`flex-grow: ${count}`}>${count}</span>` : nothing,
  )}</div>`;

/** The guess beside the count, once it stands.
 * @type {(study: Study, reached: number, all: number, isOver: boolean) => Template} */
function verdict({ guess }, reached, all, isOver) {
  if (guess.value === null) return nothing;
  const away = Math.abs(guess.value - reached);
  const text = isOver ? words.verdict(guess.value, away, away <= all / HUNDRED) : "";
  return html`<p class="verdict">${text || words.youSaid(guess.value)}</p>`;
}

/** Which dice are thrown anew for each trial, and ways to throw others.
 * @type {(study: Study) => Template} */
function dice(study) {
  const vary = study.study.value?.vary;
  if (vary?.kind !== "seeds") return nothing;
  const others = ["weights", "order", "data"].filter((one) => vary.of.join() !== one);
  return html`<p class="hint">${words.thrown(vary.of)} ${words.throwOnly}
    ${others.map(
      (one, place) => html`${place ? " · " : ""}<a href=${study.otherDice(one)}>${DICE[one]}</a>`,
    )}</p>`;
}
