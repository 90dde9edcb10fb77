// The trials of a study as rows of its table and frames tell of them.  Pure: a trial is replaced by
// another one, never changed.

/** @typedef {import("../study_types.js").StudyNews} StudyNews */
/** @typedef {import("../study_types.js").SearchNews} SearchNews */
/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {import("../study_types.js").Tried} Tried */
/** @typedef {import("../study_types.js").TriedState} TriedState */

/** What has become of a trial of a search, in the order of the numbers that a frame has for it.
 * @type {TriedState[]} */
export const STATES = ["training", "waiting", "done", "culled", "diverged", "unfit"];

/** A trial of which nothing is known but its number.
 * @type {(trial: number) => Trial} */
export const emptyTrial = (trial) => ({
  ...{ trial, values: {}, loss: null, testLoss: null, reached: null, diverged: null, tried: null },
});

/** A trial with its settings as a row has them; where it stands too, if no frame has said so yet.
 * @type {(known: Trial, columns: string[], row: any[]) => Trial} */
export function trialOfRow(known, columns, row) {
  const entries = columns.map((column, at) => [column, row[at]]);
  const { trial: _, loss, test_loss: testLoss, ...others } = Object.fromEntries(entries);
  const { status, since, epochs, bracket, round, best, ...values } = others;
  const isNew = known.testLoss === null && known.tried === null;
  const stands = { loss, testLoss, ...endOf(status, since) };
  const tried = { state: status, epochs, best, bracket, round };
  return {
    ...{ ...known, ...(isNew && stands), values },
    tried: epochs === undefined ? null : { ...tried, ...known.tried, bracket },
  };
}

/** @type {(status: string, since: number | null) => {reached: number | null,
 *   diverged: number | null}} */
const endOf = (status, since) => ({
  reached: status === "converged" ? since : null,
  diverged: status === "diverged" ? since : null,
});

/** All trials as a frame shows them: of a search those that have begun.
 * @type {(trials: Trial[], news: StudyNews) => Trial[]} */
export function trialsOfFrame(trials, { losses, converged, diverged, search }) {
  return Array.from({ length: losses.length / 2 }, (_, at) => {
    const known = trials[at] ?? emptyTrial(at);
    return {
      ...known,
      loss: finite(losses[2 * at]),
      testLoss: finite(losses[2 * at + 1]),
      reached: epochOf(converged[at]),
      diverged: epochOf(diverged[at]),
      tried: search ? triedOf(known.tried, search, at) : null,
    };
  });
}

/** @type {(known: Tried | null, search: SearchNews, at: number) => Tried} */
const triedOf = (known, { best, epochs, status, round }, at) => ({
  state: STATES[status[at]],
  epochs: epochs[at],
  best: finite(best[at]),
  bracket: known?.bracket ?? null, // which no frame says
  round: epochOf(round[at]),
});

/** @type {(value: number) => number | null} */
const finite = (value) => (Number.isFinite(value) ? value : null);

/** @type {(value: number) => number | null} */
const epochOf = (value) => (value < 0 ? null : value);

/** As many trials as a snapshot has.  Those of a search stay known unless it begins anew; those of
 * another study are the same while they are as many.
 * @type {(trials: Trial[], count: number, isSearch: boolean, isAnew: boolean) => Trial[]} */
export function resized(trials, count, isSearch, isAnew) {
  if (trials.length === count && !(isSearch && isAnew)) return trials;
  const known = isSearch && !isAnew ? trials : [];
  return Array.from({ length: count }, (_, at) => known[at] ?? emptyTrial(at));
}

/** The trials that are pinned once one more is, or is no longer: two at most, the newest last.
 * @type {(pinned: number[], trial: number) => number[]} */
export const pinnedWith = (pinned, trial) =>
  pinned.includes(trial)
    ? pinned.filter((one) => one !== trial)
    : [...pinned, trial].slice(-MOST_PINNED);

const MOST_PINNED = 2;

/** How many of all trials a page of the wall has.  Where there are several pages, there is room
 * for the pinned ones, which may stand on another one.
 * @type {(all: number, most: number) => number} */
export const pageSize = (all, most) => (all <= most ? most : most - MOST_PINNED);

/** The place at which a page of the wall begins that is there: the last one, where the study has
 * become smaller than the place that was looked at.
 * @type {(first: number, all: number, most: number) => number} */
export const firstOf = (first, all, most) =>
  Math.max(0, Math.min(first, Math.floor((all - 1) / pageSize(all, most)) * pageSize(all, most)));

/** The trials of a page of the wall, and those whose maps are needed for it: `most` at most.
 * @type {(order: number[], first: number, pinned: number[], most: number) =>
 *   {shown: number[], watched: number[]}} */
export function pageOf(order, first, pinned, most) {
  const shown = order.slice(first, first + pageSize(order.length, most));
  return { shown, watched: [...new Set([...pinned, ...shown])] };
}
