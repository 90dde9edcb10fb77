// The ways from the playground to studies: each takes the experiment along as it is set.  Fetched
// when it is first asked for.
import { html } from "../../../vendor/lit-html/lit-html.js";
import { storage } from "../../storage.js";
import { encode } from "../../store/address.js";
import { handBase } from "../../store/handed_base.js";
import { wayWords as words } from "../../words/en/ways.js";
import { showDialog } from "../dialog.js";

/** @typedef {import("../../types.js").Page} Page */

const WAYS = /** @type {const} */ (["luck", "compare", "phase", "tune"]);

/** @type {(page: Page) => void} */
export function showWays(page) {
  const experiment = page.experiment.peek();
  const fragment = encode(experiment, page.catalog);
  const hand = () => handBase(storage("sessionStorage"), fragment, experiment);
  showDialog(
    "to-studies",
    "ways-title",
    () => html`<form method="dialog"><h2 id="ways-title">${words.title}</h2>
      <ul>${WAYS.map(
        (way) => html`<li><a href=${page.at(`${way}${fragment && `#${fragment}`}`)}
          @click=${hand}>${words[way]}</a><br>${words[`${way}Hint`]}</li>`,
      )}</ul>
      <p class="buttons"><button class="plain" autofocus>${words.close}</button></p></form>`,
  );
}
