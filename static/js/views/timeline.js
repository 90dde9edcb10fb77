// The time line: back to any epoch of this run, on from there, or beside it; and the runs before
// this one; undo and redo of changes.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { barrier } from "./messages.js";
import { button, draw, fetchPart, icon, onValue } from "./components.js";
import { loss } from "./format.js";
import { timelineWords as words } from "../words/en/timeline.js";

/** @typedef {import("../types.js").Page} Page */

const FORK = words.anotherRunThatBeginsWith;

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  render(
    html`
    <label class="field"><span class="name">${words.timeLine} <span class="value"></span></span>
      <input type="range" min="0" step="1" aria-describedby="timeline-note"
        @input=${onValue((value) => page.seek(Number(value)))}></label>
    <button class="plain" title=${FORK}
      @click=${() => fork(page)}>
      ${icon("fork")} ${words.forkHere}</button>
    <span class="buttons" role="group" aria-label=${words.changes} data-control="undoButton"></span>
    <p class="note" id="timeline-note"></p>`,
    root,
  );
  effect(() => follow(root, page));
  draw(/** @type {HTMLElement} */ (root.querySelector(".buttons")), () => undoButtons(page));
  addEventListener("keydown", (event) => onUndoKey(event, page));
  showAttempts(page);
}

/** Back to the run before the last change, as it was trained, and forth again.
 * @type {(page: Page) => import("../types.js").Template} */
function undoButtons(page) {
  const why = barrier(page);
  const kind = "round quiet";
  return html`
    ${button({
      kind,
      why: why || (page.canUndo.value ? "" : words.nothingToUndo),
      title: words.undoTheNetworkBeforeThe,
      label: words.undo,
      press: page.undo,
      content: icon("undo"),
    })}
    ${button({
      kind,
      why: why || (page.canRedo.value ? "" : words.nothingToRedo),
      title: words.redoShiftCtrlZ,
      label: words.redo,
      press: page.redo,
      content: icon("redo"),
    })}`;
}

const TYPING = "textarea, dialog, input:not([type=range], [type=checkbox], [type=radio])";

/** A field in which somebody types has an undo of its own.
 * @type {(event: KeyboardEvent, page: Page) => void} */
function onUndoKey(event, page) {
  const isUndo = (event.ctrlKey || event.metaKey) && !event.altKey && /^z$/i.test(event.key);
  if (!isUndo || /** @type {HTMLElement} */ (event.target).closest(TYPING)) return;
  event.preventDefault();
  if (event.shiftKey) page.redo();
  else page.undo();
}

/** Go on with another run from the epoch that is shown.
 * @type {(page: Page) => Promise<boolean>} */
const fork = (page) =>
  fetchPart(page, page.share, (share) => share.fork(page.progress.peek().epoch));

/** The list of earlier runs is fetched when there is one.
 * @type {(page: Page) => void} */
function showAttempts(page) {
  const place = /** @type {HTMLElement} */ (document.querySelector("[data-part=attempts]"));
  let isWanted = false;
  effect(() => {
    if (isWanted || !page.attempts.value.length) return;
    isWanted = true;
    void fetchPart(
      page,
      () => import("./attempts.js"),
      ({ attempts }) => draw(place, () => attempts(page)),
    ).then((isThere) => (isWanted = isThere));
  });
}

/** The slider goes along, but not under the hand that moves it.
 * @type {(root: HTMLElement, page: Page) => void} */
function follow(root, page) {
  const { epoch } = page.progress.value;
  const latest = Math.max(epoch, page.latest.value);
  const first = page.changes.value.at(-1) ?? 0; // before it, the network was another one
  const slider = /** @type {HTMLInputElement} */ (root.querySelector("input"));
  const fork = /** @type {HTMLButtonElement} */ (root.querySelector("button"));
  const nothingYet = latest === first;
  const guest = page.run.value?.canControl === false;
  slider.min = String(first);
  slider.max = String(Math.max(first + 1, latest));
  if (!page.seeking.value) slider.value = String(epoch);
  slider.disabled = nothingYet || guest;
  fork.disabled = nothingYet || guest || page.connection.value !== "live";
  slider.setAttribute("aria-valuetext", words.epochOf(epoch, latest));
  write(root, ".value", nothingYet ? "" : words.epochOf(epoch, latest));
  write(
    root,
    ".note",
    epoch < latest && page.status.value !== "running" ? words.playGoesOnFromHere : "\u00a0",
  );
}

/** @type {(root: HTMLElement, selector: string, text: string) => void} */
function write(root, selector, text) {
  const place = /** @type {HTMLElement} */ (root.querySelector(selector));
  if (place.textContent !== text) place.textContent = text;
}
