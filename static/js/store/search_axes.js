// The axes of a search's pictures: one for each setting that is searched, and one for the goal.  A
// place is a number from 0 to 1 along the scale.  A trial that has no value there stands off the
// scale: it is drawn all the same.  Numbers in, numbers out; knows no screen.
import { same } from "./document.js";

/** @typedef {{path: string, label: string, kind: "number" | "choice", low: number, high: number,
 *   isLog: boolean, isWhole: boolean, options: unknown[], texts: string[]}} Axis `options`: of a
 *   choice, with what each is called in `texts` */
/** @typedef {"none" | "unscored" | "diverged"} Off why a trial stands off a scale: the setting
 *   means nothing for it, it has no loss yet, or it has diverged */
/** @typedef {{place: number, text: string}} Tick */
/** @typedef {{low: number, high: number, isLog?: boolean, isWhole?: boolean}} Span */

const MIDDLE = 0.5;
const STEPS = 200; // of a slider along a scale that has no steps of its own
const APART = 0.12; // of a scale, between two ticks
const DIGITS = 3; // of a tick

/** @type {(path: string, label: string, span: Span) => Axis} */
export const numberAxis = (path, label, { low, high, isLog = false, isWhole = false }) => ({
  ...{ path, label, kind: "number", low, high, isWhole, options: [], texts: [] },
  isLog: isLog && low > 0,
});

/** @type {(path: string, label: string, options: unknown[], texts: string[]) => Axis} */
export const choiceAxis = (path, label, options, texts) => ({
  ...{ path, label, kind: "choice", low: 0, high: Math.max(1, options.length - 1) },
  ...{ isLog: false, isWhole: true, options, texts },
});

/** The axis of losses: over all that are finite; logarithmic where all are above 0.
 * @type {(path: string, label: string, losses: (number | null)[]) => Axis} */
export function lossAxis(path, label, losses) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of losses) {
    if (value === null) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) [low, high] = [0, 1]; // there is none yet
  return numberAxis(path, label, { low, high, isLog: low > 0 && high > low });
}

/** Where a value stands along an axis; null if it is no value of it.  What lies beyond an end
 * stands at that end.
 * @type {(axis: Axis, value: unknown) => number | null} */
export function placeOf({ kind, low, high, isLog, options }, value) {
  if (kind === "choice") {
    const at = options.findIndex((one) => same(one, value));
    if (at < 0) return null;
    return options.length > 1 ? at / (options.length - 1) : MIDDLE;
  }
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  if (low === high) return MIDDLE;
  if (isLog && value <= 0) return 0;
  const scale = isLog ? Math.log : Number;
  const place = (scale(value) - scale(low)) / (scale(high) - scale(low));
  return Math.min(1, Math.max(0, place));
}

/** The value that stands at a place; both ends are exact.
 * @type {(axis: Axis, place: number) => any} */
export function valueAt({ kind, low, high, isLog, isWhole, options }, place) {
  if (kind === "choice") return options[Math.round(place * (options.length - 1))];
  if (place <= 0) return low;
  if (place >= 1) return high;
  const value = isLog ? low * (high / low) ** place : low + place * (high - low);
  return isWhole ? Math.round(value) : value;
}

/** In how many steps a slider goes along an axis.
 * @type {(axis: Axis) => number} */
export function stepsOf({ kind, low, high, isLog, isWhole, options }) {
  if (kind === "choice") return Math.max(1, options.length - 1);
  return isWhole && !isLog ? Math.min(STEPS, Math.max(1, high - low)) : STEPS;
}

/** What is written along an axis: both ends, and some values between them.
 * @type {(axis: Axis) => Tick[]} */
export function ticksOf(axis) {
  const { kind, low, high, options, texts } = axis;
  if (kind === "choice")
    return options.map((option, at) => ({
      place: placeOf(axis, option) ?? MIDDLE,
      text: texts[at],
    }));
  if (low === high) return [{ place: MIDDLE, text: numberText(low) }];
  const inner = axis.isLog ? powersOfTen(low, high) : [valueAt(axis, MIDDLE)];
  const ticks = [low, ...inner, high].map((value) => ({
    place: placeOf(axis, value) ?? MIDDLE,
    text: numberText(value),
  }));
  const [first, last] = [ticks[0], ticks[ticks.length - 1]];
  const isApart = (/** @type {Tick} */ { place }) => place >= APART && place <= 1 - APART;
  return [first, ...thinned(ticks.slice(1, -1).filter(isApart)), last];
}

/** @type {(ticks: Tick[]) => Tick[]} */
function thinned(ticks) {
  let last = -1;
  return ticks.filter(({ place }) => {
    if (place - last < APART) return false;
    last = place;
    return true;
  });
}

/** @type {(low: number, high: number) => number[]} */
function powersOfTen(low, high) {
  const [first, last] = [Math.ceil(Math.log10(low)), Math.floor(Math.log10(high))];
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(`1e${first + i}`));
}

const SMALL = 1e-3; // below which a tick is written with a power of ten

/** A number as it stands at a tick or in a sentence.
 * @type {(value: number) => string} */
export function numberText(value) {
  if (value === 0 || Math.abs(value) >= SMALL) return String(Number(value.toPrecision(DIGITS)));
  return Number(value.toPrecision(DIGITS)).toExponential().replaceAll("-", "−");
}
