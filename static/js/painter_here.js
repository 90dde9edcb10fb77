// The painter on the page's own thread, for browsers that cannot paint in a worker.  It is spoken
// to as a worker is, and paints on the canvases of the page themselves.

/** @typedef {import("./painter_thread.js").Thread} Thread */
/** @typedef {{onmessage: (event: {data: object}) => void, onerror: null,
 *   postMessage: (data: object) => void}} End of the line between page and painter */

/** Start the painter of an address.
 * @type {(place: string) => Promise<Thread>} */
export async function startHere(place) {
  /** @type {(other: () => End) => End} */
  const endBefore = (other) => ({
    onmessage: () => {},
    onerror: null,
    // an end that speaks is not answered before it has finished
    postMessage: (data) => queueMicrotask(() => other().onmessage({ data })),
  });
  /** @type {End} */ const inside = endBefore(() => outside);
  /** @type {End} */ const outside = endBefore(() => inside);
  globalThis.OffscreenCanvas ??= /** @type {typeof OffscreenCanvas} */ (
    /** @type {unknown} */ (PageCanvas)
  );
  Object.assign(globalThis, { painterScope: inside });
  await import(place);
  return /** @type {Thread} */ (outside);
}

/** What is painted first and copied then, where a browser has no canvas beside those of pages.
 * @param {number} width
 * @param {number} height */
function PageCanvas(width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const convertToBlob = () => new Promise((resolve) => canvas.toBlob(resolve));
  return Object.assign(canvas, { convertToBlob });
}
