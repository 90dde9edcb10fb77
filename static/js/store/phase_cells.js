// The cells of a grid of trials: which pair of settings each stands for, and what has come of its
// trials.  The first axis goes along, the second one up; a grid of one axis is one row.
import { settingName } from "./settings.js";

/** @typedef {import("./study.js").Study} Study */
/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {import("../study_types.js").Axis} Axis */
/** @typedef {{label: string, texts: string[]}} Scale */
/** @typedef {{along: Scale, up: Scale, seeds: number}} Grid */
/** @typedef {"converged" | "slow" | "diverged"} State
 * @typedef {{trial: number, state: State, since: number | null, of: number}} Cell `trial`: its
 *   first one; `since`: the median epoch at which its trials came there; `of`: how many did */

/** The two scales of a study's grid.
 * @type {(study: Study) => Grid} */
export function gridOf(study) {
  const vary = study.study.value?.vary;
  const { axes, seeds } = vary?.kind === "grid" ? vary : { axes: [], seeds: 1 };
  const [along, up] = axes.map(({ path }) => path);
  const lengths = axes.map(lengthOf);
  const count = lengths[1] ?? 1;
  const textsOf = (/** @type {string} */ path, /** @type {number[]} */ trials) =>
    trials.map((trial) => study.valueText(path, study.trials.value[trial]?.values[path]));
  const scale = (/** @type {string | undefined} */ path, /** @type {number[]} */ trials) =>
    path ? { label: settingName(path), texts: textsOf(path, trials) } : { label: "", texts: [""] };
  const places = (/** @type {number} */ length, /** @type {number} */ step) =>
    Array.from({ length }, (_, i) => i * step * seeds);
  return {
    seeds,
    along: scale(along, places(lengths[0] ?? 1, count)),
    up: scale(up, places(count, 1)),
  };
}

/** @type {(axis: Axis) => number} */
const lengthOf = ({ values, steps }) => values?.length ?? steps ?? 1;

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
