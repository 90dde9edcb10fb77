// How a run came to its end: it diverged, with what helps, or something stopped it.  Fetched when
// one first does.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { sentence } from "../page.js";
import { button, icon } from "./components.js";
import { barrier } from "./messages.js";
import { unfoldButton, unfolding } from "./unfolding.js";
import { endingWords as words } from "../words/en/advice.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

const CALM_RATE = 0.03; // what rarely diverges on these data
const REASONS = {
  unwatched: words.theRunWasPausedBecause,
  max_epochs: words.finishedTheChosenNumberOf,
  target_loss: words.finishedTheTrainingLossHas,
  patience: words.finishedTheTestLossHas,
  epoch_limit: words.finishedNoRunOnThis,
  time_limit: words.finishedNoRunOnThis2,
};

/** @type {(page: Page) => Template} */
export const ending = (page) => html`${divergence(page)} ${stopped(page)}`;

/** The learning rate that the server's advice names too: a tenth, but no smaller than need be.
 * @type {(rate: number) => number} */
export const calmer = (rate) =>
  rate <= 10 * CALM_RATE ? Number((rate / 10).toPrecision(3)) : CALM_RATE;

/** @type {(page: Page) => Template} */
function divergence(page) {
  const diverged = page.diverged.value;
  if (!diverged) return nothing;
  const lower = calmer(page.experiment.value.training.optimizer.learning_rate);
  const calm = () => {
    page.change("training.optimizer.learning_rate", lower);
    page.reset();
  };
  const kind = "plain";
  const why = barrier(page);
  const happened = html`<strong>${words.theTrainingDivergedInEpoch(diverged.epoch)}${
    diverged.layer ? words.ofLayer(diverged.layer) : ""
  }.</strong>`;
  const all = html`${happened} ${sentence(diverged.reason)}
    ${words.theLastStateIsShown(diverged.advice)}`;
  return html`<section class="banner diverged foldable" role="alert" tabindex="-1">
    <p>${icon("warning")} ${unfolding(happened, all)}</p>
    <p class="buttons">${button({
      kind,
      why,
      press: calm,
      content: words.restartWithLearningRate(lower),
    })}
      ${button({ kind, why, press: page.reset, content: words.restartAsItIs })}
      ${unfoldButton()}</p>
  </section>`;
}

/** @type {(page: Page) => Template} */
function stopped(page) {
  const reason = page.reason.value;
  if (!reason || page.status.value === "diverged") return nothing;
  if (page.embedded && reason === "max_epochs") return nothing; // it would lie over the network
  return html`<p class="banner"
    role="status">${
      REASONS[/** @type {keyof typeof REASONS} */ (reason)] ?? words.theRunStopped(reason)
    }</p>`;
}
