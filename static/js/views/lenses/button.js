// The button that opens a lens, its key, and its place in the address; and beside it the one that
// leads to studies.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { lensOf, withLens } from "../../store/fragments.js";
import { wayWords as ways } from "../../words/en/ways.js";
import { panelWords as words } from "../../words/en/lenses.js";
import { draw, explanationOf, fetchPart, icon, isShortcut } from "../components.js";

/** @typedef {import("../../types.js").Page} Page */

const KEY = "l";

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const toggle = () =>
    void fetchPart(
      page,
      () => import("./panel.js"),
      (panel) => panel.toggle(page),
    );
  draw(
    root,
    () => html`<button class="plain" title=${ways.manyHint}
      @click=${() => showWays(page)}>${icon("dice")} ${ways.many}</button>
      <button class="plain" aria-expanded=${page.lens.value !== ""}
      title=${explanationOf("lensButton") ?? nothing}
      @click=${toggle}>${icon("lens")} ${words.lookCloser}</button>`,
  );
  addEventListener("keydown", (event) => {
    if (event.key !== KEY || !isShortcut(event)) return;
    event.preventDefault();
    toggle();
  });
  followAddress(page);
}

/** Ways to studies of the experiment that is here.
 * @type {(page: Page) => Promise<boolean>} */
const showWays = (page) =>
  fetchPart(
    page,
    () => import("../studies/menu.js"),
    (menu) => menu.showWays(page),
  );

/** The address says which lens is open, on a page too that watches a run.
 * @type {(page: Page) => void} */
function followAddress({ lens }) {
  effect(() => {
    if (lens.value === lensOf(location.hash)) return;
    const fragment = withLens(location.hash, lens.value);
    const { pathname, search } = location;
    history.replaceState(history.state, "", pathname + search + (fragment && `#${fragment}`));
  });
  addEventListener("popstate", () => (lens.value = lensOf(location.hash)));
}
