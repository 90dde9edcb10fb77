// What its author says of an experiment: the title, which is the page's too, and the description.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { draw } from "./components.js";
import { aboutWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

const USUAL = words.neuralPlayground;
const UNTITLED = words.whatToLookAt;
const SHORT = 300; // characters of a description that stands open

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  root.setAttribute("role", "region");
  root.setAttribute("aria-label", words.about);
  draw(root, () => about(page.experiment.value));
  effect(() => void (document.title = page.experiment.value.title || USUAL));
}

/** @type {(experiment: import("../types.js").Experiment) => Template} */
function about({ title, description }) {
  if (!description) return title ? html`<h2 class="authored">${title}</h2>` : nothing;
  const isShort = description.length <= SHORT;
  return html`<details class="authored" ?open=${isShort}>
    <summary><h2>${title || UNTITLED}</h2></summary>
    <p tabindex=${isShort ? nothing : 0}>${description}</p>
  </details>`;
}
