// The words of a study's page.

const many = (/** @type {number} */ count, /** @type {string} */ one) =>
  `${count} ${one}${count === 1 ? "" : "s"}`;

/** @type {Record<string, string>} */
const METRICS = { test_loss: "test loss", loss: "training loss" };

export const studyWords = {
  /** @type {Record<string, string>} */
  titles: {
    seeds: "Is it luck?",
    list: "Compared side by side",
    grid: "A map of settings",
    search: "A search",
  },
  goal: (/** @type {string} */ metric, /** @type {number | null} */ target) =>
    target === null ? "goal" : `${METRICS[metric]} below ${target}`,
  start: (/** @type {number} */ number) => `start ${number}`,
  trial: (/** @type {number} */ number, /** @type {boolean} */ isYours) =>
    `${isYours ? "your " : ""}trial ${number}`,
  trialWith: (/** @type {string} */ trial, /** @type {string} */ settings) =>
    `${trial}: ${settings}`,
  opening: "A trial is being opened.",
  beginning: "A study is being made.",
  couldNotOpen: "The server cannot be reached: nothing was opened.",
  stopped: (/** @type {string} */ why) => `The maps stopped (${why}): reload the page to see more.`,
};

/** What is varied, in a sentence.
 * @type {Record<string, (count: number, what: string[], epochs: number) => string>} */
export const VARIED = {
  seeds: (count, what, epochs) =>
    `${many(count, "start")} of one setting, with other ${what.join(" and ")}; ` +
    `${many(epochs, "epoch")}.`,
  list: (count, what, epochs) =>
    `${many(count, "setting")} from the same start, in lock step` +
    `${what.length ? `; other in each: ${what.join(", ")}` : ""}; ${many(epochs, "epoch")}.`,
  grid: (count, what, epochs) =>
    `${many(count, "network")} over ${what.join(" and ")}; ${many(epochs, "epoch")}.`,
  search: (count, what, epochs) =>
    `Over ${what.join(", ")}: at most ${many(count, "trial")} of ${many(epochs, "epoch")}.`,
};

export const batchesDiffer =
  "Their mini-batches are the same only where points and batch size are.";

export const headWords = {
  timeLine: "Time line of all trials",
  play: "Play",
  playAll: "Train all trials (space)",
  pause: "Pause",
  pauseAll: "Pause all trials (space)",
  step: "Step",
  stop: "Stop",
  stopSearch: "Stop the search (space)",
  goOn: "Go on",
  goOnSearching: "Go on with the search (space)",
  stepTrial: "One more trial, or one more round of it (→)",
  resetSearch: "Search again from the start (R)",
  timeLineOfSearch: "Time line of the search",
  trialsOver: "Done",
  trialOf: (/** @type {number} */ trial, /** @type {number} */ latest) => `${trial} of ${latest}`,
  stepAll: "One epoch of all trials (→)",
  reset: "Reset",
  resetAll: "All trials from their start again (R)",
  epoch: "Epoch",
  epochOf: (/** @type {number} */ epoch, /** @type {number} */ latest) =>
    `epoch ${epoch} of ${latest}`,
  youWatch: "You watch: this study is steered from another page.",
  isOver: "All epochs of the budget are done. Reset to begin again.",
  searchIsOver: "The search is over: go on with more trials, or reset to begin again.",
  itTrains: "All train.",
  itSearches: "It searches.",
  itIsFinished: "All epochs are done.",
  searchIsFinished: "The search is over.",
  itWaits: "It waits for your next trial.",
  writeNext: "All trials that you wrote are over: write the next one.",
  switchTheme: "Switch between light and dark",
};

export const wallWords = {
  boundaries: "Boundaries",
  sortedBy: "Sorted by",
  before: "Before",
  after: "After",
  shown: (/** @type {number} */ first, /** @type {number} */ last, /** @type {number} */ all) =>
    `${first}–${last} of ${all}`,
  divergedAt: (/** @type {number} */ epoch) => `✕ epoch ${epoch}`,
  state: (/** @type {string} */ state, /** @type {string} */ value) => `${state}, ${value}`,
  tile: (/** @type {string} */ label, /** @type {string} */ figure) =>
    `${label}: ${figure.startsWith("✕") ? `diverged in${figure.slice(1)}` : figure}. Open it`,
};

export const togetherWords = {
  together: "All together",
  /** @type {Record<string, (trials: number, percent: number) => string>} */
  captions: {
    mean: (trials) => `Mean of ${many(trials, "map")}`,
    spread: (_, percent) =>
      `Where they disagree, the deeper the more: ${percent}\u00a0% of the scale on average`,
  },
  difference: (
    /** @type {string} */ one,
    /** @type {string} */ other,
    /** @type {number} */ percent,
  ) => `${one} less ${other}: ${percent}\u00a0% of the scale on average`,
  allDiverged: "All of these have diverged: they have no mean.",
  help: "P, or the pin on a map, pins it: two that are pinned show their difference.",
  pin: (/** @type {string} */ label) => `Pin ${label}`,
};

export const columnWords = {
  bracket: "bracket",
  round: "round",
  number: "number",
  loss: "training loss",
  testLoss: "test loss",
  reached: (/** @type {string} */ goal) => `${goal} at epoch`,
  diverged: "diverged at epoch",
  state: "status",
  epochs: "epochs",
  best: (/** @type {string} */ metric) => `least ${METRICS[metric]}`,
};

export const trialWords = {
  oneTrial: "One trial",
  pointAtOne: "Point at a map, a curve or a row to see one trial everywhere.",
  loss: "training loss",
  testLoss: "test loss",
  diverged: "diverged",
  notYet: "not yet",
  best: (/** @type {string} */ metric) => `least ${METRICS[metric]}`,
  epochs: "epochs",
  state: "status",
  why: "why",
  inEpoch: (/** @type {number} */ epoch) => `in epoch ${epoch}`,
  open: "Open in the playground",
  opensIt: "As it stands, with what it has learned, to the bit",
  curveFrom: (/** @type {string} */ first, /** @type {string} */ last) =>
    `Its curve, from ${first} to ${last}`,
};

/** What has become of a trial. @type {Record<string, string>} */
export const STATE_WORDS = {
  training: "training",
  waiting: "waiting",
  done: "done",
  culled: "culled",
  diverged: "diverged",
  unfit: "unfit",
  converged: "converged",
  open: "not converged",
};

export const tableWords = {
  table: "All trials",
  csv: "CSV",
  tensorboard: "TensorBoard",
  tensorboardTitle: "Event files, a folder for each trial, as a zip",
  open: "Open",
  action: "Action",
  filter: "Only rows with",
  status: "Only",
  all: "all",
  noRow: "No trial fits the filter.",
  brushed: (/** @type {number} */ kept) => `The ${many(kept, "trial")} that the brushes keep.`,
  atEpoch: (/** @type {number} */ epoch) => `All trials at epoch ${epoch}`,
  more: (/** @type {number} */ shown, /** @type {number} */ all) =>
    `Show more: these are ${shown} of ${all}`,
};

export const curvesWords = {
  /** @type {Record<string, string>} */
  headings: { test_loss: "Test loss over the epochs", loss: "Training loss over the epochs" },
  log: "Log scale",
  logEpochs: "Log epochs",
  ofFirst: (/** @type {string} */ heading) => `${heading}, as a share of the first`,
  unlike: "Each trial has a loss in units of its own: compare how far it goes down.",
  median: "median",
  quartiles: "half of all starts",
  single: "each start",
  picture: (/** @type {number} */ trials) =>
    `The curves of ${many(trials, "trial")}; the table below has their numbers at each epoch`,
  divergedAt: (/** @type {number} */ epoch) => `epoch ${epoch}`,
};

/** What the dice decide. @type {Record<string, string>} */
export const DICE = { weights: "initial weights", order: "order of examples", data: "points" };

export const luckWords = {
  isItLuck: "Is it luck?",
  question: (/** @type {string} */ goal, /** @type {number} */ all, /** @type {number} */ epochs) =>
    `Of ${many(all, "start")}, how many reach a ${goal} within ${many(epochs, "epoch")}?`,
  yourGuess: "Your guess:",
  outOf: (/** @type {number} */ all) => `out of ${all}`,
  guess: "Guess and see",
  withoutGuess: "See without a guess",
  writeNumber: (/** @type {number} */ all) => `Write a whole number from 0 to ${all}.`,
  noGoal: "This study has no goal, so nothing is counted; the table has all losses.",
  reach: (/** @type {string} */ goal, /** @type {number} */ count, /** @type {number} */ all) =>
    `${count} of ${all} ${count === 1 ? "reaches" : "reach"} a ${goal}`,
  interval: (/** @type {number} */ low, /** @type {number} */ high) => `interval ${low}–${high} %`,
  medianEpoch: (/** @type {number} */ epoch) => `Median epoch of those that do: ${epoch}.`,
  noneYet: "None has reached it.",
  lost: (/** @type {number} */ count) => `${count} diverged.`,
  soFar: (/** @type {number} */ epoch, /** @type {number} */ all) =>
    `So far: epoch ${epoch} of ${all}.`,
  youSaid: (/** @type {number} */ guess) => `You said ${guess}.`,
  verdict: (
    /** @type {number} */ guess,
    /** @type {number} */ away,
    /** @type {boolean} */ isRight,
  ) => (isRight ? `You said ${guess}: right.` : `You said ${guess}: ${away} away.`),
  thrown: (/** @type {string[]} */ of) =>
    `Thrown anew for each start: ${of.map((one) => DICE[one] ?? one).join(" and ")}. `,
  throwOnly: "Throw only:",
};

export const phaseWords = {
  phaseMap: "Phase map",
  help:
    "The arrow keys lead over the cells; Enter, or a click, opens one in the playground as it " +
    "stands. Drag over a part, or hold Shift with the arrow keys, to mark it; Enter then zooms " +
    "in, Escape clears the mark.",
  zoomIn: "Zoom in here",
  zoomInHint: "A finer map of this part, at an address of its own; Back returns to this one",
  mark: "Mark a part",
  dragNow: "Drag a finger over the map.",
  markFirst: "Mark a part of the map, or choose a cell, to zoom in.",
  isAll: "All of this is shown already: mark a smaller part.",
  notYetKnown: "The settings of the cells are not known yet.",
  span: (/** @type {string} */ setting, /** @type {string} */ from, /** @type {string} */ to) =>
    from === to ? `${setting} ${from}` : `${setting} ${from} to ${to}`,
  zoomed: (/** @type {string} */ spans) => `Zoomed in to ${spans}.`,
  marked: (/** @type {number} */ cells, /** @type {string} */ spans) =>
    `Marked, ${many(cells, "cell")}: ${spans}`,
  soon: "converged soon",
  late: "converged late",
  slow: "slow: not yet",
  lost: "diverged",
  pointAtOne: "Point at a cell.",
  picture: (/** @type {string} */ along, /** @type {string} */ up, /** @type {number} */ trials) =>
    `${many(trials, "trial")}: ${along} along${up && `, ${up} up`}`,
  converged: (/** @type {string} */ where, /** @type {number} */ epoch) =>
    `${where}: converged in epoch ${epoch}`,
  diverged: (/** @type {string} */ where, /** @type {number} */ epoch) =>
    `${where}: diverged in epoch ${epoch}`,
  isSlow: (/** @type {string} */ where, /** @type {string} */ loss) =>
    `${where}: not yet, loss ${loss}`,
  share: (/** @type {number} */ of, /** @type {number} */ all) => ` (${of} of ${all} starts)`,
};
