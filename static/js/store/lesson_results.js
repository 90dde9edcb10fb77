// A reader's guesses as a table for teachers.
import { resultWords as words } from "../words/en/lessons.js";

/** @typedef {import("./lesson_guesses.js").Guesses} Guesses
 * @typedef {import("./lesson_guesses.js").Guess} Guess */

const FORMULA = /^[=+\-@\t\r\n]/; // what a spreadsheet might compute instead of showing it

/** The guesses as CSV: a row for each, by lesson and question.
 * @type {(guesses: Guesses) => string} */
export function resultsCsv(guesses) {
  const rows = Object.entries(guesses).flatMap(([lesson, own]) =>
    Object.entries(own).map(([question, guess]) => [
      lesson,
      question,
      guess.text,
      guess.said ?? String(guess.value),
      resultOf(guess),
    ]),
  );
  return [words.columns, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** @type {(guess: Guess) => string} */
const resultOf = ({ right }) =>
  right === null ? words.notSeen : right ? words.right : words.wrong;

/** A cell in quotes; a text that looks like a formula is marked as text, a number stays one.
 * @type {(text: string) => string} */
export function cell(text) {
  const isText = FORMULA.test(text) && !Number.isFinite(Number(text));
  return `"${(isText ? `'${text}` : text).replaceAll('"', '""')}"`;
}
