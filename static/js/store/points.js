// Points of one's own as a short text for the address, and what of them fits a problem.
//
// Every point is one whole number, written with a fixed count of the digits A–Z a–z 0–9 - _
// (base 64, the largest first):
//     (label · 1201 + row) · 1201 + column,   column = 100 x1 + 600,   row = 100 x2 + 600,
// so that coordinates from −6 to 6 are kept to a hundredth.  The label is 0 or 1 for −1 and 1, the
// class, the labels given as bits (the first one is 1), or for a regression 100 y + 100000.
// Left out: drawing (brush.js).

import { EDGE } from "../workers/plane.js";
import { reasons } from "../words/en/reasons.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Point} Point */
/** @typedef {{digits: number, values: (classes: number) => number, write: (label: any) => number,
 *   parse: (value: number, classes: number) => any}} Kind */
/** @typedef {{problem: string, classes: number, most: number, wrong: (why: string) =>
 *   void}} Asked */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const VALUE = new Map([...DIGITS].map((digit, value) => [digit, value]));
const FINE = 100;
const SIDE = 2 * EDGE * FINE + 1; // values of a coordinate
const LARGEST_LABEL = 1000; // of a regression
export const FEWEST = 2; // points that a network can learn from: one to train with, one to test
const LONGEST = 8000; // characters: servers and messengers cut what is longer
/** What stands in the address for points that are too many for it. */
export const MORE = "more";

/** How labels are written, by problem: the digits of a point must hold `values` · 1201².
 * @type {Record<string, Kind>} */
const KINDS = {
  classification: {
    digits: 4,
    values: () => 2,
    write: (label) => Number(label > 0),
    parse: (value) => 2 * value - 1,
  },
  multiclass: { digits: 4, values: (classes) => classes, write: Number, parse: (value) => value },
  multilabel: {
    digits: 6,
    values: (classes) => 2 ** classes,
    write: (label) => parseInt([...label].reverse().join(""), 2),
    parse: (value, classes) =>
      Array.from({ length: classes }, (_, k) => Math.floor(value / 2 ** k) % 2),
  },
  regression: {
    digits: 7,
    values: () => 2 * LARGEST_LABEL * FINE + 1,
    write: (label) => Math.round((label + LARGEST_LABEL) * FINE),
    parse: (value) => (value - LARGEST_LABEL * FINE) / FINE,
  },
};

/** An experiment's own points, if it learns from them.
 * @type {(experiment: Experiment) => Point[] | null} */
export const ownPoints = ({ data }) => (data.source === "points" ? (data.points ?? null) : null);

/** @type {(points: Point[], problem: string) => string} */
export function encodePoints(points, problem) {
  const kind = KINDS[problem];
  const place = (/** @type {number} */ x) => Math.round((x + EDGE) * FINE);
  return points
    .map(([x1, x2, label]) =>
      digitsOf((kind.write(label) * SIDE + place(x2)) * SIDE + place(x1), kind.digits),
    )
    .join("");
}

/** @type {(number: number, count: number) => string} */
function digitsOf(number, count) {
  let text = "";
  for (let rest = number; text.length < count; rest = Math.floor(rest / 64))
    text = DIGITS[rest % 64] + text;
  return text;
}

/** Whether an address can carry the points.
 * @type {(points: Point[], problem: string) => boolean} */
export const fitsAddress = (points, problem) =>
  points.length * KINDS[problem].digits <= LONGEST &&
  !(problem === "regression" && Array.isArray(points[0]?.[2]));

/** The points of a text, as far as they fit; `undefined` where there are none.  Never throws.
 * @type {(text: string, asked: Asked) => Point[] | undefined} */
export function decodePoints(text, { problem, classes, most, wrong }) {
  const kind = KINDS[problem];
  const { digits } = kind;
  if (text === MORE) return void wrong(reasons.morePoints);
  if (!/^[\w-]*$/.test(text)) return void wrong(reasons.pointsInLetters);
  const count = Math.floor(text.length / digits);
  if (count < FEWEST) return void wrong(reasons.fewestPoints(FEWEST, digits));
  if (count > most) wrong(reasons.mostPoints(most));
  else if (text.length % digits) wrong(reasons.endsWithinAPoint(count));
  const points = Array.from({ length: Math.min(count, most) }, (_, i) =>
    pointOf(text.slice(i * digits, (i + 1) * digits), kind, classes),
  );
  const known = points.filter((point) => point !== null);
  if (known.length < points.length)
    wrong(reasons.otherLabels(points.length - known.length, points.length));
  return known.length < FEWEST ? undefined : known;
}

/** @type {(text: string, kind: Kind, classes: number) => Point | null} */
function pointOf(text, { values, parse }, classes) {
  let number = 0;
  for (const digit of text) number = number * 64 + /** @type {number} */ (VALUE.get(digit));
  const label = Math.floor(number / SIDE ** 2);
  const place = (/** @type {number} */ value) => (value - EDGE * FINE) / FINE;
  if (label >= values(classes)) return null;
  return [place(number % SIDE), place(Math.floor(number / SIDE) % SIDE), parse(label, classes)];
}

/** The fewest classes that points leave room for: the highest that is used is kept.
 * @type {(points: Point[]) => number} */
export const fewestClasses = (points) =>
  points.reduce(
    (most, [, , label]) =>
      Math.max(most, 1 + (Array.isArray(label) ? label.lastIndexOf(1) : label)),
    FEWEST,
  );

/** The points with the labels of another problem: −1 and +1 are the classes 0 and 1; null where
 * labels mean nothing there.
 * @type {(points: Point[], problem: string) => Point[] | null} */
export function relabelled(points, problem) {
  const labels = points.map(([, , label]) => label);
  if (problem === "multiclass" && labels.every((label) => label === -1 || label === 1))
    return points.map(([x1, x2, label]) => [x1, x2, Number(label === 1)]);
  if (problem === "classification" && labels.every((label) => label === 0 || label === 1))
    return points.map(([x1, x2, label]) => [x1, x2, label ? 1 : -1]);
  return null;
}

/** The points for another number of classes: several labels are lengthened or cut.
 * @type {(points: Point[], classes: number) => Point[]} */
export const withClasses = (points, classes) =>
  points.map(([x1, x2, label]) => [
    x1,
    x2,
    Array.isArray(label) ? Array.from({ length: classes }, (_, k) => label[k] ?? 0) : label,
  ]);

/** Points of one's own; too many of them are only mentioned.
 * @type {import("./codecs.js").Codec} */
export const points = {
  write: (value, problem) => (fitsAddress(value, problem) ? encodePoints(value, problem) : MORE),
  parse: (value, context) =>
    decodePoints(value, {
      ...context,
      classes: context.data.classes,
      most: context.catalog.limits.max_points,
    }),
};
