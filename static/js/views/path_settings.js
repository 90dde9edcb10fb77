// Which inputs go through the hidden layers and which past them, and the auxiliary output with its
// weight in the loss.  Comes with what is rarely changed.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { isTabular } from "../store/document.js";
import { pathsOf, said, toggled } from "../store/paths.js";
import { onChecked, onField, range } from "./components.js";
import { pathWords as words } from "../words/en/paths.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../store/paths.js").Paths} Paths */

const WEIGHT = 0.1; // of a new auxiliary output's loss
const MOST_STEPS = 20; // of the slider

/** @type {(page: Page) => Template} */
export function pathSettings(page) {
  const { hidden, wide, auxiliary } = page.experiment.value.network;
  if (!hidden.length)
    return html`<fieldset data-control="paths"><legend>${words.paths}</legend>
      <p class="caption">${words.needsHidden}</p></fieldset>`;
  return html`<fieldset data-control="paths"><legend>${words.paths}</legend>
    <label class="check"><input type="checkbox" .checked=${Boolean(wide)}
      @change=${onChecked((on) => page.change("network.wide", on))}> ${words.wide}</label>
    <p class="caption">${words.wideAbout}</p>
    ${choice(page)}
    <label class="check"><input type="checkbox" .checked=${Boolean(auxiliary)}
      @change=${onChecked((on) =>
        page.change("network.auxiliary", on ? { weight: WEIGHT } : undefined),
      )}> ${words.auxiliary}</label>
    <p class="caption">${words.auxiliaryAbout}</p>
    ${auxiliary ? weightOf(page, auxiliary.weight) : nothing}
  </fieldset>`;
}

/** How much the auxiliary output counts: it moves while the network learns.
 * @type {(page: Page, weight: number) => Template} */
export const weightOf = (page, weight) =>
  range({
    label: words.weight,
    control: "auxiliaryWeight",
    value: weight,
    low: 0,
    high: 1,
    step: 1 / MOST_STEPS,
    resets: false,
    show: words.weighs,
    change: (value) => page.change("network.auxiliary.weight", value),
  });

/** A row for each input: whether it goes through the hidden layers, and whether past them.
 * @type {(page: Page) => Template} */
function choice(page) {
  const paths = pathsOf(page.experiment.value);
  const { names, wide, deep } = paths;
  return html`<details class="paths"><summary>${words.choose}</summary>
    <table><thead><tr><th scope="col">${words.input}</th><th scope="col">${words.through}</th><th
      scope="col">${words.past}</th></tr></thead>
    <tbody>${names.map((name) => {
      const label = labelOf(page, name);
      return html`<tr><th scope="row">${label}</th>
        <td>${box(words.throughOf(label), deep.includes(name), (on, field) =>
          changeDeep(page, paths, name, on, field),
        )}</td>
        <td>${box(words.pastOf(label), wide.includes(name), (on) =>
          page.change("network.wide", said(names, toggled(wide, name, on), true, false)),
        )}</td></tr>`;
    })}</tbody></table></details>`;
}

/** @type {(page: Page, name: string) => string} */
const labelOf = (page, name) =>
  isTabular(page.experiment.value)
    ? name
    : (page.catalog.features.find((one) => one.name === name)?.label ?? name);

/** The last input stays in the deep path.
 * @type {(page: Page, paths: Paths, name: string, on: boolean, field: HTMLInputElement) => void} */
function changeDeep(page, { names, deep }, name, on, field) {
  const chosen = toggled(deep, name, on);
  if (chosen.length) return page.change("network.deep", said(names, chosen, undefined, undefined));
  field.checked = true;
  return void page.notice("warning", words.lastDeep);
}

/** @type {(label: string, checked: boolean,
 *   change: (on: boolean, field: HTMLInputElement) => void) => Template} */
const box = (label, checked, change) => html`<input type="checkbox" aria-label=${label}
  .checked=${checked} @change=${onField((field) => change(field.checked, field))}>`;
