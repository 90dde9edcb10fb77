// Keras code that a person pastes becomes the network: the server reads it, and never runs it.
import { html } from "../../vendor/lit-html/lit-html.js";
import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { button } from "./components.js";
import { barrier } from "./messages.js";
import { inputsOf } from "../store/document.js";
import { pastedNetwork } from "../store/pasted_code.js";
import { pasteWords as words } from "../words/en/paths.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

const EXAMPLE = `keras.Sequential([
    keras.layers.Dense(8, "relu"),
    keras.layers.Dense(1),
])`;
const trouble = signal(""); // what is wrong with the code that was pasted last

/** @type {(page: Page) => Template} */
export const pasteCode = (page) => html`
  <div class="paths" data-control="pasteCode"><details
    class="paths paste"><summary>${words.paste}</summary>
    <label class="field"><span class="name">${words.code}</span>
      <textarea rows="6" spellcheck="false" autocomplete="off" placeholder=${EXAMPLE}
        maxlength=${page.catalog.limits.max_code_characters}></textarea></label>
    <p class="buttons">${button({
      kind: "plain",
      why: barrier(page),
      press: () => void take(page),
      content: words.take,
    })}</p>
    <p class="alert" role="alert">${trouble.value}</p>
  </details></div>`;

/** Have the code read, and take its network over, if its paths fit the inputs that are here.
 * @type {(page: Page) => Promise<void>} */
async function take(page) {
  const field = /** @type {HTMLTextAreaElement} */ (document.querySelector(".paste textarea"));
  const { answer, refusal } = await page.ask("api/networks/from-code", { code: field.value });
  trouble.value = answer ? "" : refusal?.detail || words.away;
  if (!answer) return;
  const experiment = page.experiment.value;
  const network = pastedNetwork(experiment, answer, page.catalog);
  const { hidden, inputs, units, each } = answer;
  if (network) {
    page.load({ ...experiment, network });
    page.notice("info", words.taken(hidden.length, inputs, units, each));
  } else trouble.value = words.otherInputs(inputs, inputsOf(experiment).length);
}
