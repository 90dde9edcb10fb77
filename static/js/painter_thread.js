// Where a painter paints: in a worker, or on the page's own thread where no worker can.

/** What TypeScript does not know of browsers yet.
 * @typedef {{createPolicy: (name: string, rules: {createScriptURL: (text: string) => string}) =>
 *   Policy}} TrustedTypes */
/** @typedef {{createScriptURL: (text: string) => string}} Policy */
/** @typedef {Pick<Worker, "postMessage" | "onmessage" | "onerror">} Thread */

/** Says where trusted types are enforced that the painter's address, and no other, may be a
 * program's: a page has one painter.
 * @type {Policy | undefined} */
let vouched;

/** Start the painter of an address; it is ready then.
 * @type {(place: URL) => Promise<Thread>} */
export const startThread = (place) =>
  new Promise((resolve, reject) => {
    const here = async () => (await import("./painter_here.js")).startHere(`${place}`);
    if (!HTMLCanvasElement.prototype.transferControlToOffscreen) return resolve(here());
    const { trustedTypes } = /** @type {{trustedTypes?: TrustedTypes}} */ (globalThis);
    vouched ??= trustedTypes?.createPolicy("painter", { createScriptURL: () => `${place}` });
    const worker = new Worker(vouched?.createScriptURL("") ?? place, { type: "module" });
    worker.onmessage = ({ data }) => resolve(data.paints ? worker : here()); // its first word
    worker.onerror = reject;
  });

/** A canvas as the painter takes it: the page's own one where it paints on the page's thread.
 * @type {(thread: Thread, canvas: HTMLCanvasElement) => OffscreenCanvas} */
export const handed = (thread, canvas) =>
  thread instanceof Worker
    ? canvas.transferControlToOffscreen()
    : /** @type {OffscreenCanvas} */ (/** @type {unknown} */ (canvas));
