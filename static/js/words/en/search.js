// The words of a search's page.
import { STATE_WORDS } from "./studies.js";

const many = (/** @type {number} */ count, /** @type {string} */ one) =>
  `${count} ${one}${count === 1 ? "" : "s"}`;

/** @type {Record<string, string>} */
const METRICS = { test_loss: "test loss", loss: "training loss" };

export const looksWords = {
  score: (/** @type {string} */ metric) => `least ${METRICS[metric]}`,
};

export const narrowWords = {
  nothing: "Brush a part of an axis first: the space would stay as it is.",
  empty: (/** @type {string} */ setting) =>
    `No value of ${setting} lies within its brush: make it wider.`,
  neverHolds: (/** @type {string} */ setting, /** @type {string} */ parent) =>
    `${setting} is searched only with values of ${parent} that the brush leaves out: keep one.`,
  fromTo: (/** @type {string} */ from, /** @type {string} */ to) =>
    from === to ? from : `${from} to ${to}`,
};

export const progressWords = {
  search: "Search",
  /** @type {Record<string, string>} */
  methods: {
    random: "Random search",
    grid: "Grid search",
    hyperband: "Hyperband",
    bayesian: "Bayesian search",
    own: "Your own guesses",
  },
  progress: (
    /** @type {string} */ method,
    /** @type {number} */ begun,
    /** @type {number} */ planned,
    /** @type {Record<string, number>} */ counts,
  ) =>
    [
      `${method}: trial ${begun} of ${planned}`,
      ...["culled", "diverged", "unfit"].flatMap((state) =>
        counts[state] ? [`${counts[state]} ${STATE_WORDS[state]}`] : [],
      ),
    ].join(", "),
  /** Why a search has ended. @type {Record<string, string>} */
  ended: {
    all_trials: "All trials are over.",
    no_new_values: "The space has no other values: all were tried.",
    no_guess: "It is your turn: write the next trial below.",
  },
  best: "Best so far:",
  noneYet: "No trial has come to anything yet.",
  openBest: "Open the best in the playground",
  metric: "Loss",
  ofBest: "of the best trial",
  ofLast: "of the last trial",
  least: "least of all",
  score: (/** @type {string} */ metric) => `${METRICS[metric]}, its least`,
  loss: (/** @type {string} */ metric) => `${METRICS[metric]}, its last`,
  top: "Best shown",
  percent: (/** @type {number} */ percent, /** @type {number} */ trials) =>
    `${percent} %: ${many(trials, "trial")}`,
  more: "More trials",
  goOn: "Go on",
  narrow: "Narrow the space and go on",
  narrowTo: (/** @type {string[]} */ changes) => `To ${changes.join("; ")}.`,
  kept: (/** @type {number} */ kept, /** @type {number} */ all) =>
    `The brushes keep ${kept} of ${many(all, "trial")}.`,
  clear: "Clear the brushes",
  moreWrong: (/** @type {number} */ most) =>
    most < 1
      ? "This search has as many trials as there may be: begin another one for more."
      : `More trials must be a whole number from 1 to ${most}.`,
};

export const guessWords = {
  heading: "A trial of your own",
  hint: "It is tried next, and counts like any other trial.",
  press: "Try it",
  noNumber: "Write a number, such as 0.01.",
  noWhole: "This setting takes whole numbers, such as 4.",
  tried: (/** @type {string} */ trial) => `These are the values of ${trial}.`,
  inRounds: "Hyperband trains in rounds, and takes none: begin a search of another method.",
  yours: (/** @type {string} */ own, /** @type {string} */ other) =>
    `Your best: ${own}. The best that the search has found: ${other}.`,
  /** A trial and what it came to. */
  came: (/** @type {number} */ trial, /** @type {string} */ loss) => `trial ${trial} with ${loss}`,
  none: "none",
};

export const parallelWords = {
  parallel: "Parallel coordinates",
  /** Where a trial stands that has no place on a scale. @type {Record<string, string>} */
  off: { none: "none", unscored: "no loss", diverged: "diverged" },
  picture: (/** @type {number} */ trials, /** @type {string[]} */ axes) =>
    `A line for each of ${many(trials, "trial")} over ${axes.join(", ")}; the table below has ` +
    "the same",
  help:
    "Drag along an axis to brush it, click it to clear the brush; or set both ends below. Point " +
    "at a line to choose its trial.",
  key: "○ training or waiting, • done, ▽ culled, ✕ diverged; thick: the best.",
  brushes: "Brushes",
  from: (/** @type {string} */ axis) => `${axis}, lower end`,
  to: (/** @type {string} */ axis) => `${axis}, upper end`,
  withOff: (/** @type {boolean} */ isGoal) =>
    isGoal ? "with those without a loss" : "with those without it",
};

export const scatterWords = {
  scatter: "Scatter matrix",
  picture: (/** @type {string[]} */ axes) =>
    `A picture for each pair of ${axes.join(", ")}; the table below has the same`,
  omitted: (/** @type {string[]} */ axes) => `Not shown for want of space: ${axes.join(", ")}.`,
};

export const importanceWords = {
  importance: "What decides",
  hint: "The share of the trials’ ranks that each setting explains by itself.",
  share: (/** @type {number} */ share) => `${Math.round(100 * share)} %`,
  unknown: "too few trials to say",
  groups: "By its values",
  span: (/** @type {string} */ from, /** @type {string} */ to) =>
    from === to ? from : `${from} to ${to}`,
  group: (
    /** @type {string} */ values,
    /** @type {number} */ trials,
    /** @type {string} */ median,
  ) => `${values}: ${many(trials, "trial")}, median ${median}`,
  notYet: "Nothing can be said before some trials are over.",
};

export const bestWords = {
  best: "Best so far",
  picture: (/** @type {string} */ metric, /** @type {string} */ best) =>
    `The least ${METRICS[metric]} from trial to trial; now ${best}`,
  trials: "trials over",
};

export const bracketWords = {
  brackets: "Hyperband’s brackets",
  bracket: (/** @type {number} */ number) => `Bracket ${number}`,
  round: (/** @type {number} */ trials, /** @type {number} */ epochs) =>
    `${trials} × ${many(epochs, "epoch")}`,
  key: "▲ goes on, ▽ culled, ✕ diverged, ○ training, · waiting, ● done",
  notBegun: "not begun",
  asking: "…",
  why: (/** @type {string} */ trial, /** @type {string} */ reason) => `${trial}: ${reason}.`,
  pointAtOne: "Point at a trial to see what has become of it, and why.",
  stands: (/** @type {string} */ state, /** @type {number} */ epochs) =>
    `${state} after ${many(epochs, "epoch")}`,
};
