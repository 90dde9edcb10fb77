// The network as Keras code, written anew whenever it changes.
import { html } from "../../vendor/lit-html/lit-html.js";
import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { kerasCode, parts } from "../store/keras_code.js";
import { onValue } from "./components.js";
import { codeWords as words } from "../words/en/paths.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../store/keras_code.js").Style} Style */

const STYLES = /** @type {const} */ (["sequential", "functional", "class"]);
const style = signal(/** @type {Style} */ ("sequential"));

/** @type {(value: string) => void} */
const choose = (value) => void (style.value = /** @type {Style} */ (value));

/** @type {(page: Page) => Template} */
export function codeView({ experiment, topology, catalog }) {
  const outputs = topology.value?.layers.at(-1)?.units ?? 1;
  const isStack = style.value === "sequential";
  const cannot = isStack && parts(experiment.value);
  return html`<div class="paths" data-control="kerasCode"><details
    class="paths code"><summary>${words.code}</summary>
    <label class="field"><span class="name">${words.style}</span>
      <select @change=${onValue(choose)}>${STYLES.map(
        (one) => html`<option value=${one} .selected=${one === style.value}>${words[one]}</option>`,
      )}</select></label>
    ${
      cannot
        ? html`<p class="caption">${words.noStack}</p>`
        : html`<pre tabindex="0" aria-label=${words.code}><code>${kerasCode(
            experiment.value,
            outputs,
            catalog,
            style.value,
          )}</code></pre>`
    }</details></div>`;
}
