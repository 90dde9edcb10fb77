// The dialog in which a feature of one's own is typed, looked at, changed or removed: fetched when
// it is first opened. What a formula is and how it looks, the server says while it is typed.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { draw, onValue } from "./components.js";
import { ownFeaturesWords as words } from "../words/en/own.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").FeatureAnswer} FeatureAnswer */
/**
 * @typedef {{page: Page, before: string | null, text: {value: string},
 *   answer: {value: FeatureAnswer | null},
 *   timer: ReturnType<typeof setTimeout> | number, close: () => void}} Dialog
 */

const CALM = 150; // milliseconds without a key until the server is asked
const RESOLUTION = 40; // of the map, as the transport asks for it
const EXAMPLE = "sqrt(x1^2 + x2^2)";

/** Ask for a formula: a new one, or another in the place of one.
 * @type {(page: Page, before: string | null) => void} */
export function openOwn(page, before) {
  const element = document.createElement("dialog");
  element.className = "own-feature";
  element.setAttribute("aria-labelledby", "own-title");
  const text = signal(before ?? "");
  const answer = signal(/** @type {FeatureAnswer | null} */ (null));
  const dialog = { page, before, text, answer, timer: 0, close: () => element.close() };
  const stops = [draw(element, () => contents(dialog)), effect(() => paint(element, answer.value))];
  element.onclose = () => {
    clearTimeout(dialog.timer);
    for (const stop of stops) stop();
    element.remove();
  };
  document.body.append(element);
  element.showModal();
  void look(dialog);
}

/** @type {(dialog: Dialog) => Template} */
function contents(dialog) {
  const { before, text, answer, page } = dialog;
  const judgement = answer.value;
  const remove = () => {
    dialog.close();
    if (before !== null) page.toggleFeature(before);
  };
  return html`<form method="dialog"
    @submit=${(/** @type {Event} */ event) => submit(event, dialog)}>
    <h2 id="own-title">${before === null ? words.aFeatureOfYourOwn : words.yourFeature}</h2>
    <label class="field"><span class="name">${words.formulaInXAndX}</span>
      <input name="formula" .value=${text.value}
        maxlength=${page.catalog.limits.max_formula_characters} placeholder=${EXAMPLE} autofocus
        autocomplete="off" autocapitalize="off" spellcheck="false"
        aria-describedby="own-told own-hint" ?aria-invalid=${Boolean(judgement?.why)}
        @input=${onValue((value) => typed(dialog, value))}></label>
    <p class="fault" aria-hidden="true">${
      judgement?.position ? faultOf(text.value, judgement.position) : nothing
    }</p>
    <div class="shown">
      <canvas width=${RESOLUTION} height=${RESOLUTION} class=${judgement?.shades ? "" : "old"}
        role="img"
        aria-label=${
          judgement?.label ? words.mapOfBlueWhereIt(judgement.label) : words.noMapYet
        }></canvas>
      <div class="told"><p id="own-told" role="status"
        class=${judgement?.why ? "alert" : ""}>${wordsOf(judgement)}</p>
        <p class="hint" id="own-hint">${words.numbersXXPiE}</p></div>
    </div>
    <p class="buttons">${
      before === null
        ? nothing
        : html`<button type="button" class="plain" @click=${remove}>${words.remove}</button>`
    }
      <button type="button" class="plain" @click=${dialog.close}>${words.cancel}</button>
      <button class="plain">${before === null ? "Add" : "Change"}</button></p>
  </form>`;
}

/** The formula again, with the character marked at which it goes wrong.
 * @type {(text: string, position: number) => Template} */
const faultOf = (text, position) =>
  html`<code>${text.slice(0, position - 1)}<mark>${text[position - 1] ?? "\u00a0"}</mark
    >${text.slice(position)}</code>`;

/** @type {(value: number) => string} */
const rounded = (value) => String(Number(value.toPrecision(3))).replace("-", "−");

/** @type {(judgement: FeatureAnswer | null) => Template} */
function wordsOf(judgement) {
  if (judgement?.why) return `${judgement.position ? words.noFormulaYet : ""}${judgement.why}.`;
  if (!judgement?.range) return nothing;
  const [low, high] = judgement.range.map(rounded);
  return html`<b>${judgement.label}</b> ${words.goesFrom(low, high)}`;
}

/** @type {(dialog: Dialog, text: string) => void} */
function typed(dialog, text) {
  dialog.text.value = text;
  clearTimeout(dialog.timer);
  dialog.timer = setTimeout(look, CALM, dialog);
}

/** Ask what the present text is.  An answer that comes after the text has changed again is none.
 * @type {(dialog: Dialog) => Promise<FeatureAnswer | null>} */
async function look({ page, text, answer }) {
  const asked = text.value;
  const judgement = asked.trim() ? await page.askFeature(asked) : null;
  if (asked !== text.value) return null;
  answer.value = judgement;
  return judgement;
}

/** Take the formula, if it is one that is not there yet; else say why not, and stay.
 * @type {(event: Event, dialog: Dialog) => Promise<void>} */
async function submit(event, dialog) {
  event.preventDefault();
  clearTimeout(dialog.timer);
  const { page, before, answer } = dialog;
  const chosen = page.experiment.value.features;
  /** @type {FeatureAnswer} */
  const judgement = (await look(dialog)) ?? { why: words.typeAFormula(EXAMPLE) };
  const again = judgement.name !== before && chosen.includes(judgement.name ?? "");
  if (again) answer.value = { why: words.isThereAlready(judgement.label ?? "") };
  else if (!judgement.name) answer.value = judgement;
  else take(dialog, judgement.name);
}

/** @type {(dialog: Dialog, name: string) => void} */
function take({ page, before, close }, name) {
  close();
  if (before === null) page.toggleFeature(name);
  else
    page.change(
      "features",
      page.experiment.value.features.map((/** @type {string} */ one) =>
        one === before ? name : one,
      ),
    );
}

/** Paint the map as every neuron's is: from orange by way of the middle to blue.
 * @type {(element: HTMLElement, told: FeatureAnswer | null) => void} */
function paint(element, judgement) {
  const canvas = /** @type {HTMLCanvasElement} */ (element.querySelector("canvas"));
  if (!judgement?.shades) return;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const style = getComputedStyle(canvas);
  const [negative, middle, positive] = ["negative", "middle", "positive"].map((name) =>
    style.getPropertyValue(`--${name}`).trim(),
  );
  context.globalAlpha = 1;
  context.fillStyle = middle;
  context.fillRect(0, 0, RESOLUTION, RESOLUTION);
  judgement.shades.forEach((shade, cell) => {
    const value = shade / 127.5 - 1;
    context.fillStyle = value < 0 ? negative : positive;
    context.globalAlpha = Math.abs(value);
    context.fillRect(cell % RESOLUTION, Math.floor(cell / RESOLUTION), 1, 1);
  });
}
