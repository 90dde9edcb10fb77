// The experiment that the playground hands to a page on which a study is begun.  Its address
// carries most; points of one's own may be too many for that, and go by the tab's memory.

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../storage.js").Memory} Memory */

const HANDED = "study-base";

/** @type {(memory: Memory, fragment: string, experiment: Experiment) => void} */
export function handBase(memory, fragment, experiment) {
  try {
    memory.setItem(HANDED, JSON.stringify({ fragment, experiment }));
  } catch {
    // the tab's memory is full: the address has all but the points
  }
}

/** The experiment that was handed over with this fragment; null if none was.
 * @type {(memory: Memory, fragment: string) => Experiment | null} */
export function takeBase(memory, fragment) {
  try {
    const handed = JSON.parse(memory.getItem(HANDED) ?? "null");
    return handed?.fragment === fragment ? handed.experiment : null;
  } catch {
    return null; // not ours
  }
}
