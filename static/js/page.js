// What every page of the playground stands on: its root, what the server wrote into it, the theme,
// and parts that are fetched when they are wanted.  Knows no experiment and no run.

import { storage } from "./storage.js";
import { away } from "./words/en/server.js";

/** @typedef {import("./types.js").Frame} Frame */

const PAUSE = 1000; // milliseconds before a part of the page is asked for again
const MANY_FAILURES = 3; // after which it is said

/** The page that this script runs in.  Its root is taken once: the address changes.
 * @type {() => Frame} */
export function openPage() {
  const { documentElement: html, baseURI } = document;
  followSkipLink();
  const root = new URL(html.dataset.root ?? "./", baseURI).href;
  const theme = storage("localStorage").getItem("theme");
  if (theme) html.dataset.theme = theme;
  return {
    root,
    build: html.dataset.build ?? "",
    watched: html.dataset.run ?? "",
    trained: html.dataset.trained ?? "",
    lens: html.dataset.lens ?? "",
    embedded: html.classList.contains("embed"),
    catalog: writtenIn("catalog") ?? {},
    at: (path) => new URL(path, root).href,
  };
}

/** The skip link moves the focus, and not the address: it may hold an experiment. */
function followSkipLink() {
  const main = document.querySelector("main");
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    main?.focus();
  });
}

/** What the server wrote into the page as JSON; null if nothing.
 * @type {(id: string) => any} */
export const writtenIn = (id) =>
  JSON.parse(document.querySelector(`#${id}`)?.textContent ?? "null");

/** Where a view of the page belongs.
 * @type {(name: string) => HTMLElement} */
export const placeOf = (name) =>
  /** @type {HTMLElement} */ (document.querySelector(`[data-view="${name}"]`));

/** A part of the page, fetched as often as it takes: the server may be away just now.  `warn` is
 * called once when it takes long, and nothing is asked for while `isAway`.
 * @type {<T>(load: () => Promise<T>, warn: (text: string) => void, isAway?: () => boolean) =>
 *   Promise<T>} */
export async function fetched(load, warn, isAway = () => false) {
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));
  for (let failures = 0; ;) {
    try {
      return await load();
    } catch {
      if (++failures === MANY_FAILURES) warn(away.part);
      do await pause();
      while (isAway());
    }
  }
}

/** Fetch a style sheet, which stands after the page's others, or before them.
 * @type {(href: string, place?: "append" | "prepend") => Promise<unknown>} */
export const fetchStyle = (href, place = "append") =>
  new Promise((resolve, reject) => {
    const wishes = { rel: "stylesheet", href, onload: resolve, onerror: reject };
    document.head[place](Object.assign(document.createElement("link"), wishes));
  });

/** Words of the server as a sentence of their own; a path such as `data.noise` stays as it is.
 * @type {(text: string) => string} */
export function sentence(text) {
  const first = /^\w+[._]\w/.test(text) ? text[0] : text[0].toUpperCase();
  return first + text.slice(1) + (/[.!?]$/.test(text) ? "" : ".");
}

/** The other theme than the present one, here and wherever this browser opens a page. */
export function switchTheme() {
  const root = document.documentElement;
  const dark = root.dataset.theme
    ? root.dataset.theme === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
  storage("localStorage").setItem("theme", root.dataset.theme);
}

const BIG = "big"; // in the address, before the fragment

/** Whether the page's address asks for the big picture, as on a projector.
 * @type {() => boolean} */
export const asksForBig = () => new URLSearchParams(location.search).has(BIG);

/** Show the page as a big picture or as usual; the address says which, for the next one to open.
 * @type {(isBig: boolean) => void} */
export function showBig(isBig) {
  document.documentElement.classList.toggle(BIG, isBig);
  if (isBig === asksForBig()) return;
  const address = new URL(location.href);
  if (isBig) address.searchParams.set(BIG, "1");
  else address.searchParams.delete(BIG);
  history.replaceState(history.state, "", address);
}
