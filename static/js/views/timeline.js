// The time line: back to any epoch of this run, on from there, or beside it; and the runs before
// this one.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { differences } from "../store/differences.js";
import { draw, fetchPart, icon, onValue } from "./components.js";
import { loss } from "./format.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Attempt} Attempt */
/** @typedef {{number: "now", experiment: Attempt["experiment"], from: number}} Now this run */
/** @typedef {import("../types.js").Template} Template */

const FORK = "Another run that begins with the network of this epoch; this one stays as it is";

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  render(
    html`
    <label class="field"><span class="name">Time line <span class="value"></span></span>
      <input type="range" min="0" step="1" aria-describedby="timeline-note"
        @input=${onValue((value) => page.seek(Number(value)))}></label>
    <button class="plain" title=${FORK}
      @click=${() => onward(page, (share) => share.fork(page.progress.peek().epoch))}>
      ${icon("fork")} Fork here</button>
    <p class="note" id="timeline-note"></p>`,
    root,
  );
  effect(() => follow(root, page));
  draw(/** @type {HTMLElement} */ (document.querySelector("[data-part=attempts]")), () =>
    attempts(page),
  );
}

/** Go on with another run.
 * @type {(page: Page, go: (share: import("../types.js").ShareActions) => void) => unknown} */
const onward = (page, go) => fetchPart(page, page.share, go);

/** The slider goes along, but not under the hand that moves it.
 * @type {(root: HTMLElement, page: Page) => void} */
function follow(root, page) {
  const { epoch } = page.progress.value;
  const latest = Math.max(epoch, page.latest.value);
  const slider = /** @type {HTMLInputElement} */ (root.querySelector("input"));
  const fork = /** @type {HTMLButtonElement} */ (root.querySelector("button"));
  const nothingYet = latest === 0;
  const guest = page.run.value?.canControl === false;
  slider.max = String(Math.max(1, latest));
  if (!page.seeking.value) slider.value = String(epoch);
  slider.disabled = nothingYet || guest;
  fork.disabled = nothingYet || guest || page.connection.value !== "live";
  slider.setAttribute("aria-valuetext", `epoch ${epoch} of ${latest}`);
  write(root, ".value", nothingYet ? "" : `epoch ${epoch} of ${latest}`);
  write(
    root,
    ".note",
    epoch < latest && page.status.value !== "running"
      ? "Play goes on from here; what came later is then forgotten."
      : "\u00a0",
  );
}

/** @type {(root: HTMLElement, selector: string, text: string) => void} */
function write(root, selector, text) {
  const place = /** @type {HTMLElement} */ (root.querySelector(selector));
  if (place.textContent !== text) place.textContent = text;
}

/** The runs before this one, the newest first, with what was other than in the one before.
 * @type {(page: Page) => Template} */
function attempts(page) {
  const list = page.attempts.value;
  if (!list.length) return nothing;
  /** @type {Now} */
  const now = { number: "now", experiment: page.settled.value, from: page.from };
  return html`<details class="attempts"><summary>Earlier runs (${list.length})</summary>
    <table><thead><tr><th scope="col">Run</th><th scope="col">What changed</th><th
      scope="col">Epochs</th><th scope="col">Test loss</th><th><span
      class="unseen">Action</span></th></tr></thead>
    <tbody>${[...list, now]
      .map((one, i) => row(page, one, list[i - 1]))
      .reverse()}</tbody></table></details>`;
}

/** @type {(attempt: Attempt | Now) => attempt is Attempt} */
const isOver = (attempt) => attempt.number !== "now";

/** @type {(page: Page, attempt: Attempt | Now, before?: Attempt) => Template} */
const row = (page, attempt, before) => html`<tr>
  <th scope="row">${attempt.number}</th>
  <td>${
    before
      ? differences(before.experiment, attempt.experiment, page.catalog).join(", ") ||
        (attempt.from ? `forked at epoch ${attempt.from}` : "the same again")
      : "the first"
  }</td>
  <td>${isOver(attempt) ? attempt.epoch : ""}</td>
  <td>${isOver(attempt) ? loss(attempt.testLoss) : ""}</td>
  <td>${
    isOver(attempt)
      ? html`<button class="plain"
        @click=${() => onward(page, (share) => share.comeBackTo(attempt))}>${
          attempt.run.id === page.run.value?.id ? "Load" : "Open"
        }<span class="unseen"> run ${attempt.number}</span></button>`
      : nothing
  }</td>
</tr>`;
