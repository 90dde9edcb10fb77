// A small dialog that asks for a number which is not among the usual ones.  Fetched when first
// wanted.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { misfit } from "../store/address.js";
import { typed } from "../store/codecs.js";
import { numberWords as words } from "../words/en/own.js";

/** @typedef {import("../types.js").Page} Page */

/** @type {(page: Page, about: {label: string, path: string, done: () => void}) => void} */
export function askNumber(page, { label, path, done }) {
  const dialog = document.createElement("dialog");
  const submit = (/** @type {Event} */ event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const input = /** @type {HTMLInputElement} */ (form.elements.namedItem("number"));
    const number = typed(input.value);
    const why = misfit(page.catalog, page.experiment.value, path, number);
    /** @type {HTMLElement} */ (form.querySelector("[role=alert]")).textContent = why
      ? words.refused(label, why, input.value)
      : "";
    if (why) return event.preventDefault();
    return page.change(path, number);
  };
  render(
    html`<form method="dialog" @submit=${submit}>
    <label class="field"><span class="name">${label}</span><input name="number" inputmode="text"
      .value=${String(page.current(path) ?? "")}></label>
    <p role="alert" class="alert"></p>
    <p class="buttons"><button class="plain">${words.set}</button><button class="plain"
      type="button"
      @click=${() => dialog.close()}>${words.cancel}</button></p>
  </form>`,
    dialog,
  );
  dialog.onclose = () => {
    dialog.remove();
    done();
  };
  document.body.append(dialog);
  dialog.showModal();
}
