// Numbers that a learner fills in.  They are marked on the server's own numbers; a wrong one is
// answered by a hint, the second by another one, the third by the number.
import { html, nothing } from "../../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../../vendor/signals-core/signals-core.mjs";
import { typed } from "../../../store/codecs.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { figure } from "./figures.js";

/** @typedef {import("../../../types.js").Template} Template */
/** @template T @typedef {import("../../../types.js").Signal<T>} Signal */
/** @typedef {import("./types.js").Blank} Blank */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {"right" | "sign" | "wrong" | "none"} Mark */
/** @typedef {{tries: number, text: string, mark: Mark}} Fill what was filled in, and how often */
/** @typedef {{on: Signal<boolean>, fills: Signal<Partial<Record<Blank["kind"], Fill>>>}} Blanks */

const TOLERANCE = 0.01; // of the number: three digits that count are right
const ZERO = 1e-9; // how far from 0 a number may be that is 0
const NEAR = 0.1; // of the number: how far the ends of a hint are from it
const TRIES = 3; // after which the number is told

/** @type {() => Blanks} */
export const createBlanks = () => ({ on: signal(false), fills: signal({}) });

/** Judge what was filled in.
 * @type {(text: string, number: number) => Mark} */
export function markOf(text, number) {
  const value = text.trim() ? typed(text) : NaN;
  if (!Number.isFinite(value)) return "none";
  const most = Math.max(ZERO, TOLERANCE * Math.abs(number));
  if (Math.abs(value - number) <= most) return "right";
  return Math.abs(value + number) <= most ? "sign" : "wrong";
}

/** Whether a line tells its number: nobody is to fill it in, or somebody has, or has tried enough.
 * @type {(blanks: Blanks, blank: Blank) => boolean} */
export function isFilled({ on, fills }, { kind, number }) {
  const fill = fills.value[kind];
  return !on.value || number === null || fill?.mark === "right" || (fill?.tries ?? 0) >= TRIES;
}

/** @type {(blanks: Blanks, blank: Blank, text: string) => void} */
function fill({ fills }, { kind, number }, text) {
  const before = fills.peek()[kind];
  const mark = markOf(text, number ?? NaN);
  const tries = (before?.tries ?? 0) + Number(mark === "wrong" || mark === "sign");
  fills.value = { ...fills.peek(), [kind]: { text, mark, tries } };
}

/** @type {(blanks: Blanks, blank: Blank, line: Line) => Template} */
export function blankForm(blanks, blank, line) {
  const tried = blanks.fills.value[blank.kind];
  const send = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const form = /** @type {HTMLFormElement} */ (event.currentTarget);
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem("number"));
    fill(blanks, blank, field.value);
  };
  return html`${blank.given ? html`<p class="worked-numbers">${blank.given}</p>` : nothing}
    <form class="blank" novalidate @submit=${send}>
      <label>= <span class="unseen">${line.symbol}</span><input name="number" type="text"
        inputmode="text" autocomplete="off" size="10" .value=${tried?.text ?? ""}
        aria-invalid=${tried && tried.mark !== "right" ? "true" : nothing}
        aria-describedby="blank-hint"></label>
      <button class="plain">${words.fillCheck}</button></form>
    <p class="hint" id="blank-hint" role="status">${hintOf(tried, blank, line)}</p>`;
}

/** @type {(tried: Fill | undefined, blank: Blank, line: Line) => string} */
export function hintOf(tried, { kind, number, given }, { numbers = "" }) {
  if (!tried) return words.fillIn;
  if (tried.mark === "none") return words.fillNumber(tried.text);
  const first = tried.mark === "sign" ? words.fillSign : words.fillHints[kind];
  if (tried.tries < 2) return first;
  if (numbers && !given) return words.fillNumbers(numbers);
  const [one, other] = [1 - NEAR, 1 + NEAR].map((share) => (number ?? 0) * share);
  return words.fillBetween(figure(Math.min(one, other)), figure(Math.max(one, other)));
}

/** What was filled in, in a line: how many were right.
 * @type {(blanks: Blanks) => Template} */
export function score({ fills }) {
  const all = Object.values(fills.value);
  const right = all.filter(({ mark }) => mark === "right").length;
  return all.length
    ? html`<span class="hint">${words.fillScore(right, all.length)}</span>`
    : nothing;
}
