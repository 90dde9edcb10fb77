// The time line: back to any epoch of this run, on from there, or beside it; and the runs before
// this one.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { differences } from "../store/differences.js";
import { draw, icon, onValue } from "./components.js";
import { loss } from "./format.js";

const FORK = "Another run that begins with the network of this epoch; this one stays as it is";

/** @type {(root: HTMLElement, store: any) => void} */
export function mount(root, store) {
  render(
    html`
    <label class="field"><span class="name">Time line <span class="value"></span></span>
      <input type="range" min="0" step="1" aria-describedby="timeline-note"
        @input=${onValue((value) => store.seek(Number(value)))}></label>
    <button class="plain" title=${FORK}
      @click=${() => store.fork(store.progress.peek().epoch)}>${icon("fork")} Fork here</button>
    <p class="note" id="timeline-note"></p>`,
    root,
  );
  effect(() => follow(root, store));
  draw(/** @type {HTMLElement} */ (document.querySelector("[data-part=attempts]")), () =>
    attempts(store),
  );
}

/** The slider goes along, but not under the hand that moves it.
 * @type {(root: HTMLElement, store: any) => void} */
function follow(root, store) {
  const { epoch } = store.progress.value;
  const latest = Math.max(epoch, store.latest.value);
  const [slider, fork] = /** @type {any[]} */ ([
    root.querySelector("input"),
    root.querySelector("button"),
  ]);
  const nothingYet = latest === 0;
  const guest = store.run.value?.canControl === false;
  slider.max = String(Math.max(1, latest));
  if (!store.seeking.value) slider.value = String(epoch);
  slider.disabled = nothingYet || guest;
  fork.disabled = nothingYet || guest || store.connection.value !== "live";
  slider.setAttribute("aria-valuetext", `epoch ${epoch} of ${latest}`);
  write(root, ".value", nothingYet ? "" : `epoch ${epoch} of ${latest}`);
  write(
    root,
    ".note",
    epoch < latest && store.status.value !== "running"
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
 * @type {(store: any) => any} */
function attempts(store) {
  const list = store.attempts.value;
  if (!list.length) return nothing;
  const now = {
    number: "now",
    run: {},
    experiment: store.settled.value,
    from: store.from,
    epoch: "",
    testLoss: undefined,
  };
  return html`<details class="attempts"><summary>Earlier runs (${list.length})</summary>
    <table><thead><tr><th scope="col">Run</th><th scope="col">What changed</th><th
      scope="col">Epochs</th><th scope="col">Test loss</th><th><span
      class="unseen">Action</span></th></tr></thead>
    <tbody>${[...list, now]
      .map((/** @type {any} */ one, /** @type {number} */ i) => row(store, one, list[i - 1]))
      .reverse()}</tbody></table></details>`;
}

/** @type {(store: any, attempt: any, before: any) => any} */
const row = (store, attempt, before) => html`<tr>
  <th scope="row">${attempt.number}</th>
  <td>${
    before
      ? differences(before.experiment, attempt.experiment, store.catalog).join(", ") ||
        (attempt.from ? `forked at epoch ${attempt.from}` : "the same again")
      : "the first"
  }</td>
  <td>${attempt.epoch}</td><td>${attempt.run.id ? loss(attempt.testLoss) : ""}</td>
  <td>${
    attempt.run.id
      ? html`<button class="plain"
        @click=${() => store.comeBackTo(attempt)}>${
          attempt.run.id === store.run.value?.id ? "Load" : "Open"
        }<span class="unseen"> run ${attempt.number}</span></button>`
      : nothing
  }</td>
</tr>`;
