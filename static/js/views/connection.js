// What is to be said of the line to the server, and of what it refused.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { connectionWords as words } from "../words/en/connection.js";
import { draw, icon } from "./components.js";

/** @typedef {{connection: {value: string}, refusal: {value: string}}} Followed what a page follows:
 *   a study, or a run on pictures */

/** Why what is followed cannot be steered or asked just now; empty if it can.
 * @type {(followed: Pick<Followed, "connection">) => string} */
export const barrier = ({ connection }) => words.states[connection.value] ?? "";

/** `another` is the address at which another one begins, if there is such.
 * @type {(root: HTMLElement, followed: Followed, another?: string) => void} */
export const mount = (root, followed, another = "") =>
  void draw(root, () => {
    const { connection, refusal } = followed;
    const trouble = connection.value === "connecting" ? "" : barrier(followed);
    const isOver = connection.value === "ended";
    return html`<div role="status">${
      trouble
        ? html`<p class="banner">${icon("warning")} <span>${trouble}
          ${isOver && another ? html`<a href=${another}>${words.beginAnother}</a>` : nothing}</span>
          </p>`
        : nothing
    }</div>
    <div role="alert">${
      refusal.value
        ? html`<p class="banner">${icon("warning")} ${refusal.value}
          <button class="small" aria-label=${words.dismiss}
            @click=${() => (refusal.value = "")}>${icon("close")}</button></p>`
        : nothing
    }</div>`;
  });
