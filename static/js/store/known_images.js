// The runs on pictures that this browser has made, the newest last: with their secrets, so that it
// steers them again.

/** @typedef {import("../storage.js").Memory} Memory */
/** @typedef {{id: string, secret: string}} Known */

const NAME = "image-runs"; // in the browser's memory
const MOST = 20; // older ones are forgotten, and can only be watched from here

/** @type {(memory: Memory) => Known[]} */
function knownImages(memory) {
  try {
    const found = JSON.parse(memory.getItem(NAME) ?? "null");
    return Array.isArray(found) ? found.filter(({ id, secret }) => id && secret) : [];
  } catch {
    return []; // not ours: begin anew
  }
}

/** @type {(memory: Memory, run: Known) => void} */
export function rememberImages(memory, run) {
  if (!run.secret) return;
  const others = knownImages(memory).filter(({ id }) => id !== run.id);
  try {
    memory.setItem(NAME, JSON.stringify([...others, run].slice(-MOST)));
  } catch {
    // the browser's memory is full: this page goes on, and the next one only watches
  }
}

/** The secret of a run, empty if this browser does not know it.
 * @type {(memory: Memory, id: string) => string} */
export const secretOfImages = (memory, id) =>
  knownImages(memory).find((one) => one.id === id)?.secret ?? "";
