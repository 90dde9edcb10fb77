// The runs before this one, with what changed from one to the next.  Fetched when there are some.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { differences } from "../store/differences.js";
import { MOST_EARLIER } from "./chart_data.js";
import { fetchPart, onChecked } from "./components.js";
import { loss } from "./format.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Attempt} Attempt */
/** @typedef {{number: "now", experiment: Attempt["experiment"], from: number}} Now this run */

/** The runs before this one, the newest first, with what was other than in the one before.
 * @type {(page: Page) => Template} */
export function attempts(page) {
  const list = page.attempts.value;
  if (!list.length) return nothing;
  /** @type {Now} */
  const now = { number: "now", experiment: page.settled.value, from: page.from };
  return html`<details class="attempts"><summary>Earlier runs (${list.length})</summary>
    <table><thead><tr><th scope="col">Run</th><th scope="col">What changed</th><th
      scope="col">Epochs</th><th scope="col">Test loss</th><th
      scope="col">In the chart</th><th><span class="unseen">Action</span></th></tr></thead>
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
  <td>${isOver(attempt) ? overlay(page, attempt) : nothing}</td>
  <td>${
    isOver(attempt)
      ? html`<button class="plain"
        @click=${() => fetchPart(page, page.share, (share) => share.comeBackTo(attempt))}>${
          attempt.run.id === page.run.value?.id ? "Load" : "Open"
        }<span class="unseen"> run ${attempt.number}</span></button>`
      : nothing
  }</td>
</tr>`;

/** Whether the chart has the curve of an earlier run, beside that of this one.
 * @type {(page: Page, attempt: Attempt) => Template} */
function overlay({ attempts }, attempt) {
  const { number, overlaid } = attempt;
  const isFull = !overlaid && attempts.value.filter((one) => one.overlaid).length >= MOST_EARLIER;
  const why = `The chart has room for ${MOST_EARLIER} earlier runs`;
  const show = (/** @type {boolean} */ overlaid) => {
    const changed = { ...attempt, overlaid };
    attempts.value = attempts.value.map((one) => (one === attempt ? changed : one));
  };
  return html`<input type="checkbox" aria-label="Show run ${number} in the chart"
    .checked=${overlaid === true} ?disabled=${isFull} title=${isFull ? why : nothing}
    @change=${onChecked(show)}>`;
}
