// The code that puts an experiment into somebody else's page, and which pages may have it.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { copied } from "./copied.js";
import { allowedPages, embedCode } from "./files.js";
import { embeddingWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").SharePage} SharePage */
/** @typedef {import("../types.js").Template} Template */

const OWN_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** What a saved experiment is embedded by; it is saved first.
 * @type {(page: SharePage, saved: {embed: string} | null, save: () => void) => Template} */
export const embedding = (
  page,
  saved,
  save,
) => html`<details name="share"><summary>${words.inAPageOfYours}</summary><div class="inside">
  <p>${words.theTitleTheLossesThe}</p>
  <p class="hint">${allowedPages(page.catalog.frame_ancestors)}</p>
  ${
    saved
      ? html`${copied(
          words.embedCode,
          embedCode(saved.embed, page.experiment.value),
          words.htmlToPasteIntoThe,
        )}
        ${warning(new URL(saved.embed))}`
      : html`<p><button type="button" class="plain"
        @click=${save}>${words.makeTheEmbedCode}</button></p>`
  }
</div></details>`;

/** What keeps visitors from seeing it though the page may show it.
 * @type {(address: URL) => Template | typeof nothing} */
function warning({ hostname, protocol }) {
  if (OWN_MACHINE.test(hostname)) return html`<p class="hint">${words.thisServerRunsOnYour}</p>`;
  if (protocol === "https:") return nothing;
  return html`<p class="hint">${words.thisServerHasNoHttps}</p>`;
}
