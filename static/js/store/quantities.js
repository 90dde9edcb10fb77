// Numbers of a table as they are written for people, with their units: pure.

/** @typedef {import("../types.js").TargetScale} TargetScale */

export const DIGITS = 4; // that matter of a number in a form or an answer
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
