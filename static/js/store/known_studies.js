// The studies that this browser has made, the newest last: with their secrets, so that it steers
// them again, and with what was guessed.

/** @typedef {import("../storage.js").Memory} Memory */
/** @typedef {{id: string, secret: string, title: string}} Known */

const STUDIES = "studies";
const GUESSES = "study-guesses";
const MOST = 40; // older ones are forgotten, and can only be watched from here

/** @type {(memory: Memory, name: string) => unknown} */
function recall(memory, name) {
  try {
    return JSON.parse(memory.getItem(name) ?? "null");
  } catch {
    return null; // not ours: begin anew
  }
}

/** @type {(memory: Memory, name: string, value: unknown) => void} */
function keep(memory, name, value) {
  try {
    memory.setItem(name, JSON.stringify(value));
  } catch {
    // the browser's memory is full: this page goes on, and the next one only watches
  }
}

/** @type {(memory: Memory) => Known[]} */
export function knownStudies(memory) {
  const found = recall(memory, STUDIES);
  return Array.isArray(found) ? found.filter(({ id, secret }) => id && secret) : [];
}

/** @type {(memory: Memory, study: Known) => void} */
export function rememberStudy(memory, study) {
  if (!study.secret) return;
  const others = knownStudies(memory).filter(({ id }) => id !== study.id);
  keep(memory, STUDIES, [...others, study].slice(-MOST));
}

/** @type {(memory: Memory, id: string) => string} */
export const secretOf = (memory, id) =>
  knownStudies(memory).find((one) => one.id === id)?.secret ?? "";

/** What was guessed of a study; null if nobody was asked yet.
 * @type {(memory: Memory, id: string) => {guess: number | null} | null} */
export function readGuess(memory, id) {
  const found = guessesOf(memory).find(([known]) => known === id);
  return found ? { guess: found[1] } : null;
}

/** Keep a guess, or that none was wanted.
 * @type {(memory: Memory, id: string, guess: number | null) => void} */
export function keepGuess(memory, id, guess) {
  const others = guessesOf(memory).filter(([known]) => known !== id);
  keep(memory, GUESSES, [...others, [id, guess]].slice(-MOST));
}

/** @type {(memory: Memory) => [string, number | null][]} */
function guessesOf(memory) {
  const found = recall(memory, GUESSES);
  return Array.isArray(found) ? found : [];
}
