// An experiment in a frame: it plays by itself where its address says `?play`, and tells the page
// around it, if that is of the same site, what it comes to.
import { effect } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../types.js").Page} Page */

const PLAY = "play"; // in the address

/** @type {(page: Page) => void} */
export function tellAround(page) {
  if (new URLSearchParams(location.search).has(PLAY)) playOnce(page);
  if (!isAroundUs()) return;
  effect(() => {
    const { epoch, loss, testLoss, metrics } = page.progress.value;
    const status = page.status.value;
    if (status === "running") return;
    const accuracy = metrics.test_accuracy ?? null;
    parent.postMessage({ playground: status, epoch, loss, testLoss, accuracy }, location.origin);
  });
}

/** Whether there is a page around this one, of the same site: another one is told nothing, for
 * browsers would complain of it in that page's console. */
function isAroundUs() {
  try {
    return parent !== window && parent.location.origin === location.origin;
  } catch {
    return false; // even asking another site's page for its address throws
  }
}

/** Play as soon as there is a run that can be steered; later the reader decides.
 * @type {(page: Page) => void} */
function playOnce(page) {
  let isDone = false;
  effect(() => {
    const isThere = page.run.value && page.connection.value === "live";
    if (!isThere || isDone) return;
    isDone = true;
    queueMicrotask(() => page.play());
  });
}
