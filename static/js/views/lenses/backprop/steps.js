// Shows the lines of a stop: each a quantity with its formula, the numbers put in, and its value.
// Where a learner fills them in, the lines after an empty one wait until it is filled.
import { html, nothing } from "../../../../vendor/lit-html/lit-html.js";
import { blankForm, isFilled } from "./blanks.js";

/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("../../../types.js").Page} Page */
/** @typedef {import("../../../types.js").Topology} Topology */
/** @typedef {import("./types.js").Backprop} Backprop */
/** @typedef {import("./types.js").Chosen} Chosen */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").Step} Step */
/** @typedef {import("./blanks.js").Blanks} Blanks */
/** @typedef {{page: Page, topology: Topology, answer: Backprop, chosen: Chosen}} Seen what a stop
 *   is made of */

/** @type {(lines: (Step | Note)[], blanks: Blanks) => Template[]} */
export function show(lines, blanks) {
  const shown = [];
  for (const line of lines) {
    if ("note" in line) {
      if (!(line.reveals && blanks.on.value)) shown.push(line.note);
      continue;
    }
    const { blank } = line;
    if (!blank || isFilled(blanks, blank)) shown.push(worked(line));
    else {
      shown.push(worked(line, blankForm(blanks, blank, line.line)));
      break;
    }
  }
  return shown;
}

/** A product stays on one line.
 * @type {(numbers: string) => string} */
const unbroken = (numbers) => numbers.replaceAll(" · ", "\u00a0·\u00a0");

/** @type {(step: Step, form?: Template) => Template} */
const worked = ({ about, line: { symbol, formula, numbers, value } }, form) => html`
  <div class="worked" data-symbol=${symbol}><p class="worked-title">${about}</p>
    <p><b>${symbol}</b> = ${formula}</p>
    ${
      form ??
      html`${numbers ? html`<p class="worked-numbers">= ${unbroken(numbers)}</p>` : nothing}
        <p class="worked-value">= <output>${value}</output></p>`
    }</div>`;
