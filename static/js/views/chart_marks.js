// Marks in the chart: where the time line stands, where the training diverged, and what was changed
// at which epoch.  The changes stand in a list, too, for all that cannot point at a mark.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import uPlot from "../../vendor/uplot/uPlot.js";
import { changesInWords } from "../store/changes_in_words.js";
import { chartMarksWords as words } from "../words/en/results.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Mark} Mark */
/** @typedef {import("../types.js").Template} Template */

/** Marks at the last epoch that could be measured, if the training diverged after it, and at the
 * epoch that the time line has gone back to.
 * @type {(plot: uPlot, page: Page) => void} */
export function markEpochs(plot, page) {
  const latest = page.latest.peek();
  const { epoch } = page.progress.peek();
  mark(plot, "end", words.diverged, page.diverged.peek() ? latest : null);
  markChanges(plot, page);
  mark(plot, "here", words.epoch(epoch), epoch < latest ? epoch : null);
}

/** @type {(plot: uPlot, name: string, text: string, epoch: number | null) => void} */
function mark({ over, valToPos }, name, text, epoch) {
  const element = /** @type {HTMLElement} */ (
    over.querySelector(`.${name}`) ??
      over.appendChild(Object.assign(document.createElement("span"), { className: name }))
  );
  element.hidden = epoch === null;
  if (epoch === null) return;
  const at = valToPos(epoch, "x");
  element.textContent = text;
  element.style.left = `${at}px`;
  element.classList.toggle("late", 2 * at > over.clientWidth);
}

/** A small triangle at each epoch at which something was changed.
 * @type {(plot: uPlot, page: Page) => void} */
function markChanges({ over, valToPos }, page) {
  for (const old of over.querySelectorAll(".change")) old.remove();
  for (const change of page.marks.peek()) {
    const element = document.createElement("span");
    element.className = "change";
    element.title = wordsOf(change, page);
    element.style.left = `${valToPos(change.epoch, "x")}px`;
    over.append(element);
  }
}

/** All changes, in words.
 * @type {(page: Page) => Template} */
export function changeList(page) {
  const list = page.marks.value;
  if (!list.length) return nothing;
  return html`<details class="changes"><summary>${words.changes(list.length)}</summary>
    <ol>${list.map((change) => html`<li>${wordsOf(change, page)}</li>`)}</ol></details>`;
}

/** @type {(change: Mark, page: Page) => string} */
const wordsOf = ({ epoch, values }, { settled, catalog }) =>
  words.changed(epoch, changesInWords(values, settled.peek().problem, catalog).join(", "));
