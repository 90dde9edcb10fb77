// What is to be said of the line to the server, and of what it refused.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { imagesLineWords as words } from "../../words/en/images.js";
import { draw, icon } from "../components.js";

/** @typedef {import("../../store/images.js").Images} Images */

/** @type {Record<string, string>} */
const STATES = {
  connecting: words.connecting,
  away: words.away,
  full: words.full,
  limited: words.limited,
  refused: words.refused,
  ceased: words.ceased,
  failed: words.failed,
  ended: words.ended,
};

/** Why the run cannot be asked just now; empty if it can.
 * @type {(images: Images) => string} */
export const barrier = ({ connection }) => STATES[connection.value] ?? "";

/** `another` is the address at which another run begins.
 * @type {(root: HTMLElement, images: Images, another: string) => void} */
export const mount = (root, images, another) =>
  void draw(root, () => {
    const trouble = images.connection.value === "connecting" ? "" : barrier(images);
    const isOver = images.connection.value === "ended";
    return html`<div role="status">${
      trouble
        ? html`<p class="banner">${icon("warning")} <span>${trouble}
          ${isOver ? html`<a href=${another}>${words.beginAnother}</a>` : nothing}</span></p>`
        : nothing
    }</div>
    <div role="alert">${
      images.refusal.value
        ? html`<p class="banner">${icon("warning")} ${images.refusal.value}
          <button class="small" aria-label=${words.dismiss}
            @click=${() => (images.refusal.value = "")}>${icon("close")}</button></p>`
        : nothing
    }</div>`;
  });
