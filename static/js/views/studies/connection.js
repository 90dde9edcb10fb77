// What is to be said of the line to the server, and of what it refused.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { connectionWords as words } from "../../words/en/studies.js";
import { draw, icon } from "../components.js";

/** @typedef {import("../../store/study.js").Study} Study */

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

/** Why the study cannot be steered just now; empty if it can.
 * @type {(study: Study) => string} */
export const barrier = ({ connection }) => STATES[connection.value] ?? "";

/** @type {(root: HTMLElement, study: Study) => void} */
export const mount = (root, study) =>
  void draw(root, () => {
    const trouble = study.connection.value === "connecting" ? "" : barrier(study);
    return html`<div role="status">${
      trouble ? html`<p class="banner">${icon("warning")} ${trouble}</p>` : nothing
    }</div>
    <div role="alert">${
      study.refusal.value
        ? html`<p class="banner">${icon("warning")} ${study.refusal.value}
          <button class="small" aria-label=${words.dismiss}
            @click=${() => (study.refusal.value = "")}>${icon("close")}</button></p>`
        : nothing
    }</div>`;
  });
