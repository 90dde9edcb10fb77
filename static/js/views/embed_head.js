// The head of an embedded experiment: its title, and what the network's errors come to.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { draw } from "./components.js";
import { tellAround } from "./frame_news.js";
import { loss } from "./format.js";
import { leastWidth } from "./network_width.js";
import { embedHeadWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").Page} Page */

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  draw(root, () => head(page));
  tellAround(page);
  effect(() => {
    const { length } = page.settled.value.network.hidden;
    document.documentElement.style.setProperty("--network", `${leastWidth(length)}px`);
  });
}

/** @type {(page: Page) => import("../types.js").Template} */
function head({ experiment, progress }) {
  const { loss: training, testLoss } = progress.value;
  const { title } = experiment.value;
  return html`<section class="embed-head" aria-label=${words.experiment}>
    ${title ? html`<h2>${title}</h2>` : nothing}
    <p>${words.trainingLoss} <strong data-loss="training">${loss(training)}</strong>,
      ${words.testLoss} <strong data-loss="test">${loss(testLoss)}</strong></p></section>`;
}
