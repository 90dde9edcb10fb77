// The arithmetic of a search: how the best came about, the best few of all, and the figures of the
// best and the last trial.  Losses are better the smaller they are.  Pure: numbers in, numbers out;
// null stands for what is no finite number.

/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {{at: number, trial: number, score: number | null, best: number | null}} Step what one
 *   trial came to, or one round of it, and the best up to then */

/** The steps of a search from the rows of its history, in their order.
 * @type {(columns: string[], history: (number | null)[][]) => Step[]} */
export function stepsIn(columns, history) {
  const [trials, scores, bests] = ["trial", "score", "best"].map(
    (name) => history[columns.indexOf(name)] ?? [],
  );
  const epochs = history[0] ?? [];
  return trials.flatMap((trial, row) =>
    trial === null || !epochs[row]
      ? [] // before the first trial
      : [{ at: Number(epochs[row]), trial, score: scores[row], best: bests[row] }],
  );
}

/** The best so many hundredths of the trials that have a value, at least one if any has; equal
 * ones in the order in which they are given.
 * @type {<T extends {trial: number}>(trials: T[], percent: number,
 *   valueOf: (trial: T) => number | null) => Set<number>} */
export function topOf(trials, percent, valueOf) {
  const found = trials.flatMap((one) => {
    const value = valueOf(one);
    return value === null ? [] : [{ trial: one.trial, value }];
  });
  found.sort((one, other) => one.value - other.value);
  const count = Math.ceil((percent / 100) * found.length);
  return new Set(found.slice(0, count).map(({ trial }) => trial));
}

/** @typedef {{ofBest: number | null, ofLast: number | null, least: number | null}} Figures */

/** A figure in the best trial, in the last one that has come to anything, and its least of all.
 * @type {(trials: Trial[], valueOf: (trial: Trial) => number | null) => Figures} */
export function figuresOf(trials, valueOf) {
  const scored = trials.filter(({ tried }) => tried?.best != null);
  const best = bestOf(trials);
  const last = scored.at(-1);
  const values = trials.flatMap((trial) => valueOf(trial) ?? []);
  return {
    ofBest: best && valueOf(best),
    ofLast: last ? valueOf(last) : null,
    least: values.length ? values.reduce((one, other) => Math.min(one, other)) : null,
  };
}

/** The trial with the least score; null if none has one.
 * @type {(trials: Trial[]) => Trial | null} */
export function bestOf(trials) {
  let found = /** @type {Trial | null} */ (null);
  for (const trial of trials) {
    const score = trial.tried?.best ?? null;
    if (score !== null && (found === null || score < (found.tried?.best ?? Infinity)))
      found = trial;
  }
  return found;
}

/** How many trials are in each state.
 * @type {(trials: Trial[]) => Record<string, number>} */
export function countsOf(trials) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (const { tried } of trials) if (tried) counts[tried.state] = (counts[tried.state] ?? 0) + 1;
  return counts;
}
