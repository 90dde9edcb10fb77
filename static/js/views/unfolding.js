// A text of which a phone, or a low window, shows the gist until somebody asks for all of it.
// Both parts stand within one element of the class `foldable`.
import { html } from "../../vendor/lit-html/lit-html.js";
import { onField } from "./components.js";
import { unfoldingWords as words } from "../words/en/advice.js";

/** @typedef {import("../types.js").Template} Template */

/** @type {(gist: Template, whole: Template) => Template} */
export const unfolding = (gist, whole) =>
  html`<span class="gist">${gist}</span><span class="whole">${whole}</span>`;

/** What a phone asks for all of the text by.
 * @type {() => Template} */
export const unfoldButton = () =>
  html`<button class="plain unfold" aria-expanded="false"
    @click=${onField(unfold)}>${words.readOn}</button>`;

/** @type {(button: HTMLElement) => void} */
function unfold(button) {
  const isWhole = /** @type {Element} */ (button.closest(".foldable")).classList.toggle("unfolded");
  button.setAttribute("aria-expanded", String(isWhole));
}
