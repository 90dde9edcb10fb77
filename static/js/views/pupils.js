// What pupils see: which parts of the page are shown, locked or hidden for those that open a link,
// and that link.  The teacher's own run stays as it is.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { computed, signal } from "../../vendor/signals-core/signals-core.mjs";
import { withParts } from "../store/document.js";
import { PUPILS } from "../words/en/classroom.js";
import { copied, scanned } from "./copied.js";
import { showDialog } from "./dialog.js";
import { embedding } from "./embedding.js";
import { pictureOfPage } from "./page_picture.js";

/** @typedef {import("../types.js").SharePage} SharePage */
/** @typedef {import("../types.js").PagePart} PagePart */
/** @typedef {import("../types.js").Saved} Saved */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {"shown" | "locked" | "hidden"} State of a part
 * @typedef {Record<string, State>} States by the parts' names */
/** @template T @typedef {import("../types.js").Signal<T>} Signal */
/** @typedef {{states: Signal<States>, picture: {value: HTMLElement}, saved: Signal<Saved | null>,
 *   trouble: Signal<string>}} Desk */

const STATES = /** @type {const} */ (["shown", "locked", "hidden"]);

/** @type {(page: SharePage) => void} */
export function showPupils(page) {
  const states = signal(statesOf(page));
  const view = computed(() => withParts(page.catalog, page.experiment.peek(), states.value).view);
  const picture = computed(() => pictureOfPage(view.value, page.catalog.parts));
  /** @type {Desk} */
  const desk = { states, picture, saved: signal(null), trouble: signal("") };
  showDialog("share pupils", "pupils-title", () => contents(page, desk));
}

/** What the document says now.
 * @type {(page: SharePage) => States} */
function statesOf({ catalog, experiment }) {
  const { hide, lock = [] } = experiment.peek().view;
  const stateOf = (/** @type {PagePart} */ { name, controls }) =>
    controls.every((one) => hide.includes(one))
      ? "hidden"
      : lock.includes(name)
        ? "locked"
        : "shown";
  return Object.fromEntries(catalog.parts.map((part) => [part.name, stateOf(part)]));
}

/** @type {(page: SharePage, desk: Desk) => Template} */
const contents = (page, desk) => html`<form method="dialog">
  <div class="body">
    <h2 id="pupils-title">${PUPILS.title}</h2>
    <p>${PUPILS.about}</p>
    <details class="preview" open><summary>${PUPILS.preview}</summary>
      ${desk.picture.value}</details>
    <p class="buttons">${all(page, desk, "locked", PUPILS.lockAll)}
      ${all(page, desk, "shown", PUPILS.showAll)}</p>
    <table class="parts">${headings(page).map((heading) =>
      group(
        desk,
        heading,
        page.catalog.parts.filter((part) => part.heading === heading),
      ),
    )}</table>
    ${link(page, desk)}
  </div>
  <footer>
    <p role="alert" class="alert">${desk.trouble.value}</p>
    <p class="buttons"><button class="plain">${PUPILS.close}</button>
      <button type="button" class="plain done" @click=${() =>
        make(page, desk)}>${PUPILS.make}</button></p>
  </footer>
</form>`;

/** A button that gives all parts one state, as far as they can have it.
 * @type {(page: SharePage, desk: Desk, state: State, label: string) => Template} */
const all = ({ catalog }, desk, state, label) => html`<button type="button" class="plain"
  @click=${() =>
    choose(
      desk,
      catalog.parts.filter((part) => can(part, state)),
      state,
    )}>${label}</button>`;

/** @type {(page: SharePage) => string[]} */
const headings = ({ catalog }) => [...new Set(catalog.parts.map(({ heading }) => heading))];

/** @type {(part: PagePart, state: State) => boolean} */
const can = ({ lockable }, state) => state !== "locked" || lockable;

/** @type {(desk: Desk, parts: PagePart[], state: State) => void} */
function choose({ states, saved }, parts, state) {
  saved.value = null; // another document, another link
  const chosen = Object.fromEntries(parts.map(({ name }) => [name, state]));
  states.value = { ...states.value, ...chosen };
}

/** @type {(desk: Desk, heading: string, parts: PagePart[]) => Template} */
const group = (desk, heading, parts) => html`<tbody>
  <tr><th scope="rowgroup">${heading}</th>${STATES.map(
    (state) => html`<th scope="col">${PUPILS.states[state]}</th>`,
  )}</tr>
  ${parts.map(
    (part) => html`<tr><th scope="row">${part.label}</th>
    ${STATES.map(
      (state) => html`<td>${can(part, state) ? radio(desk, part, state) : noLock(part)}</td>`,
    )}
    </tr>`,
  )}</tbody>`;

/** @type {(desk: Desk, part: PagePart, state: State) => Template} */
const radio = (desk, part, state) => html`<label><input type="radio" name=${`part-${part.name}`}
  aria-label=${`${part.label}: ${PUPILS.states[state]}`}
  .checked=${desk.states.value[part.name] === state}
  @change=${() => choose(desk, [part], state)}></label>`;

/** Why a part cannot be locked.
 * @type {(part: PagePart) => Template} */
const noLock = ({ free }) =>
  html`<span class="no-lock" title=${PUPILS.noLock(free)} aria-hidden="true">–</span
    ><span class="unseen">${PUPILS.noLock(free)}</span>`;

/** @type {(page: SharePage, desk: Desk) => Promise<void>} */
async function save(page, { states, saved, trouble }) {
  const experiment = withParts(page.catalog, page.experiment.peek(), states.peek());
  const answer = await page.save(false, false, experiment);
  trouble.value = "error" in answer ? answer.error : "";
  saved.value = "error" in answer ? null : answer;
}

/** The link comes below a long table: it is brought into sight.
 * @type {(page: SharePage, desk: Desk) => Promise<void>} */
async function make(page, desk) {
  await save(page, desk);
  document.querySelector("dialog.pupils .scan")?.scrollIntoView({ block: "end" });
}

/** Where pupils find it.
 * @type {(page: SharePage, desk: Desk) => Template} */
function link(page, desk) {
  const saved = desk.saved.value;
  if (!saved) return nothing;
  return html`
    ${copied(PUPILS.link, saved.url, PUPILS.own)}
    <p class="scan">${scanned(page, PUPILS.linkForPupils, saved.url)}
      <a href=${saved.url} target="_blank" rel="noopener">${PUPILS.open}</a></p>
    <div>${embedding(page, saved, () => save(page, desk))}</div>`;
}
