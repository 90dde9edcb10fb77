// Why the network does not learn, in a sentence, with the mend as a button; and each layer's
// gradient.  The server judges; here it is asked now and then, and its answer shown.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { isLive, written } from "../store/document.js";
import { followRun } from "./following.js";
import { barrier } from "./messages.js";
import { button, draw, icon } from "./components.js";
import { unfoldButton, unfolding } from "./unfolding.js";
import { diagnosisWords as words } from "../words/en/results.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Diagnosis} Diagnosis */
/** @typedef {import("../types.js").Finding} Finding */
/** @typedef {import("../types.js").Remedy} Remedy */

const RUNNING = 2000; // milliseconds between two questions while it trains
const WATCHING = 10_000; // and where a page only watches: a class asks together
const AT_REST = 300;
const MOST = 2; // findings shown
const SMALLEST = -8; // exponent of the smallest gradient that a bar shows

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  followRun(page, {
    ask: () => page.askRun("diagnosis"),
    take: ({ answer }) => answer && (page.diagnosis.value = answer),
    pace: () => paceOf(page),
  });
  draw(root, () => panel(page));
}

/** @type {(page: Page) => number} */
const paceOf = ({ status, run }) => {
  if (status.peek() !== "running") return AT_REST;
  return run.peek()?.canControl === false ? WATCHING : RUNNING;
};

/** @type {(page: Page) => Template} */
function panel(page) {
  const { findings, layers } = page.diagnosis.value;
  return html`<div role="status">${findings
    .slice(0, MOST)
    .map((finding) => sentence(page, finding))}</div>
    ${layers.length ? gradients(layers) : nothing}`;
}

/** @type {(page: Page, finding: Finding) => Template} */
const sentence = (page, { code, gist, text, remedies }) => html`
  <div class="finding foldable" data-finding=${code}>
    <p>${icon("warning")} ${unfolding(gist, text)}</p>
    <p class="buttons">${page.run.value?.canControl === false ? nothing : mends(page, remedies)}
      ${unfoldButton()}</p>
  </div>`;

/** @type {(page: Page, remedies: Remedy[]) => Template} */
const mends = (page, remedies) =>
  html`${remedies.map((remedy) =>
    button({
      kind: "plain",
      why: barrier(page),
      press: () => mend(page, remedy),
      content: remedy.label,
    }),
  )}`;

/** Do what a remedy says.
 * @type {(page: Page, remedy: Remedy) => void} */
function mend(page, { commands }) {
  for (const command of commands) {
    if (command.type === "seek") page.seek(command.epoch);
    else if (!command.reset && isLive(page.catalog, command.path))
      page.change(command.path, command.value);
    else page.load(written(page.experiment.value, command.path, command.value));
  }
}

/** The size of each layer's gradient, on a scale of powers of ten.
 * @type {(layers: Diagnosis["layers"]) => Template} */
const gradients = (layers) => html`
  <details class="gradients"><summary>${words.gradientsByLayer}</summary>
    <table><thead><tr><th scope="col">${words.layer}</th><th scope="col"
      colspan="2">${words.gradient}</th><th
      scope="col">${words.dead}</th><th scope="col">${words.saturated}</th></tr></thead>
    <tbody>${layers.map(
      ({ name, gradient, dead, saturated }) => html`<tr>
        <th scope="row">${name === "o" ? words.output : name.slice(1)}</th>
        <td><meter min="0" max="1" value=${share(gradient)} aria-hidden="true"></meter></td>
        <td>${size(gradient)}</td><td>${dead.length}</td>
        <td>${Math.round(100 * (saturated ?? 0))} %</td></tr>`,
    )}</tbody></table></details>`;

/** How long a gradient's bar is, from 0 to 1.
 * @type {(gradient: number | null) => number} */
export const share = (gradient) =>
  gradient ? Math.min(1, Math.max(0, 1 - Math.log10(gradient) / SMALLEST)) : 0;

/** A gradient with two digits that count.
 * @type {(gradient: number | null) => string} */
export const size = (gradient) =>
  gradient === null ? "–" : gradient ? gradient.toExponential(1).replace("-", "−") : "0";
