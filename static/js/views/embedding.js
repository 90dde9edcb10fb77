// The code that puts an experiment into somebody else's page, and which pages may have it.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { copied } from "./copied.js";
import { allowedPages, embedCode } from "./files.js";

/** @typedef {import("../types.js").SharePage} SharePage */
/** @typedef {import("../types.js").Template} Template */

const OWN_MACHINE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** What a saved experiment is embedded by; it is saved first.
 * @type {(page: SharePage, saved: {embed: string} | null, save: () => void) => Template} */
export const embedding = (
  page,
  saved,
  save,
) => html`<details name="share"><summary>In a page of yours</summary><div class="inside">
  <p>The title, the losses, the network, the map, play, step and reset, as a part of a page. What
    the document hides from learners is hidden there too.</p>
  <p class="hint">${allowedPages(page.catalog.frame_ancestors)}</p>
  ${
    saved
      ? html`${copied(
          "Embed code",
          embedCode(saved.embed, page.experiment.value),
          "HTML to paste into the page",
        )}
        ${warning(new URL(saved.embed))}`
      : html`<p><button type="button" class="plain" @click=${save}>Make the embed code</button></p>`
  }
</div></details>`;

/** What keeps visitors from seeing it though the page may show it.
 * @type {(address: URL) => Template | typeof nothing} */
function warning({ hostname, protocol }) {
  if (OWN_MACHINE.test(hostname))
    return html`<p class="hint">This server runs on your own machine: visitors elsewhere cannot
      reach it.</p>`;
  if (protocol === "https:") return nothing;
  return html`<p class="hint">This server has no https: pages that have it cannot show the
    experiment.</p>`;
}
