// What this visitor may do here, in one line, where that is less than everything.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { inLocks, WATCHING } from "../words/en/classroom.js";
import { draw, fetchPart, icon } from "./components.js";
import { neuronName } from "./format.js";
import { lockedParts } from "./page_parts.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

/** @type {(root: HTMLElement, page: Page) => void} */
export const mount = (root, page) => void draw(root, () => standing(page));

/** @type {(page: Page) => Template} */
const standing = (page) => (page.run.value?.canControl === false ? watching(page) : locks(page));

/** The run is somebody else's: what may be done all the same.
 * @type {(page: Page) => Template} */
function watching(page) {
  const own = () => fetchPart(page, page.share, (share) => share.makeOwn());
  return html`<p class="standing"><span>${icon("eye")} ${WATCHING.about}</span>
    <button class="plain" @click=${own}>${WATCHING.copy}</button> ${shown(page)}</p>`;
}

/** The neuron that is open where the run is steered; the line keeps its place without one.
 * @type {(page: Page) => Template} */
function shown({ shown, pinned, catalog, topology }) {
  const name = shown.value;
  const isThere = name !== null && topology.value?.neurons.includes(name);
  const words = isThere ? neuronName(name, catalog, topology.value) : null;
  return html`<span role="status">${WATCHING.open(words)}</span>
    <button class="plain" ?disabled=${!isThere || pinned.value === name}
      @click=${() => (pinned.value = name)}>${WATCHING.follow}</button>`;
}

/** What the link locks, and the page shows.
 * @type {(page: Page) => Template} */
function locks(page) {
  const locked = lockedParts(page);
  const free = page.catalog.parts.filter((part) => part.lockable && !locked.includes(part));
  const [shut, open] = [locked, free].map((parts) =>
    parts.filter(({ controls }) => !isHidden(page, controls)).map(({ label }) => label),
  );
  return shut.length
    ? html`<p class="standing"><span>${icon("lock")} ${inLocks(shut, open)}</span></p>`
    : nothing;
}

/** @type {(page: Page, controls: string[]) => boolean} */
const isHidden = ({ experiment }, controls) =>
  controls.every((name) => experiment.value.view.hide.includes(name));
