// The loss of one example, with its numbers put in.  A term for each output; the value is the
// server's.
import { constant, factor, figure, sumOf } from "./figures.js";

/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Backprop} Backprop */

/** A term with its numbers, by the loss's name in documents; d is their difference.
 * @type {Record<string, (p: string, y: string, d: number) => string>} */
const TERMS = {
  mse: (p, y) => `½ (${p} − (${y}))²`,
  sum_of_squares: (p, y) => `½ (${p} − (${y}))²`,
  mae: (p, y) => `|${p} − (${y})|`,
  huber: (p, y, d) => (Math.abs(d) <= 1 ? `½ (${p} − (${y}))²` : `|${p} − (${y})| − ½`),
  hinge: (p, y) => `max(0, 1 − (${y}) · (${p}))`,
  binary_crossentropy: (p, y) => (y === "1" ? `−ln(${p})` : `−ln(1 − (${p}))`),
  categorical_crossentropy: (p) => `−ln(${p})`,
};

/** A target as it is written: a label is whole.
 * @type {(value: number | null) => string} */
const label = (value) => (Number.isInteger(value) ? constant(Number(value)) : figure(value));

/** The loss of an example: of several classes only the true one counts; terms of several labels or
 * targets are added up, or their mean is taken.
 * @type {(name: string, formula: string, output: Numbers, target: Numbers,
 *   value: number | null, rest: (count: number) => string) => Line} */
export function lossLine(name, formula, output, target, value, rest) {
  const term = TERMS[name] ?? ((p, y) => `(${p}, ${y})`);
  const written = output.map((p, k) =>
    term(figure(p), label(target[k]), (p ?? NaN) - (target[k] ?? NaN)),
  );
  const single = name === "categorical_crossentropy";
  const [numbers] = single ? written.filter((_, k) => target[k]) : written;
  if (single || output.length === 1) return { symbol: "ℓ", formula, numbers, value: figure(value) };
  if (name === "sum_of_squares")
    return { symbol: "ℓ", formula, numbers: sumOf(written, rest), value: figure(value) };
  return {
    symbol: "ℓ",
    formula: `(${formula}) / ${output.length}`,
    numbers: `(${sumOf(written, rest)}) / ${output.length}`,
    value: figure(value),
  };
}

/** What the loss of an output is called where there are two: ℓ₁ of the main one, ℓ₂.
 * @type {(place: number) => string} */
export const symbolOf = (place) => `ℓ${"₁₂"[place]}`;

/** The loss of an example by two outputs, each as much as it counts.
 * @type {(value: number | null, heads: import("./types.js").Head[], place: number) => Line} */
export const weightedLine = (value, heads, place) => ({
  symbol: "ℓ",
  formula: heads.map(({ weight }, k) => `${counted(weight)} · ${symbolOf(k)}`).join(" + "),
  numbers: heads
    .map(({ weight, losses }) => `${counted(weight)} · ${factor(losses[place])}`)
    .join(" + "),
  value: figure(value),
});

/** What a loss counts, without what a computer's fractions add.
 * @type {(weight: number) => string} */
export const counted = (weight) => String(Number(weight.toFixed(6)));

/** The mean over a batch's rows.
 * @type {(answer: Backprop, rest: (count: number) => string) => Line} */
export const meanLine = ({ losses, loss }, rest) => ({
  symbol: "L",
  formula: `(ℓ₁ + … + ℓₙ) / n, n = ${losses.length}`,
  numbers: `(${sumOf(losses.map(factor), rest)}) / ${losses.length}`,
  value: figure(loss),
});
