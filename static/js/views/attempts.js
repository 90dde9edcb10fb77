// The runs before this one, with what changed from one to the next.  Fetched when there are some.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { nameOf } from "../store/earlier_runs.js";
import { MOST_EARLIER } from "./chart_data.js";
import { fetchPart, onChecked } from "./components.js";
import { loss } from "./format.js";
import { attemptsWords as words } from "../words/en/results.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Attempt} Attempt */
/** @typedef {import("../types.js").Beginning & {experiment: Attempt["experiment"]}} Now this run */

/** The runs before this one, the newest first, with what was other than in the one before.
 * @type {(page: Page) => Template} */
export function attempts(page) {
  const list = page.attempts.value;
  if (!list.length) return nothing;
  /** @type {Now} */
  const now = { ...page.beginning.value, experiment: page.settled.value };
  return html`<details class="attempts"><summary>${words.earlierRuns(list.length)}</summary>
    <table><thead><tr><th scope="col">Run</th><th scope="col">${words.whatChanged}</th><th
      scope="col">Epochs</th><th scope="col">${words.testLoss}</th><th
      scope="col">${words.inTheChart}</th><th><span class="unseen">Action</span></th></tr></thead>
    <tbody>${[...list, now].map((one) => row(page, one)).reverse()}</tbody></table></details>`;
}

/** @type {(attempt: Attempt | Now) => attempt is Attempt} */
const isOver = (attempt) => "run" in attempt;

/** @type {(page: Page, attempt: Attempt | Now) => Template} */
const row = (page, attempt) => html`<tr>
  <th scope="row">${attempt.number}${isOver(attempt) ? "" : " (now)"}</th>
  <td>${nameOf(attempt, page.catalog)}</td>
  <td>${isOver(attempt) ? attempt.epoch : ""}</td>
  <td>${isOver(attempt) ? loss(attempt.testLoss) : ""}</td>
  <td>${isOver(attempt) ? overlay(page, attempt) : nothing}</td>
  <td>${
    isOver(attempt)
      ? html`<button class="plain"
        @click=${() => fetchPart(page, page.share, (share) => share.comeBackTo(attempt))}>Open<span
          class="unseen"> run ${attempt.number}</span></button>`
      : nothing
  }</td>
</tr>`;

/** Whether the chart has the curve of an earlier run, beside that of this one.
 * @type {(page: Page, attempt: Attempt) => Template} */
function overlay({ attempts }, attempt) {
  const { number, overlaid } = attempt;
  const isFull = !overlaid && attempts.value.filter((one) => one.overlaid).length >= MOST_EARLIER;
  const why = words.theChartHasRoomFor(MOST_EARLIER);
  const show = (/** @type {boolean} */ overlaid) => {
    const changed = { ...attempt, overlaid };
    attempts.value = attempts.value.map((one) => (one === attempt ? changed : one));
  };
  return html`<input type="checkbox" aria-label=${words.showRunInTheChart(String(number))}
    .checked=${overlaid === true} ?disabled=${isFull} title=${isFull ? why : nothing}
    @change=${onChecked(show)}>`;
}
