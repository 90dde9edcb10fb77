// What a network of a table is asked, and its answer in words: pure.
import { typed as numberOf } from "./codecs.js";
import { DIGITS, inUnits } from "./quantities.js";
import { ASKING } from "../words/en/asking.js";

/** @typedef {import("../types.js").AskedColumn} AskedColumn */
/** @typedef {import("../types.js").RowAnswer} RowAnswer */
/** @typedef {import("../types.js").TargetScale} TargetScale */

/** What a form begins with: the means, and the most frequent words.
 * @type {(columns: AskedColumn[]) => Record<string, string>} */
export const usualRow = (columns) =>
  Object.fromEntries(
    columns.map(({ name, words, usual }) => [
      name,
      words.length ? String(usual ?? words[0]) : String(Number(Number(usual).toPrecision(DIGITS))),
    ]),
  );

/** The row that a form says, and what is wrong with it, by column.
 * @type {(columns: AskedColumn[], typed: Record<string, string>) =>
 *   {row: Record<string, string | number | null>, wrong: Record<string, string>}} */
export function rowOf(columns, typed) {
  /** @type {Record<string, string | number | null>} */
  const row = {};
  /** @type {Record<string, string>} */
  const wrong = {};
  for (const { name, words, optional } of columns) {
    const text = typed[name] ?? "";
    if (!text.trim()) {
      row[name] = null;
      if (!optional) wrong[name] = ASKING.needed;
    } else if (words.length) row[name] = text;
    else {
      row[name] = numberOf(text);
      if (Number.isNaN(row[name])) wrong[name] = ASKING.notANumber(text);
    }
  }
  return { row, wrong };
}

/** An answer in words: the class, or the value of each target in its units.
 * @type {(answer: RowAnswer, target: TargetScale | null | undefined) => string} */
export function answerInWords({ label, probabilities, value, values }, target) {
  if (values)
    return Object.entries(values)
      .map(([name, one]) => `${name} ${inUnits(one, name)}`)
      .join(", ");
  if (value !== undefined) {
    const name = target?.name ?? "";
    return `${name} ${inUnits(value, name)}`.trimStart();
  }
  const share = probabilities?.[label ?? ""];
  return share === undefined ? `${label}` : `${label}, ${shareOf(share)}`;
}

/** The probabilities, the largest first.
 * @type {(answer: RowAnswer) => {name: string, share: number, text: string}[]} */
export const sharesOf = ({ probabilities }) =>
  Object.entries(probabilities ?? {})
    .map(([name, share]) => ({ name, share, text: shareOf(share) }))
    .sort((a, b) => b.share - a.share);

/** @type {(share: number) => string} */
const shareOf = (share) => `${(100 * share).toFixed(1)} %`;
