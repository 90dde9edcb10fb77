// A small picture of the page as it stands, with other parts hidden and locked: a copy of what it
// shows, which needs no run of its own.
import { PUPILS } from "../words/en/classroom.js";
import { markParts } from "./page_parts.js";

/** @typedef {import("../types.js").PagePart} PagePart */
/** @typedef {import("../types.js").Experiment["view"]} View */

const WIDEST = 480; // CSS pixels
const WITHIN = 0.78; // of the window's width
const TALLEST = 0.4; // of the window's height: of a narrow page the top is shown
const LEFT_OUT = "dialog, script, noscript, [data-view=messages]";

/** The page as a picture; `view` says what is hidden and locked.  Its copy lies in a tree of its
 * own, so that no name in it is there twice.
 * @type {(view: View, parts: PagePart[]) => HTMLElement} */
export function pictureOfPage(view, parts) {
  const picture = document.createElement("div");
  picture.className = "page-picture";
  picture.setAttribute("role", "img");
  picture.setAttribute("aria-label", inWords(view, parts));
  const scale = Math.min(WIDEST, WITHIN * innerWidth) / innerWidth;
  const height = Math.min(scale, TALLEST) * innerHeight;
  Object.assign(picture.style, { width: `${scale * innerWidth}px`, height: `${height}px` });
  const copy = copyOfBody();
  markParts(copy, view.hide, controlsOf(parts, view.lock ?? []), new Map());
  Object.assign(copy.style, {
    width: `${innerWidth}px`,
    height: `${innerHeight}px`,
    overflow: "hidden",
    transform: `scale(${scale})`,
    transformOrigin: "0 0",
  });
  const sheets = [...document.querySelectorAll("link[rel=stylesheet], style")];
  const root = picture.attachShadow({ mode: "open" });
  root.append(...sheets.map((sheet) => sheet.cloneNode(true)), copy);
  return picture;
}

/** @type {(parts: PagePart[], names: string[]) => string[]} */
const controlsOf = (parts, names) =>
  parts.filter(({ name }) => names.includes(name)).flatMap(({ controls }) => controls);

/** @type {(view: View, parts: PagePart[]) => string} */
function inWords({ hide, lock = [] }, parts) {
  const hidden = parts.filter(({ controls }) => controls.every((one) => hide.includes(one)));
  const locked = parts.filter((part) => lock.includes(part.name) && !hidden.includes(part));
  return PUPILS.picture(
    hidden.map(({ label }) => label),
    locked.map(({ label }) => label),
  );
}

/** All that stands in the page, with what its canvases and fields show, out of reach.
 * @type {() => HTMLElement} */
function copyOfBody() {
  const body = /** @type {HTMLElement} */ (document.body.cloneNode(false));
  body.classList.add(...document.documentElement.classList);
  body.inert = true;
  body.setAttribute("aria-hidden", "true");
  for (const part of document.body.children) {
    if (part.matches(LEFT_OUT)) continue;
    const copy = /** @type {Element} */ (part.cloneNode(true));
    follow(part, copy);
    body.append(copy);
  }
  return body;
}

/** What a copy of elements does not have by itself: pictures and choices.
 * @type {(from: Element, to: Element) => void} */
function follow(from, to) {
  const copies = to.querySelectorAll("canvas, select");
  for (const [at, one] of [...from.querySelectorAll("canvas, select")].entries()) {
    const copy = copies[at];
    if (one instanceof HTMLSelectElement)
      /** @type {HTMLSelectElement} */ (copy).value = one.value;
    else if (one instanceof HTMLCanvasElement && one.width && one.height)
      /** @type {HTMLCanvasElement} */ (copy).getContext("2d")?.drawImage(one, 0, 0);
  }
}
