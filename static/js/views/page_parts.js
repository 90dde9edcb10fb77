// What the author of an experiment lets others see and change: controls that are hidden, and parts
// that are locked.  The server keeps the locks; here they are shown.
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { LOCKED } from "../words/en/stage.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").PagePart} PagePart */
/** @typedef {HTMLButtonElement | HTMLInputElement | HTMLSelectElement} Field */

const FIELDS = ":is(button, input, select)";
const ROWS = "features"; // hidden, they keep the names of those that are used

/** The parts that a document locks.
 * @type {(page: Page) => PagePart[]} */
export const lockedParts = ({ catalog, experiment }) =>
  catalog.parts.filter(({ name }) => experiment.value.view.lock?.includes(name));

/** Hide and lock controls by name, those too that come later.
 * @type {(page: Page) => void} */
export function followParts(page) {
  /** @type {Map<Field, string | null>} */
  const held = new Map(); // fields that are locked: with the titles that they had
  /** @type {() => void} */
  let mark = () => {};
  const later = new MutationObserver(() => mark());
  effect(() => {
    const { hide } = page.experiment.value.view;
    const locked = lockedParts(page).flatMap(({ controls }) => controls);
    mark = () => markParts(document, hide, locked, held);
    mark();
    later.disconnect();
    if (!hide.length && !locked.length) return;
    const attributeFilter = ["disabled"];
    later.observe(document.body, { childList: true, subtree: true, attributeFilter });
  });
}

/** Hide and lock the controls within a root by their names; `held` keeps what is locked.
 * @type {(root: ParentNode, hide: string[], locked: string[],
 *   held: Map<Field, string | null>) => void} */
export function markParts(root, hide, locked, held) {
  /** @type {Set<Field>} */
  const found = new Set();
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-control]")
  )) {
    const name = element.dataset.control ?? "";
    const isLocked = locked.includes(name);
    if (name !== ROWS) element.classList.toggle("hidden", hide.includes(name));
    element.toggleAttribute("data-locked", isLocked);
    if (isLocked) for (const field of fieldsOf(element)) found.add(field);
  }
  for (const [field, title] of held) if (!found.has(field)) release(field, title, held);
  for (const field of found) hold(field, held);
}

/** @type {(element: HTMLElement) => Field[]} */
const fieldsOf = (element) => {
  const inside = /** @type {NodeListOf<Field>} */ (element.querySelectorAll(FIELDS));
  return element.matches(FIELDS) ? [/** @type {Field} */ (element)] : [...inside];
};

/** @type {(field: Field, held: Map<Field, string | null>) => void} */
function hold(field, held) {
  if (!held.has(field)) held.set(field, field.getAttribute("title"));
  if (!field.disabled) field.disabled = true;
  if (field.title !== LOCKED) field.title = LOCKED;
}

/** @type {(field: Field, title: string | null, held: Map<Field, string | null>) => void} */
function release(field, title, held) {
  held.delete(field);
  field.disabled = false;
  if (title === null) field.removeAttribute("title");
  else field.title = title;
}
