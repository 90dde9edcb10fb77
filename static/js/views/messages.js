// What the page has to say: the server is away, the run diverged, a value did not fit.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { placeOf } from "../page.js";
import { draw, fetchPart, icon, isTouched } from "./components.js";
import { messagesWords as words } from "../words/en/notices.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

/** What the page says of its line to the server, around the server's own words.
 * @type {Record<string, (said: string) => string>} */
const CONNECTIONS = {
  ended: () => words.thisRunHasEndedThere,
  away: () => words.theServerCannotBeReached,
  full: () => words.theServerHasNoRoom,
  limited: (said) => words.theServerDoesNoMore(said),
  refused: (said) => words.theServerHasTurnedThis(said),
  ceased: (said) => words.theServerHasEndedThis(said),
  failed: (said) => words.theServerFailedAtThis(said),
};
const LONGEST_SAID = 160; // characters of the server's words, or of a proxy's in its place

/** Says how the run came to its end, once it was fetched.
 * @type {{value: (page: Page) => Template}} */
const ending = signal(() => nothing);

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const { adviceWanted, diverged, reason } = page;
  draw(root, () => html`${connection(page)} ${ending.value(page)} ${notices(page)}`);
  effect(() => {
    if (diverged.value || reason.value)
      void fetchPart(
        page,
        () => import("./ending.js"),
        (part) => (ending.value = part.ending),
      );
  });
  effect(() => {
    if (adviceWanted.value)
      /** @type {HTMLElement | null} */ (root.querySelector(".diverged"))?.focus();
  });
}

/** Why the run cannot be steered just now; empty if it can.
 * @type {(page: Page) => string} */
export const barrier = (page) =>
  page.connection.value === "live" ? "" : (trouble(page) ?? words.connectingToTheServer);

/** What is wrong with the line to the server, if anything.
 * @type {(page: Page) => string | undefined} */
function trouble({ connection, said }) {
  const words = said.value;
  const cut =
    words.length > LONGEST_SAID ? `${words.slice(0, LONGEST_SAID - 1)}…` : words.replace(/\.$/, "");
  return CONNECTIONS[connection.value]?.(cut && `: “${cut}”`);
}

/** @type {(page: Page) => Template} */
function connection(page) {
  const words = trouble(page);
  return html`<div role="status">${
    words ? html`<p class="banner">${icon("warning")} ${words}</p>` : nothing
  }</div>`;
}

/** What may be done with neurons, as long as none is open. */
export const neuronHint = () => (isTouched() ? words.tapANeuronToSee : words.hoverOverANeuronTo);

/** @type {(page: Page) => Template} */
const notices = (page) =>
  html`<div class="notices" role="status">${page.notices.value.map(
    (notice) => html`
  <p class=${`notice ${notice.kind}`}>${notice.text}
    ${
      notice.offer
        ? html`<button class="plain" @click=${notice.offer.press}>${notice.offer.label}</button>`
        : nothing
    }
    <button class="small" aria-label=${words.dismiss}
      @click=${() => page.dismiss(notice.id)}>${icon("close")}</button></p>`,
  )}</div>`;

/** Viewers that only watch a run can look at everything and change nothing.
 * @type {(page: Page) => void} */
export function holdBack(page) {
  if (page.embedded)
    /** @type {HTMLElement} */ (document.querySelector("[data-part=features]")).inert = true;
  const parts = document.querySelectorAll(
    "[data-view=data], .steering .buttons, .extras > .field, .settings, [data-part=features], " +
      "[data-part=layers], .layer-count",
  );
  effect(() => {
    const watching = page.run.value?.canControl === false;
    for (const part of parts) /** @type {HTMLElement} */ (part).inert = watching;
    document.body.classList.toggle("watching", watching);
  });
  showStanding(page);
}

/** What this visitor may do is said where it is not everything.
 * @type {(page: Page) => void} */
function showStanding(page) {
  let isWanted = page.embedded; // its frame is small
  effect(() => {
    const isFree = page.run.value?.canControl !== false && !page.experiment.value.view.lock;
    if (isWanted || isFree) return;
    isWanted = true;
    const show = (/** @type {typeof import("./standing.js")} */ view) =>
      view.mount(placeOf("standing"), page);
    void fetchPart(page, () => import("./standing.js"), show).then((isThere) => {
      isWanted = isThere;
    });
  });
}
