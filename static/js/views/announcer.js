// The outcome in words, for people that do not see the map: what it shows, and now and then how the
// training goes.
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { loss } from "./format.js";
import { scoreOf, titleOf } from "./output.js";
import { announcerWords as texts } from "../words/en/results.js";

/** @typedef {import("../types.js").Page} Page */

const RUNNING = 5000; // milliseconds between two announcements while it runs
const AT_REST = 500; // and otherwise, so that one movement of the hand is told once

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const map = /** @type {HTMLElement} */ (root.querySelector("#map"));
  const place = /** @type {HTMLElement} */ (root.querySelector("[data-part=announcement]"));
  const words = signal("");
  const tell = createAnnouncer((text) => (words.value = text));
  effect(() => {
    const { epoch, testLoss, metrics } = page.progress.value;
    const { name, score } = scoreOf(metrics);
    tell(
      page.status.value,
      texts.news(epoch, loss(testLoss), name === "R²" ? name : name.toLowerCase(), score),
    );
  });
  effect(() => void (place.textContent = words.value));
  effect(() =>
    map.setAttribute("aria-label", texts.mapOfThe(titleOf(page).toLowerCase(), words.value)),
  );
}

/** Tells a new status at once and news of the same status now and then; never the same words twice.
 * @type {(say: (words: string) => void) => (status: string, news: string) => void} */
export function createAnnouncer(say) {
  let said = "";
  let last = -Infinity;
  let was = "";
  let words = "";
  let timer = 0;
  const speak = () => {
    clearTimeout(timer);
    timer = 0;
    if (words === said) return;
    said = words;
    last = Date.now();
    say(words);
  };
  return (status, news) => {
    const wait = last + (status === "running" ? RUNNING : AT_REST) - Date.now();
    words = `${status}. ${news}`;
    if (status !== was || wait <= 0) speak();
    else timer ||= setTimeout(speak, wait);
    was = status;
  };
}
