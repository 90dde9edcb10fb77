// What this visitor may do here, in one line, where that is less than everything.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { draw, icon } from "./components.js";
import { lockedParts } from "./page_parts.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

/** @type {(root: HTMLElement, page: Page) => void} */
export const mount = (root, page) => void draw(root, () => locks(page));

/** @type {(page: Page) => Template} */
function locks(page) {
  const labels = lockedParts(page)
    .filter(({ controls }) => !hidden(page, controls))
    .map(({ label }) => label[0].toLowerCase() + label.slice(1).replace(/:.*/, ""));
  return labels.length
    ? html`<p class="standing">${icon("lock")} <span>Locked by the link that you opened:
      ${labels.join("; ")}.</span></p>`
    : nothing;
}

/** @type {(page: Page, controls: string[]) => boolean} */
const hidden = ({ experiment }, controls) =>
  controls.every((name) => experiment.value.view.hide.includes(name));
