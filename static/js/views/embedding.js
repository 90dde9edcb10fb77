// The code that puts an experiment into somebody else's page.
import { html } from "../../vendor/lit-html/lit-html.js";
import { copied } from "./copied.js";
import { embedCode } from "./files.js";

/** @typedef {import("../types.js").SharePage} SharePage */
/** @typedef {import("../types.js").Template} Template */

/** What a saved experiment is embedded by; it is saved first.
 * @type {(page: SharePage, saved: {embed: string} | null, save: () => void) => Template} */
export const embedding = (
  page,
  saved,
  save,
) => html`<details name="share"><summary>In a page of yours</summary><div class="inside">
  <p>The network, the map, play, step and reset, as a part of a page. What the document hides from
    learners is hidden there too.</p>
  ${
    saved
      ? copied(
          "Embed code",
          embedCode(saved.embed, page.experiment.value.title),
          "HTML to paste into the page",
        )
      : html`<p><button type="button" class="plain" @click=${save}>Make the embed code</button></p>`
  }
</div></details>`;
