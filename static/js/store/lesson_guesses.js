// What a reader has guessed in the lessons: it stays in this browser.  A guess that was made counts
// once: what its run has shown cannot be guessed any more.

/** @typedef {{value: number, right: boolean | null, text: string, said?: string}} Guess the
 *   question, what was said to it, and whether that was right; null: not shown yet
 * @typedef {Record<string, Record<string, Guess>>} Guesses by lesson and question */

const KEY = "lessons";

/** @type {(memory: import("../storage.js").Memory) => Guesses} */
export function readGuesses(memory) {
  try {
    const read = JSON.parse(memory.getItem(KEY) ?? "{}");
    return read && typeof read === "object" && !Array.isArray(read) ? read : {};
  } catch {
    return {};
  }
}

/** Keep a guess, unless its result was seen already.
 * @type {(memory: import("../storage.js").Memory, lesson: string, question: string,
 *   guess: Guess) => Guess} */
export function keepGuess(memory, lesson, question, guess) {
  const all = readGuesses(memory);
  const known = all[lesson]?.[question];
  if (known && known.right !== null) return known;
  all[lesson] = { ...all[lesson], [question]: guess };
  memory.setItem(KEY, JSON.stringify(all));
  return guess;
}

/** Whether a guess is right.
 * @type {(value: number, answer: number, tolerance: number) => boolean} */
export const isRight = (value, answer, tolerance) => Math.abs(value - answer) <= tolerance + 1e-9;

/** How many guesses of a lesson were seen to be right, and how many were seen.
 * @type {(guesses: Record<string, Guess> | undefined) => {right: number, all: number}} */
export function scoreOf(guesses = {}) {
  const seen = Object.values(guesses).filter(({ right }) => right !== null);
  return { right: seen.filter(({ right }) => right).length, all: seen.length };
}

/** The questions that were guessed wrong, lesson by lesson.
 * @type {(guesses: Guesses) => {lesson: string, question: string, text: string}[]} */
export const missed = (guesses) =>
  Object.entries(guesses).flatMap(([lesson, own]) =>
    Object.entries(own)
      .filter(([, { right }]) => right === false)
      .map(([question, { text }]) => ({ lesson, question, text })),
  );

/** Where a lesson is, from the root on: one that ships is remembered by its slug, and one that
 * somebody shared by its address.
 * @type {(lesson: string) => string} */
export const addressOf = (lesson) =>
  (lesson.includes("/") ? lesson : `lessons/${lesson}`)
    .split("/")
    .map(encodeURIComponent)
    .join("/");
