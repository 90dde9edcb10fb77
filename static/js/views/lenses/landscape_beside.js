// The other run whose path lies in the same landscape: an earlier one of this visit, or any run by
// its address.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { calledRun, nameOf } from "../../store/earlier_runs.js";
import { runIn, sharesLoss } from "../../store/loss_surface.js";
import { landscapeWords as words } from "../../words/en/landscape.js";
import { onValue } from "../components.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../types.js").Attempt} Attempt */
/** @typedef {{run: string, generation: number | null}} Other as the server is asked for it */
/** @typedef {{other: () => Other | null, name: () => string, fields: () => Template,
 *   stop: () => void}} Beside */

const NONE = "";
const ANY = "any"; // run, by its address

/** `again` is called whenever it is another run.
 * @type {(page: Page, again: () => void) => Beside} */
export function createBeside(page, again) {
  const choice = signal(NONE); // or the number of an earlier run
  const address = signal("");
  const attempt = () => fitting(page).find(({ number }) => `${number}` === choice.value);
  const change = (/** @type {string} */ chosen, text = "") => {
    choice.value = chosen;
    address.value = text;
    again();
  };
  return {
    other() {
      const [chosen, run] = [attempt(), runIn(address.value)];
      if (chosen) return { run: chosen.run.id, generation: chosen.generation };
      return choice.value === ANY && run ? { run, generation: null } : null;
    },
    name() {
      const chosen = attempt();
      return chosen ? calledRun(chosen) : words.otherRun;
    },
    fields: () => html`<label class="field inline"><span class="name">${words.beside}</span>
      <select @change=${onValue((value) => change(value))}>
        <option value=${NONE} .selected=${choice.value === NONE}>${words.nobody}</option>
        ${fitting(page).map((one) => earlier(page, one, choice.value))}
        <option value=${ANY} .selected=${choice.value === ANY}>${words.byAddress}</option>
      </select></label>
      ${
        choice.value === ANY
          ? html`<label class="field inline"><span class="name">${words.address}</span>
            <input type="text" .value=${address.value} autocomplete="off" spellcheck="false"
              @change=${onValue((value) => change(ANY, value))}></label>`
          : nothing
      }`,
    stop: effect(() => {
      const isEarlier = choice.value !== NONE && choice.value !== ANY;
      if (isEarlier && !attempt()) choice.value = NONE; // it came back, or does not fit any more
    }),
  };
}

/** The earlier runs whose paths lie in the landscape of this one, the newest first.
 * @type {(page: Page) => Attempt[]} */
const fitting = ({ attempts, settled }) =>
  attempts.value.filter(({ experiment }) => sharesLoss(experiment, settled.value)).reverse();

/** @type {(page: Page, attempt: Attempt, choice: string) => Template} */
const earlier = ({ catalog }, attempt, choice) => html`<option value=${attempt.number}
  .selected=${`${attempt.number}` === choice}>${calledRun(attempt)}: ${nameOf(attempt, catalog)}
  </option>`;
