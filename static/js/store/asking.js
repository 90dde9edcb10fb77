// What a network of a table is asked, and its answer in words: pure.
import { typed as numberOf } from "./codecs.js";

/** @typedef {import("../types.js").AskedColumn} AskedColumn */
/** @typedef {import("../types.js").RowAnswer} RowAnswer */
/** @typedef {import("../types.js").TargetScale} TargetScale */

const DIGITS = 4; // that matter of a number in a form or an answer
const NAMED = /[([]([^()[\]]+)[)\]]\s*$/; // a unit behind a name: "weight (kg)"
const ENDING = /_(mm|cm|m|km|g|kg|s|min|h|usd|eur|pct|years?)$/i; // "body_mass_g"

/** The unit that a column's name says; empty if it says none.
 * @type {(name: string) => string} */
export const unitOf = (name) => (NAMED.exec(name) ?? ENDING.exec(name))?.[1].trim() ?? "";

/** A number of a table as it is written for people.
 * @type {(value: number) => string} */
export function quantity(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value)) return "–";
  if (size && (size < 1e-4 || size >= 1e9))
    return value.toExponential(2).replace("+", "").replaceAll("-", "−");
  const digits = Math.max(DIGITS, Math.ceil(Math.log10(size || 1)));
  return Number(value.toPrecision(digits))
    .toLocaleString("en", { maximumFractionDigits: 8 })
    .replace("-", "−");
}

/** A quantity with the unit that its column's name says.
 * @type {(value: number, name: string) => string} */
export const inUnits = (value, name) => `${quantity(value)} ${unitOf(name)}`.trimEnd();

/** An output of the network in the target's own units.
 * @type {(output: number, target: TargetScale) => number} */
export const scaledBack = (output, { mean, deviation }) => output * deviation + mean;

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
      if (!optional) wrong[name] = "a value is needed: rows without one were left out";
    } else if (words.length) row[name] = text;
    else {
      row[name] = numberOf(text);
      if (Number.isNaN(row[name]))
        wrong[name] = `must be a number, without a comma between thousands; got ${text}`;
    }
  }
  return { row, wrong };
}

/** An answer in words: the class, or the value in its units.
 * @type {(answer: RowAnswer, target: TargetScale | null | undefined) => string} */
export function answerInWords({ label, probabilities, value }, target) {
  if (value !== undefined) return inUnits(value, target?.name ?? "");
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
