// The runs before this one, with what changed from one to the next.  Fetched when there are some.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { calledRun, LONGEST_TITLE, nameOf, rename } from "../store/earlier_runs.js";
import { MOST_EARLIER } from "./chart_data.js";
import { fetchPart, onChecked, onValue } from "./components.js";
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
    <table><thead><tr><th scope="col">${words.run}</th><th scope="col">${words.name}</th><th
      scope="col">${words.whatChanged}</th><th scope="col">${words.epochs}</th><th
      scope="col">${words.testLoss}</th><th scope="col">${words.inTheChart}</th><th><span
      class="unseen">${words.action}</span></th></tr></thead>
    <tbody>${[...list, now].map((one) => row(page, one)).reverse()}</tbody></table></details>`;
}

/** @type {(attempt: Attempt | Now) => attempt is Attempt} */
const isOver = (attempt) => "run" in attempt;

/** @type {(page: Page, attempt: Attempt | Now) => Template} */
const row = (page, attempt) => html`<tr>
  <th scope="row">${attempt.number}${isOver(attempt) ? "" : ` ${words.now}`}</th>
  <td>${naming(page, attempt)}</td>
  <td>${nameOf(attempt, page.catalog)}</td>
  <td>${isOver(attempt) ? attempt.epoch : ""}</td>
  <td>${isOver(attempt) ? loss(attempt.testLoss) : ""}</td>
  <td>${isOver(attempt) ? overlay(page, attempt) : nothing}</td>
  <td>${isOver(attempt) ? opening(page, attempt) : nothing}</td>
</tr>`;

/** A name of the person's own; Enter takes it, as leaving the field does.
 * @type {(page: Page, attempt: Attempt | Now) => Template} */
const naming = (page, { number, title = "" }) => html`<input aria-label=${words.nameOfRun(number)}
  placeholder=${calledRun({ number })} maxlength=${LONGEST_TITLE} .value=${title}
  @change=${onValue((text) => rename(page, number, text))}>`;

/** @type {(page: Page, attempt: Attempt) => Template} */
const opening = (page, attempt) => html`<button class="plain"
  @click=${() => fetchPart(page, page.share, (share) => share.comeBackTo(attempt))}
  >${words.open}<span class="unseen">${words.openRun(attempt.number)}</span></button>`;

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
