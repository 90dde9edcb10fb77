// What the page has to say: the server is away, the run diverged, a value did not fit.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { placeOf, sentence } from "../page.js";
import { button, draw, fetchPart, icon, isTouched } from "./components.js";
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
const CALM_RATE = 0.03; // what rarely diverges on these data
const REASONS = {
  unwatched: words.theRunWasPausedBecause,
  max_epochs: words.finishedTheChosenNumberOf,
  target_loss: words.finishedTheTrainingLossHas,
  patience: words.finishedTheTestLossHas,
  epoch_limit: words.finishedNoRunOnThis,
  time_limit: words.finishedNoRunOnThis2,
};

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  draw(root, () => html`${connection(page)} ${divergence(page)} ${stopped(page)} ${notices(page)}`);
  effect(() => {
    if (page.adviceWanted.value)
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

/** The learning rate that the server's advice names too: a tenth, but no smaller than need be.
 * @type {(rate: number) => number} */
export const calmer = (rate) =>
  rate <= 10 * CALM_RATE ? Number((rate / 10).toPrecision(3)) : CALM_RATE;

/** @type {(page: Page) => Template} */
function divergence(page) {
  const diverged = page.diverged.value;
  if (!diverged) return nothing;
  const rate = page.experiment.value.training.optimizer.learning_rate;
  const lower = calmer(rate);
  const calm = () => {
    page.change("training.optimizer.learning_rate", lower);
    page.reset();
  };
  const kind = "plain";
  const why = barrier(page);
  return html`<section class="banner diverged" role="alert" tabindex="-1">
    <p>${icon("warning")} <strong>${words.theTrainingDivergedInEpoch(diverged.epoch)}${
      diverged.layer ? ` (layer ${diverged.layer})` : ""
    }.</strong>
      ${sentence(diverged.reason)}
      ${words.theLastStateIsShown(diverged.advice)}</p>
    <p class="buttons">${button({
      kind,
      why,
      press: calm,
      content: words.restartWithLearningRate(lower),
    })}
      ${button({ kind, why, press: page.reset, content: words.restartAsItIs })}</p>
  </section>`;
}

/** What may be done with neurons, as long as none is open. */
export const neuronHint = () => (isTouched() ? words.tapANeuronToSee : words.hoverOverANeuronTo);

/** @type {(page: Page) => Template} */
function stopped(page) {
  const reason = page.reason.value;
  if (!reason || page.status.value === "diverged") return nothing;
  return html`<p class="banner"
    role="status">${
      REASONS[/** @type {keyof typeof REASONS} */ (reason)] ?? words.theRunStopped(reason)
    }</p>`;
}

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
    <button class="small" aria-label="Dismiss"
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
