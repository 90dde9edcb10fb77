// How the microscope writes numbers: all as wide as each other, so that nothing moves while they
// change.
import { signal } from "../../../../vendor/signals-core/signals-core.mjs";

const DIGITS = { float32: 6, float64: 9 }; // after the point, of a number below 10
const SMALL = 1e-3; // below which a number is written with a power of ten
const LARGE = 1e6; // from which on it is
const MOST_TERMS = 6; // of a sum, that are written out

const digits = signal(DIGITS.float32);

/** Write as many digits as the numbers of a network bear.
 * @type {(network: import("../../../types.js").Experiment["network"]) => void} */
export const writeDigitsOf = ({ dtype }) =>
  void (digits.value = dtype === "float64" ? DIGITS.float64 : DIGITS.float32);

/** A number with its sign, always in as many characters.
 * @type {(value: number | null | undefined) => string} */
export function figure(value) {
  if (value == null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "+";
  if (size && (size < SMALL || size >= LARGE))
    return sign + size.toExponential(3).replace("-", "−");
  const more = Math.max(0, Math.floor(Math.log10(size || 1)));
  return sign + size.toFixed(digits.value - more);
}

/** A number of the document, as it was written there.
 * @type {(value: number) => string} */
export const constant = (value) => String(value).replaceAll("-", "−");

/** A number as a factor.
 * @type {(value: number | null | undefined) => string} */
export const factor = (value) => `(${figure(value)})`;

/** A sum of terms, of which only the first are written out.
 * @type {(terms: string[], rest: (count: number) => string) => string} */
export const sumOf = (terms, rest) =>
  terms.length <= MOST_TERMS + 1
    ? terms.join(" + ")
    : [...terms.slice(0, MOST_TERMS), rest(terms.length - MOST_TERMS)].join(" + ");

/** The difference of two numbers with two digits that count.
 * @type {(value: number | null | undefined) => string} */
export const difference = (value) =>
  value == null || !Number.isFinite(value) ? "–" : value.toExponential(1).replace("-", "−");
