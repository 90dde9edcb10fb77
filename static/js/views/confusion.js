// Which class is taken for which: the test points of several classes, counted.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { classSign } from "./legend.js";
import { draw } from "./components.js";
import { confusionWords as texts } from "../words/en/results.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

/** @type {(root: HTMLElement, page: Page) => void} */
export const mount = (root, page) => void draw(root, () => confusion(page));

/** @type {(page: Page) => Template} */
function confusion(page) {
  const topology = page.topology.value;
  if (page.experiment.value.problem !== "multiclass" || !topology) return nothing;
  const matrix = page.progress.value.confusion ?? [];
  const most = Math.max(1, ...matrix.flat());
  return html`<table class="confusion"><caption>${texts.testPointsTrueClassBy}</caption>
    <thead><tr><th scope="col"><span
      class="unseen">${texts.trueClass}</span></th>${topology.classes.map(
        (/** @type {string} */ name, /** @type {number} */ k) =>
          html`<th scope="col">${classSign(page.catalog, k)}${name}</th>`,
      )}</tr></thead>
    <tbody>${matrix.map(
      (
        /** @type {number[]} */ row,
        /** @type {number} */ k,
      ) => html`<tr><th scope="row">${classSign(page.catalog, k)}${topology.classes[k]}</th>
      ${row.map(
        (count, j) =>
          html`<td class=${`${k === j ? "right" : "wrong"} share-${Math.round((4 * count) / most)}`}
            >${count}</td>`,
      )}</tr>`,
    )}</tbody></table>`;
}
