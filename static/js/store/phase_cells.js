// The cells of a grid of trials: which pair of settings each stands for, and what has come of its
// trials.  The first axis goes along, the second one up; a grid of one axis is one row.
import { settingName } from "./settings.js";

/** @typedef {import("./study.js").Study} Study */
/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {import("../study_types.js").Axis} Axis */
/** @typedef {{path: string, label: string, values: unknown[], texts: string[]}} Scale `values`: of
 *   its cells, `undefined` while they are not known */
/** @typedef {{along: Scale, up: Scale, seeds: number}} Grid */
/** @typedef {{column: number, row: number}} Place of a cell, from the left and from below */
/** @typedef {"converged" | "slow" | "diverged"} State
 * @typedef {{trial: number, state: State, since: number | null, of: number}} Cell `trial`: its
 *   first one; `since`: the median epoch at which its trials came there; `of`: how many did */

/** The two scales of a study's grid.
 * @type {(study: Study) => Grid} */
export function gridOf(study) {
  const vary = study.study.value?.vary;
  const { axes, seeds } = vary?.kind === "grid" ? vary : { axes: [], seeds: 1 };
  const trials = study.trials.value;
  const [along, up] = axes.map(({ path }) => path);
  const lengths = axes.map((axis) => lengthOf(axis, trials));
  const count = lengths[1] ?? 1;
  const scale = (/** @type {string | undefined} */ path, /** @type {number[]} */ places) => {
    if (!path) return { path: "", label: "", values: [null], texts: [""] };
    const values = places.map((trial) => trials[trial]?.values[path]);
    const texts = values.map((value) => study.valueText(path, value));
    return { path, label: settingName(path), values, texts };
  };
  const places = (/** @type {number} */ length, /** @type {number} */ step) =>
    Array.from({ length }, (_, i) => i * step * seeds);
  return {
    seeds,
    along: scale(along, places(lengths[0] ?? 1, count)),
    up: scale(up, places(count, 1)),
  };
}

/** How many values an axis has: fewer than steps, where whole numbers lie too near each other.
 * @type {(axis: Axis, trials: Trial[]) => number} */
function lengthOf({ path, values: given, steps = 1 }, trials) {
  if (given) return given.length;
  const found = new Set(trials.map(({ values }) => values[path]));
  return found.has(undefined) ? steps : found.size;
}

/** Where a trial's cell is.
 * @type {(grid: Grid, trial: number) => Place} */
export function placeOf({ up, seeds }, trial) {
  const [cell, rows] = [Math.floor(trial / seeds), up.texts.length];
  return { column: Math.floor(cell / rows), row: cell % rows };
}

/** The first trial of a cell.
 * @type {(grid: Grid, place: Place) => number} */
export const trialAt = ({ up, seeds }, { column, row }) => (column * up.texts.length + row) * seeds;

/** All cells, in the order of their trials.
 * @type {(study: Study) => Cell[]} */
export function cellsOf(study) {
  const { seeds } = gridOf(study);
  const trials = study.trials.value;
  return Array.from({ length: Math.ceil(trials.length / seeds) }, (_, i) =>
    cellOf(trials.slice(i * seeds, (i + 1) * seeds)),
  );
}

/** What most of some trials have come to: a half that diverges is told before a half that does not.
 * @type {(trials: Trial[]) => Cell} */
export function cellOf(trials) {
  const [{ trial }] = trials;
  const reached = epochsOf(trials, ({ reached }) => reached);
  const lost = epochsOf(trials, ({ diverged }) => diverged);
  if (2 * lost.length >= trials.length)
    return { trial, state: "diverged", since: middle(lost), of: lost.length };
  if (2 * reached.length >= trials.length)
    return { trial, state: "converged", since: middle(reached), of: reached.length };
  return { trial, state: "slow", since: null, of: trials.length - reached.length - lost.length };
}

/** @type {(trials: Trial[], epochOf: (trial: Trial) => number | null) => number[]} */
const epochsOf = (trials, epochOf) =>
  trials
    .map(epochOf)
    .filter((epoch) => epoch !== null)
    .sort((one, other) => one - other);

/** @type {(sorted: number[]) => number} */
const middle = (sorted) => sorted[Math.floor((sorted.length - 1) / 2)];
