// The panel in which a lens shows the run closely: a choice of lens, why one has nothing to say of
// this run, and the way out.  Fetched when a lens is first opened.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, untracked } from "../../../vendor/signals-core/signals-core.mjs";
import { LENS_WORDS } from "../../words/en/lens_names.js";
import { panelWords as words } from "../../words/en/lenses.js";
import { icon, onValue } from "../components.js";
import { LENSES, lensNamed } from "./lenses.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Lens} Lens */
/** @typedef {import("../../types.js").Template} Template */

const BUTTON = "[data-view=lens-button] button";

/** @type {Element | null} */
let opener = null; // has the focus again once the panel is closed
let last = LENSES[0]?.name ?? ""; // that was open

/** Open the lens that was open last, or close the one that is open.
 * @type {(page: Page) => void} */
export function toggle(page) {
  if (page.lens.peek()) return close(page);
  opener = document.activeElement;
  page.lens.value = last;
}

/** Close the lens; the focus goes back to where it came from.
 * @type {(page: Page) => void} */
function close(page) {
  const hadFocus = document.activeElement?.closest(".lens");
  page.lens.value = "";
  if (hadFocus) focusIn(opener?.isConnected && opener !== document.body ? opener : BUTTON);
  opener = null;
}

/** @type {(place: Element | string) => void} */
const focusIn = (place) =>
  /** @type {HTMLElement | null} */ (
    typeof place === "string" ? document.querySelector(place) : place
  )?.focus();

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const stage = createStage(root, page);
  effect(() => {
    const name = page.lens.value;
    const lens = lensNamed(name);
    if (name && !lens) return untracked(() => refuse(page, name));
    const why = lens ? barrierOf(page, lens) : "";
    const isNew = lens && !root.querySelector(".lens");
    if (!lens || why) stage.clear();
    render(lens ? panel(page, lens, why) : nothing, root);
    if (isNew && opener) untracked(() => show(root));
    if (lens && !why) stage.show(lens);
    last = name || last;
  });
  addEventListener("keydown", (event) => onEscape(event, page), true);
}

/** Why a lens has nothing to say; empty if it has.
 * @type {(page: Page, lens: Lens) => string} */
const barrierOf = (page, lens) => (page.topology.value ? lens.barrier(page) : words.noRunYet);

/** An address may name a lens that there is not.
 * @type {(page: Page, name: string) => void} */
function refuse(page, name) {
  page.lens.value = "";
  page.notice(
    "warning",
    words.noSuchLens(name.slice(0, 40), LENSES.map((one) => one.name).join(", ")),
  );
}

/** A panel that somebody has opened has the focus, and is in sight.
 * @type {(root: HTMLElement) => void} */
function show(root) {
  const panel = /** @type {HTMLElement} */ (root.querySelector(".lens"));
  panel.focus({ preventScroll: true });
  panel.scrollIntoView({ block: "nearest" });
}

/** @type {(page: Page, lens: Lens, why: string) => Template} */
const panel = (page, { name }, why) => html`
  <section class="lens" aria-label=${words.lens(LENS_WORDS[name].label)} tabindex="-1">
    <header>
      <label class="field inline"><span class="name">${words.lookCloser}</span>
        <select @change=${onValue((value) => (page.lens.value = value))}>${LENSES.map(
          (one) => html`<option value=${one.name} .selected=${one.name === name}
            >${LENS_WORDS[one.name].label}</option>`,
        )}</select></label>
      <button class="small" aria-label=${words.close} title=${words.closeByKey}
        @click=${() => close(page)}>${icon("close")}</button>
    </header>
    <p class="hint">${LENS_WORDS[name].about}</p>
    <p role="status">${why}</p>
    <div class="lens-body"></div>
  </section>`;

/** What mounts a lens in the panel, and takes it out again.
 * @type {(root: HTMLElement, page: Page) => {show: (lens: Lens) => void, clear: () => void}} */
function createStage(root, page) {
  let name = ""; // of the lens that is there, or under way
  let unmount = () => {};
  let turn = 0;
  const body = () => /** @type {HTMLElement | null} */ (root.querySelector(".lens-body"));
  const clear = () => {
    turn++;
    name = "";
    unmount();
    unmount = () => {};
    body()?.replaceChildren();
  };
  const fetchLens = async (/** @type {Lens} */ lens) => {
    const mine = ++turn;
    const module = await lens.load().catch(() => null);
    const place = document.createElement("div");
    if (mine !== turn) return; // another one was chosen meanwhile
    body()?.replaceChildren(place);
    if (module) unmount = module.mount(place, page);
    else
      render(
        trouble(() => void fetchLens(lens)),
        place,
      );
  };
  return {
    clear,
    show(lens) {
      if (lens.name === name) return;
      clear();
      name = lens.name;
      void fetchLens(lens);
    },
  };
}

/** @type {(again: () => void) => Template} */
const trouble = (again) => html`
  <p role="alert">${words.away}
    <button class="plain" @click=${again}>${words.tryAgain}</button></p>`;

/** Escape closes the panel from within, and from elsewhere where nothing else is to be left.
 * @type {(event: KeyboardEvent, page: Page) => void} */
function onEscape(event, page) {
  if (event.key !== "Escape" || !page.lens.peek()) return;
  const at = /** @type {Element} */ (event.target);
  const isBusy = page.pinned.peek() || page.drawing.peek() || at.closest("dialog, details[open]");
  const isExplaining = document.documentElement.classList.contains("explaining");
  if (!at.closest(".lens") && (isBusy || isExplaining)) return;
  event.preventDefault();
  event.stopPropagation();
  close(page);
}
