// On a phone an open neuron lies in a sheet at the foot of the screen, which holds a copy of the
// large map: the map itself is out of sight, and so would the network be if the page scrolled
// there.
import { effect } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../types.js").Page} Page */

const NARROW = "(max-width: 719px)"; // as in playground.css
const FRAMES = 3; // of the screen, until what the painter has drawn is there to be copied

export const isSheet = () => matchMedia(NARROW).matches;

/** Keep the copy as the map is, while there is a sheet.
 * @type {(root: HTMLElement, page: Page) => void} */
export function copyMap(root, page) {
  let left = 0;
  const copy = () => {
    const canvas = /** @type {HTMLCanvasElement | null} */ (root.querySelector(".map-copy"));
    const map = /** @type {HTMLCanvasElement | null} */ (document.querySelector("#map"));
    if (canvas && map?.width)
      canvas.getContext("2d")?.drawImage(map, 0, 0, canvas.width, canvas.height);
    if (--left > 0) requestAnimationFrame(copy);
  };
  effect(() => {
    (void page.progress.value, page.pinned.value);
    if (!page.pinned.value || !isSheet()) return;
    if (left <= 0) requestAnimationFrame(copy);
    left = FRAMES;
  });
}
