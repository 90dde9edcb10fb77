// How the columns of a table become inputs: an input for each word, words in an order, and what is
// done where a cell is missing.  Pure; the server checks what is chosen.
import { whole } from "./encoding_forms.js";

/** @typedef {import("../types.js").Column} Column */
/** @typedef {import("../types.js").Encoding} Encoding */

// that have an input each unless a person says so: rare ones share one
export const MOST_WORDS = 10;
const FEW_MISSING = 0.05; // of the rows: so many are left out, of more it is an input

/** Whether a column can become inputs in more ways than one.
 * @type {(column?: Column) => boolean} */
export const hasWays = (column) => Boolean(column?.classes || column?.missing);

/** The words of a column that are listed: all, or the most frequent ones.
 * @type {(column: Column) => {words: string[], other: boolean}} */
function listedWords({ classes = [], counts = [] }) {
  if (classes.length <= MOST_WORDS) return { words: classes, other: false };
  const frequent = classes
    .map((word, at) => ({ word, count: counts[at] }))
    .sort((a, b) => b.count - a.count)
    .slice(0, MOST_WORDS - 1)
    .map(({ word }) => word);
  return { words: classes.filter((word) => frequent.includes(word)), other: true };
}

/** How a column becomes inputs unless a person says otherwise; null of plain numbers.
 * @type {(column: Column, rows: number) => Encoding | null} */
export function usualEncoding(column, rows) {
  if (!hasWays(column)) return null;
  const many = (column.missing ?? 0) > FEW_MISSING * rows;
  return whole({
    column: column.name,
    ...(column.classes ? listedWords(column) : {}),
    ...(many ? { missing: "value" } : {}),
  });
}

/** The encodings with another one of its column.
 * @type {(encodings: Encoding[], next: Encoding) => Encoding[]} */
export const withEncoding = (encodings, next) => [
  ...encodings.filter(({ column }) => column !== next.column),
  whole(next),
];

/** The encoding of words in another way: an input for each, or in an order.
 * @type {(column: Column, encoding: Encoding, ordered: boolean) => Encoding} */
export const withWords = (column, { missing }, ordered) =>
  whole({
    column: column.name,
    ...(ordered ? { words: column.classes, ordered } : listedWords(column)),
    missing,
  });

/** The words of a text that has one a line, as far as a column has them; those that are left out
 * stand behind them.
 * @type {(column: Column, text: string) => string[]} */
export function inOrder({ classes = [] }, text) {
  const said = [...new Set(text.split("\n").map((line) => line.trim()))];
  const known = said.filter((word) => classes.includes(word));
  return [...known, ...classes.filter((word) => !known.includes(word))];
}

/** A column's words can have an order if there are not too many.
 * @type {(column: Column, limits: Record<string, number>) => boolean} */
export const canBeOrdered = ({ classes = [] }, { max_words: most }) =>
  classes.length > 1 && classes.length <= most;
