// How to read the page, and its keys, in a dialog.  Fetched with the explanations of controls.
import { html } from "../../vendor/lit-html/lit-html.js";
import { CLOSE, HOW_TO_READ, KEYS, reading } from "../words/en/help.js";
import { isTouched } from "./components.js";
import { showDialog } from "./dialog.js";

/** @type {(page: import("../types.js").Page) => void} */
export const showHelp = (page) =>
  showDialog(
    "help",
    "help-title",
    () => html`<form method="dialog">
    <h2 id="help-title">${HOW_TO_READ}</h2>
    ${reading(page.at, isTouched())}
    <dl class="keys">${KEYS.map(
      ([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`,
    )}</dl>
    <p class="buttons"><button class="plain" autofocus>${CLOSE}</button></p>
  </form>`,
  );
