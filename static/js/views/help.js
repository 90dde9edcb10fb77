// How to read the page, and its keys, in a dialog.  Fetched with the explanations of controls.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { CLOSE, HOW_TO_READ, KEYS, reading } from "../words/en/help.js";
import { isTouched } from "./components.js";

/** @type {(page: import("../types.js").Page) => void} */
export function showHelp(page) {
  const dialog = document.createElement("dialog");
  dialog.className = "help";
  dialog.setAttribute("aria-labelledby", "help-title");
  render(
    html`<form method="dialog">
    <h2 id="help-title">${HOW_TO_READ}</h2>
    ${reading(page.at("docs"), isTouched())}
    <dl class="keys">${KEYS.map(
      ([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`,
    )}</dl>
    <p class="buttons"><button class="plain" autofocus>${CLOSE}</button></p>
  </form>`,
    dialog,
  );
  dialog.onclose = () => dialog.remove();
  document.body.append(dialog);
  dialog.showModal();
}
