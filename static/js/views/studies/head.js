// The head of a study: what it is called and what is varied, the buttons that steer all trials at
// once, and the time line on which all of them go back and forth.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { headWords as words } from "../../words/en/studies.js";
import { button, draw, icon, onValue } from "../components.js";
import { epochDigits } from "../format.js";
import { barrier } from "../connection.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../types.js").Template} Template */

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  const name = study.kind.peek() === "search" ? words.timeLineOfSearch : words.timeLine;
  render(
    html`<div class="called"></div><div class="steering"></div>
      <label class="field along"><span class="name">${name}
        <span class="value"></span></span>
        <input type="range" min="0" step="1"
          @input=${onValue((value) => study.seek(Number(value)))}></label>`,
    root,
  );
  const [called, steering, along] = /** @type {HTMLElement[]} */ ([...root.children]);
  draw(called, () => title(study));
  draw(steering, () => buttons(study));
  effect(() => follow(along, study));
  addEventListener("keydown", (event) => onKey(event, study));
}

/** @type {(study: Study) => Template} */
const title = (study) => html`<h1>${study.title.value}</h1>
  <p class="hint">${study.about.value}</p>`;

/** Why the study cannot be steered just now; empty if it can.
 * @type {(study: Study) => string} */
export const hindered = (study) => barrier(study) || (study.canControl.value ? "" : words.youWatch);

/** @type {(study: Study) => Template} */
function buttons(study) {
  const why = hindered(study);
  const isOver = study.status.value === "finished";
  const isRunning = study.status.value === "running";
  const says = waitsForGuess(study)
    ? OF_GUESSES
    : study.kind.value === "search"
      ? OF_SEARCH
      : OF_LOCK_STEP;
  return html`<div class="buttons">
      ${button({
        kind: "round",
        why,
        label: words.reset,
        title: says.reset,
        press: study.reset,
        content: icon("reset"),
      })}
      ${button({
        kind: "round play",
        why: why || (isOver ? says.isOver : ""),
        label: isRunning ? says.pause : says.play,
        title: isRunning ? says.pauseAll : says.playAll,
        press: study.toggle,
        content: icon(isRunning ? "pause" : "play"),
      })}
      ${button({
        kind: "round",
        why: why || (isOver ? says.isOver : ""),
        label: words.step,
        title: says.step,
        press: study.step,
        content: icon("step"),
      })}
    </div>
    <p class="epoch"><span class="name">${says.epoch}</span>
      <strong data-epoch=${study.epoch.value}>${epochDigits(study.epoch.value)}</strong></p>
    <p class="status" role="status">${says.status[study.status.value] ?? ""}
      ${study.canControl.value ? nothing : words.youWatch}</p>`;
}

const OF_LOCK_STEP = {
  ...{ reset: words.resetAll, isOver: words.isOver, step: words.stepAll, epoch: words.epoch },
  ...{ pause: words.pause, pauseAll: words.pauseAll, play: words.play, playAll: words.playAll },
  status: /** @type {Record<string, string>} */ ({
    running: words.itTrains,
    finished: words.itIsFinished,
  }),
};

/** @type {typeof OF_LOCK_STEP} */
const OF_SEARCH = {
  ...{ reset: words.resetSearch, isOver: words.searchIsOver, step: words.stepTrial },
  ...{ pause: words.stop, pauseAll: words.stopSearch },
  ...{ play: words.goOn, playAll: words.goOnSearching, epoch: words.trialsOver },
  status: { running: words.itSearches, finished: words.searchIsFinished },
};

/** Whether a search has tried all that stands in it, and may try more.
 * @type {(study: Study) => boolean} */
const waitsForGuess = ({ reason }) => reason.value === "no_guess";

/** @type {typeof OF_LOCK_STEP} */
const OF_GUESSES = {
  ...{ ...OF_SEARCH, isOver: words.writeNext },
  status: { ...OF_SEARCH.status, finished: words.itWaits },
};

/** The slider goes along, but not under the hand that moves it.
 * @type {(along: HTMLElement, study: Study) => void} */
function follow(along, study) {
  const [epoch, latest] = [study.epoch.value, study.latest.value];
  const slider = /** @type {HTMLInputElement} */ (along.querySelector("input"));
  const value = /** @type {HTMLElement} */ (along.querySelector(".value"));
  slider.max = String(Math.max(1, latest));
  if (!study.seeking.value) slider.value = String(epoch);
  slider.disabled = latest === 0 || Boolean(hindered(study));
  const says = study.kind.value === "search" ? words.trialOf : words.epochOf;
  const text = says(epoch, latest);
  slider.setAttribute("aria-valuetext", text);
  value.textContent = latest ? text : "";
}

/** Space plays and pauses, the arrow to the right steps, as in the playground.
 * @type {(event: KeyboardEvent, study: Study) => void} */
function onKey(event, study) {
  const { key, ctrlKey, metaKey, altKey } = event;
  const at = /** @type {Element} */ (event.target);
  if (at !== document.body && !at.matches("main")) return; // elsewhere they have a use already
  if (ctrlKey || metaKey || altKey || hindered(study)) return;
  const act = { " ": study.toggle, ArrowRight: study.step, r: study.reset }[key];
  if (!act) return;
  event.preventDefault();
  act();
}
