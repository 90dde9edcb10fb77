// The page explains itself: every control that is seen gets its line of explanation, within it or
// in a list beside it, until Escape.  Fetched when it is first wanted.
import { html, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { EXPLAINED, HOW_TO_READ, LEAVE } from "../words/en/help.js";
import { explanationOf } from "./components.js";
import { showHelp } from "./help.js";

/** @typedef {import("../types.js").Page} Page */

/** Controls too small for a paragraph are explained in a list: below the bar, or at the end of the
 * column that they stand in. */
const COLUMNS = ".bar, .data, [data-view=network]";
const SMALL =
  "button, a, .buttons, .pair, .counter, .titles *, .heads *, .features, .features *, .stage *";

/** @type {(() => void) | null} */
let leave = null;

/** Explain everything, or no more.
 * @type {(page: Page) => void} */
export function toggleExplaining(page) {
  if (leave) return leave();
  const root = document.documentElement;
  const more = /** @type {HTMLDetailsElement} */ (document.querySelector(".more-settings"));
  const wasOpen = more.open;
  root.classList.add("explaining");
  more.open = true;
  const later = () => void requestAnimationFrame(() => leave && explainAll());
  const arrivals = new MutationObserver(later);
  arrivals.observe(/** @type {Element} */ (more.lastElementChild), { childList: true });
  const stop = effect(() => {
    (void page.experiment.value, page.topology.value);
    later();
  });
  const onKey = (/** @type {KeyboardEvent} */ { key, target }) =>
    key === "Escape" && !(/** @type {Element} */ (target).closest("dialog")) && leave?.();
  addEventListener("keydown", onKey);
  const head = headOf(page);
  leave = () => {
    leave = null;
    stop();
    arrivals.disconnect();
    removeEventListener("keydown", onKey);
    head.remove();
    forget();
    more.open = wasOpen;
    root.classList.remove("explaining");
    /** @type {HTMLElement | null} */ (
      document.querySelector("[data-control=helpButton]")
    )?.focus();
  };
}

/** What is to be seen, and how to leave it.
 * @type {(page: Page) => HTMLElement} */
function headOf(page) {
  const head = Object.assign(document.createElement("section"), {
    className: "explaining-head",
    tabIndex: -1,
  });
  render(
    html`<p role="status">${EXPLAINED}</p>
      <p class="buttons">
        <button class="plain" @click=${() => showHelp(page)}>${HOW_TO_READ}</button>
        <button class="plain" @click=${() => leave?.()}>${LEAVE}</button>
      </p>`,
    head,
  );
  document.querySelector(".bar")?.before(head);
  head.focus();
  return head;
}

function explainAll() {
  forget();
  const told = new Set(); // several layers have the same controls
  for (const control of /** @type {NodeListOf<HTMLElement>} */ (
    document.querySelectorAll("[data-control]")
  )) {
    const name = control.dataset.control;
    const text = explanationOf(name);
    if (!text || told.has(name) || !control.checkVisibility({ visibilityProperty: true })) continue;
    told.add(name);
    const line = control.matches(SMALL) ? itemOf(control, text) : create("small", text);
    line.dataset.of = name;
    (control.matches(SMALL) ? listOf(control) : control).append(line);
  }
}

const forget = () => document.querySelectorAll(".explanation").forEach((one) => one.remove());

/** @type {(control: HTMLElement, text: string) => HTMLElement} */
function itemOf(control, text) {
  const item = document.createElement("li");
  const name = document.createElement("strong");
  name.append(control.querySelector(".icon")?.cloneNode(true) ?? "", nameOf(control));
  item.append(name, ` ${text}`);
  return item;
}

/** @type {(kind: string, textContent: string) => HTMLElement} */
const create = (kind, textContent) =>
  Object.assign(document.createElement(kind), { className: "explanation", textContent });

/** @type {(control: Element) => Element} */
function listOf(control) {
  const column = /** @type {Element} */ (control.closest(COLUMNS));
  const isBar = column.matches(".bar");
  const there = isBar ? column.nextElementSibling : column.lastElementChild;
  if (there?.matches(".explanation")) return there;
  const list = create("ul", "");
  column.insertAdjacentElement(isBar ? "afterend" : "beforeend", list);
  return list;
}

/** What a control is called: by its heading, its label, that of its first part, or its text.
 * @type {(control: Element) => string} */
function nameOf(control) {
  const named = control.matches("[aria-label]") ? control : control.querySelector("[aria-label]");
  const heading = control.querySelector("h2")?.textContent;
  return heading ?? named?.getAttribute("aria-label") ?? control.textContent?.trim() ?? "";
}
