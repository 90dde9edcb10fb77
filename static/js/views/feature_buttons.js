// Beside the picture of the network: a button for every feature, to use it or not, and for every
// formula, to change or remove it.
import { html } from "../../vendor/lit-html/lit-html.js";
import { isColumn, ownAmong } from "../store/document.js";
import { fetchPart, icon, onField } from "./components.js";
import { featureButtonsWords as words } from "../words/en/stage.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

const CONTROL = "ownFeatures";

/** @type {(page: Page) => Template} */
export function featureButtons(page) {
  const { inputs = [], labels = [] } = page.topology.value ?? {};
  if (inputs.some(isColumn))
    return inputs.map(
      (/** @type {string} */ name, /** @type {number} */ i) =>
        html`<span class=${`feature column ${labels[i].includes(" = ") ? "of-word" : ""}`}
          data-slot=${name} title=${labels[i]}>${labels[i]}</span>`,
    );
  const chosen = page.experiment.value.features;
  return html`${page.catalog.features.map(
    (feature) => html`
    <button class="feature" data-slot=${feature.name} data-control=${feature.name}
      aria-pressed=${chosen.includes(feature.name)} title=${feature.formula}
      @click=${() => page.toggleFeature(feature.name)}>${feature.label}</button>`,
  )}
    ${ownButtons(page)}`;
}

/** What a formula is called, as the server has it.
 * @type {(page: Page, name: string) => string} */
function labelOf(page, name) {
  const { inputs = [], labels = [] } = page.topology.value ?? {};
  return labels[inputs.indexOf(name)] ?? name;
}

/** Ask for a formula: a new one, or another in the place of one.
 * @type {(page: Page, name: string | null) => Promise<boolean>} */
const openOwn = (page, name) =>
  fetchPart(
    page,
    () => import("./own_features.js"),
    (dialog) => dialog.openOwn(page, name),
  );

/** Buttons of the formulas, each to change or remove it, and one to add another.
 * @type {(page: Page) => Template} */
function ownButtons(page) {
  const { features, view } = page.experiment.value;
  const most = page.catalog.limits.max_features;
  const hidden = view.hide.includes(CONTROL) ? "hidden" : "";
  const full = features.length >= most;
  return html`${ownAmong(page.catalog, features).map((name) => ownButton(page, name, hidden))}
    <button class=${`feature add ${hidden}`} data-control=${CONTROL} ?disabled=${full}
      aria-haspopup="dialog"
      aria-label=${words.addAFeatureOfYour}
      title=${full ? words.atMostFeatures(most) : words.aFeatureOfYourOwn}
      @click=${() => openOwn(page, null)}>${words.own}</button>`;
}

/** @type {(page: Page, name: string, hidden: string) => Template} */
const ownButton = (page, name, hidden) => html`
  <div class=${`own ${hidden}`} data-slot=${name} data-control=${CONTROL}>
    <button class="feature" aria-pressed="true" aria-haspopup="dialog"
      aria-label=${words.changeOrRemove(labelOf(page, name))}
      title=${words.clickToChange(name)} @click=${() => openOwn(page, name)}><span
      class="text">${labelOf(page, name)}</span></button>
    <button class="drop" aria-label=${words.removeTheFeature(labelOf(page, name))}
      title=${words.remove}
      @click=${onField((button) => drop(page, name, button))}>${icon("close")}</button>
  </div>`;

/** The button that is clicked goes with its feature: the focus must not go with it.
 * @type {(page: Page, name: string, button: Element) => void} */
function drop(page, name, button) {
  /** @type {HTMLElement} */ (button.closest(".features")?.querySelector(".add")).focus();
  page.toggleFeature(name);
}
