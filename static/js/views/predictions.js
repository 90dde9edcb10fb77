// Of a regression on a table: what the network predicts against what is real, in the target's own
// units.  The server is asked now and then while the run moves.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { inUnits, quantity } from "../store/quantities.js";
import { draw, onField } from "./components.js";
import { followRun } from "./following.js";
import { pathOf, pictureOf, SIDE } from "./predictions_svg.js";
import { predictionWords as words } from "../words/en/predictions.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").TargetScale} TargetScale */
/** @typedef {import("../types.js").PointOutputs} PointOutputs */
/** @typedef {import("./predictions_svg.js").Picture} Picture */
/** @typedef {{value: boolean, peek: () => boolean}} Open */

const RUNNING = 1000; // milliseconds between two questions while it trains
const WATCHING = 10_000; // and where a page only watches: a class asks together
const AT_REST = 300;
const ROOMY = "(min-height: 800px), (max-width: 899px)"; // where it stands open by itself

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const answer = signal(/** @type {PointOutputs | null} */ (null));
  const isOpen = signal(matchMedia(ROOMY).matches);
  follow(page, answer, isOpen);
  draw(root, () => panel(page, answer.value, isOpen));
}

/** Ask while the picture is open and there is something to be drawn.
 * @type {(page: Page, answer: {value: PointOutputs | null}, isOpen: Open) => void} */
function follow(page, answer, isOpen) {
  /** @type {import("./following.js").Following | null} */
  let following = null;
  effect(() => {
    const isWanted = isOpen.value && targetsOf(page).length > 0;
    if (isWanted === Boolean(following)) return;
    following?.stop();
    following = isWanted
      ? followRun(page, {
          ask: () => page.askRun("outputs"),
          take: (told) => told.answer && (answer.value = told.answer),
          pace: () => paceOf(page),
        })
      : null;
  });
}

/** @type {(page: Page) => number} */
const paceOf = ({ status, run }) => {
  if (status.peek() !== "running") return AT_REST;
  return run.peek()?.canControl === false ? WATCHING : RUNNING;
};

/** The columns that are learned of a table.
 * @type {(page: Page) => TargetScale[]} */
function targetsOf({ topology }) {
  const { columns, target, targets = [] } = topology.value ?? {};
  return target ? [target] : columns ? targets : [];
}

/** @type {(page: Page, answer: PointOutputs | null, isOpen: Open) => Template} */
function panel(page, answer, isOpen) {
  const targets = targetsOf(page);
  if (!targets.length) return nothing;
  return html`<details class="predictions" data-control="predictions" ?open=${isOpen.peek()}
    @toggle=${onField((details) => (isOpen.value = details.open))}>
    <summary>${words.title}</summary>
    ${
      answer
        ? targets.map((target, at) => figure(page, target, pictureOf(answer, at), at))
        : nothing
    }</details>`;
}

/** @type {(page: Page, target: TargetScale, picture: Picture, at: number) => Template} */
function figure(page, target, picture, at) {
  const { metrics } = page.progress.value;
  const [rmse, testRmse] = ["rmse", "test_rmse"].map(
    (name) => metrics[name] ?? metrics[`${name}_${at + 1}`],
  );
  const [training, test] = [rmse, testRmse].map((error) =>
    error == null ? "–" : inUnits(error, target.name),
  );
  const { shown, all } = picture;
  return html`<figure>
    ${shown ? square(target, picture, words.about(target.name, training, test, shown)) : nothing}
    <figcaption><p>${sign("dot")} ${words.training(training)}</p>
      <p>${sign("diamond")} ${words.test(test)}</p>
      <p>${shown ? words.onTheLine : words.none}</p>
      ${shown < all ? html`<p>${words.shown(shown, all)}</p>` : nothing}</figcaption>
  </figure>`;
}

/** @type {(target: TargetScale, picture: Picture, about: string) => Template} */
function square({ name }, { range, training, test }, about) {
  const [low, high] = range.map(quantity);
  return html`<div class="square">
    <span class="axis vertical" aria-hidden="true"><i>${high}</i><i
      class="long">${words.predicted}</i><i>${low}</i></span>
    <svg viewBox=${`0 0 ${SIDE} ${SIDE}`} role="img" aria-label=${about}>
      <path class="same" d=${`M0 ${SIDE}L${SIDE} 0`}></path>
      <path class="of-test" d=${test}></path>
      <path class="of-training" d=${training}></path>
    </svg>
    <span class="axis" aria-hidden="true"><i>${low}</i><i
      class="name">${words.real(name)}</i><i>${high}</i></span></div>`;
}

/** How a point of a set is drawn.
 * @type {(shape: "dot" | "diamond") => Template} */
const sign = (shape) => html`<svg class="sign-of-set" viewBox="47 47 6 6" aria-hidden="true">
  <path class=${shape === "dot" ? "of-training" : "of-test"}
    d=${pathOf([[0, 0]], [-1, 1], shape)}></path></svg>`;
