// Why the network does not learn, in a sentence, with the mend as a button; and each layer's
// gradient.  The server judges; here it is asked now and then, and its answer shown.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { isLive, written } from "../store/document.js";
import { barrier } from "./messages.js";
import { button, draw, icon } from "./components.js";
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
  follow(page);
  draw(root, () => panel(page));
}

/** Ask again while the run moves, never twice at once, and not for a page that nobody sees.
 * @type {(page: Page) => void} */
function follow(page) {
  let timer = 0;
  let asking = false;
  let judged = "";
  const state = () => `${page.generation.peek()} ${page.progress.peek().seq}`;
  const pause = () => {
    if (page.status.peek() !== "running") return AT_REST;
    return page.run.peek()?.canControl === false ? WATCHING : RUNNING;
  };
  const ask = async () => {
    timer = 0;
    if (document.hidden || page.connection.peek() !== "live") return;
    asking = true;
    const now = state();
    const answer = await page.askDiagnosis();
    asking = false;
    if (answer) {
      judged = now;
      page.diagnosis.value = answer;
    }
    const rest = answer ? pause() : WATCHING; // a server that refuses is not asked at once again
    if (judged !== state()) timer ||= setTimeout(ask, rest);
  };
  const wish = () => {
    if (!asking && judged !== state()) timer ||= setTimeout(ask, pause());
  };
  effect(() => {
    (void page.progress.value.seq, page.generation.value, page.connection.value);
    if (page.status.value !== "running") {
      clearTimeout(timer); // what is awaited is the state at rest, and soon
      timer = 0;
    }
    wish();
  });
  document.addEventListener("visibilitychange", wish);
}

/** @type {(page: Page) => Template} */
function panel(page) {
  const { findings, layers } = page.diagnosis.value;
  return html`<div role="status">${findings
    .slice(0, MOST)
    .map((finding) => sentence(page, finding))}</div>
    ${layers.length ? gradients(layers) : nothing}`;
}

/** @type {(page: Page, finding: Finding) => Template} */
const sentence = (page, { code, text, remedies }) => html`
  <div class="finding" data-finding=${code}>
    <p>${icon("warning")} ${text}</p>
    ${
      remedies.length && page.run.value?.canControl !== false
        ? html`<p class="buttons">${remedies.map((remedy) =>
            button({
              kind: "plain",
              why: barrier(page),
              press: () => mend(page, remedy),
              content: remedy.label,
            }),
          )}</p>`
        : nothing
    }
  </div>`;

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
    <table><thead><tr><th scope="col">Layer</th><th scope="col" colspan="2">Gradient</th><th
      scope="col">Dead</th><th scope="col">Saturated</th></tr></thead>
    <tbody>${layers.map(
      ({ name, gradient, dead, saturated }) => html`<tr>
        <th scope="row">${name === "o" ? "Output" : name.slice(1)}</th>
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
