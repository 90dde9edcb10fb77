// What the maps of the wall say together: their mean, where they disagree, and how the two differ
// that are pinned.  Trials that have diverged say nothing in the first two.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { pinnedWith } from "../../store/study_trials.js";
import { togetherWords as words } from "../../words/en/studies.js";
import { draw } from "../components.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../wall_client.js").Wall} Wall */
/** @typedef {import("../../workers/wall_painter.js").Together} Together */
/** @typedef {import("../../types.js").Template} Template */

/** @type {Together[]} */
const NAMES = ["mean", "spread", "difference"];

/** @type {(study: Study, trial: number) => void} */
export const pin = (study, trial) =>
  void (study.pinned.value = pinnedWith(study.pinned.peek(), trial));

/** @type {(root: HTMLElement, study: Study, wall: Wall) => void} */
export function mount(root, study, wall) {
  render(
    html`<h3>${words.together}</h3><div class="joint">${NAMES.map(
      (name) => html`<figure data-joint=${name}><canvas width="192" height="192"
        aria-hidden="true"></canvas><figcaption></figcaption></figure>`,
    )}</div><p class="hint"></p>`,
    root,
  );
  draw(
    /** @type {HTMLElement} */ (root.querySelector(".hint")),
    () => html`${study.shares.value?.trials === 0 ? words.allDiverged : nothing} ${words.help}`,
  );
  for (const name of NAMES) {
    const figure = /** @type {HTMLElement} */ (root.querySelector(`[data-joint=${name}]`));
    const [canvas, caption] = figure.children;
    wall.give(name, /** @type {HTMLCanvasElement} */ (canvas));
    draw(/** @type {HTMLElement} */ (caption), () => html`${told(study, name) || nothing}`);
    effect(() => {
      figure.hidden = !told(study, name);
    });
  }
  effect(() => {
    root.hidden = study.count.value < 2;
  });
  effect(() => wall.post({ type: "pinned", trials: study.pinned.value }));
}

/** What a map of several shows; nothing while there is none.
 * @type {(study: Study, name: Together) => string} */
function told(study, name) {
  const shares = study.shares.value;
  if (!shares) return "";
  const percent = (/** @type {number} */ share) => Math.round(100 * share);
  if (name !== "difference")
    return shares.trials ? words.captions[name](shares.trials, percent(shares.spread)) : "";
  const [one, other] = study.pinned.value.map((trial) => study.trials.value[trial]);
  if (shares.difference === null || !one || !other) return "";
  const [first, second] = [one, other].map(study.shortLabel);
  return words.difference(first, second, percent(shares.difference));
}
