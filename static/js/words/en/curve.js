// The words of the lens of activations.
import { html } from "../../../vendor/lit-html/lit-html.js";

/** @typedef {import("../../types.js").Template} Template */

const OUTPUTS = new Map([
  ["o", "Output"],
  ["aux", "Auxiliary output"],
]);

export const curveWords = {
  neuron: "Neuron",
  layer: (/** @type {string} */ name) => OUTPUTS.get(name) ?? `Layer ${name.slice(1)}`,
  drawn: (/** @type {string} */ label) => `${label} and its slope, over the sums of this neuron`,
  value: "a = f(z)",
  slope: "slope f′(z)",
  flat: "|f′| < 0.05",
  sums: (/** @type {number} */ points) => `z at ${points} training points`,
  point: "z of the point, to be moved",
  pointText: (/** @type {string} */ z, /** @type {string} */ a, /** @type {string} */ slope) =>
    `z ${z}, a ${a}, slope ${slope}`,
  range: "Takes values in",
  oneAgain: "Only linear layers lie before it, and together they are one:",
  allDifferent: (/** @type {number} */ units) => `The ${units} neurons of its layer all differ.`,
  fewDifferent: (/** @type {number} */ units, /** @type {number} */ kinds) =>
    `Of the ${units} neurons of its layer only ${kinds} ${kinds === 1 ? "is" : "are"} different: ` +
    "neurons with equal weights learn the same for ever.",
  noCurve: "Softmax weighs all outputs against each other: it is no function of one z.",
  curveAway: "The server cannot be reached just now: the curve comes when it is back.",
  sumsAway: "The server cannot be reached just now: the bars are those of before.",
  never: "f is flat nowhere here.",
  everywhere: "f is flat everywhere: no gradient passes, whatever z is.",
  zones: (/** @type {string} */ where) => `f is flat (slope under 0.05) for ${where}.`,
  below: (/** @type {string} */ z) => `z up to ${z}`,
  above: (/** @type {string} */ z) => `z from ${z}`,
  between: (/** @type {string} */ from, /** @type {string} */ to) => `z from ${from} to ${to}`,
  and: " and ",
};

/** How a neuron does at the training points, in a sentence.
 * @type {(laidOpen: import("../../types.js").LaidOpen, share: (part: number) => string) =>
 *   string} */
export function healthOf({ points, histogram, dead, saturated }, share) {
  const finite = histogram.counts.reduce((sum, count) => sum + count, 0);
  if (finite < points) return `At ${points - finite} of ${points} points z is not a finite number.`;
  if (dead === 1) return "Dead: its slope is 0 at every training point, so it learns no more.";
  const parts = [
    ...(dead ? [`its slope is 0 at ${share(dead)} of the training points`] : []),
    ...(saturated ? [`it is saturated at ${share(saturated)} of the training points`] : []),
  ];
  return parts.length
    ? `${capital(parts.join(", and "))}.`
    : "It is neither dead nor saturated at any training point.";
}

/** @type {(text: string) => string} */
const capital = (text) => text[0].toUpperCase() + text.slice(1);

/** @type {() => Template} */
export const saturatedMeans = () =>
  html`Saturated: the slope is under a twentieth of the largest; dead: it is 0.`;
