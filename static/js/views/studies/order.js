// The columns by which trials are ordered, on the wall and in the table alike.
import { sortedBy } from "../../store/study_figures.js";
import { columnWords as words, STATE_WORDS } from "../../words/en/studies.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/study.js").Trial} Trial */
/** @typedef {import("../../store/study.js").Order} Order */
/** @typedef {{key: string, label: string, isNumber: boolean,
 *   valueOf: (trial: Trial) => number | string | null}} Column */

/** What a trial is told by: its number, what is other in it, and what came of it.
 * @type {(study: Study) => Column[]} */
export const columnsOf = (study) => [
  { key: "trial", label: words.number, isNumber: true, valueOf: ({ trial }) => trial + 1 },
  ...study.axes.value.map(({ path, label }) => ({
    key: path,
    label,
    isNumber: study.trials.value.every(({ values }) => typeof (values[path] ?? 0) === "number"),
    valueOf: (/** @type {Trial} */ { values }) => plain(values[path]),
  })),
  ...(study.kind.value === "search" ? ofSearch(study) : []),
  { key: "loss", label: words.loss, isNumber: true, valueOf: ({ loss }) => loss },
  { key: "test_loss", label: words.testLoss, isNumber: true, valueOf: ({ testLoss }) => testLoss },
  ...(study.kind.value === "search" ? [] : ofLockStep(study)),
];

/** What is told of the trials of a search alone.
 * @type {(study: Study) => Column[]} */
const ofSearch = (study) => [
  {
    key: "state",
    label: words.state,
    isNumber: false,
    valueOf: (trial) => STATE_WORDS[stateOf(trial)],
  },
  {
    key: "epochs",
    label: words.epochs,
    isNumber: true,
    valueOf: ({ tried }) => tried?.epochs ?? null,
  },
  {
    key: "best",
    label: words.best(study.metric.value),
    isNumber: true,
    valueOf: ({ tried }) => tried?.best ?? null,
  },
  ...(study.search.value?.brackets.length ? ofBrackets : []),
];

/** Where a trial of Hyperband stands, counted from 0 as the server does.
 * @type {Column[]} */
const ofBrackets = [
  {
    key: "bracket",
    label: words.bracket,
    isNumber: true,
    valueOf: ({ tried }) => tried?.bracket ?? null,
  },
  {
    key: "round",
    label: words.round,
    isNumber: true,
    valueOf: ({ tried }) => tried?.round ?? null,
  },
];

/** What is told of trials that train in lock step alone.
 * @type {(study: Study) => Column[]} */
const ofLockStep = (study) => [
  {
    key: "reached",
    label: words.reached(study.goalText.value),
    isNumber: true,
    valueOf: ({ reached }) => reached,
  },
  {
    key: "diverged",
    label: words.diverged,
    isNumber: true,
    valueOf: ({ diverged }) => diverged,
  },
];

/** What has become of a trial, by a name of `STATE_WORDS`.
 * @type {(trial: Trial) => string} */
export function stateOf({ tried, diverged, reached }) {
  if (tried) return tried.state;
  if (diverged !== null) return "diverged";
  return reached === null ? "open" : "converged";
}

/** @type {(value: unknown) => number | string | null} */
const plain = (value) =>
  typeof value === "number" || typeof value === "string"
    ? value
    : value == null
      ? null
      : JSON.stringify(value);

/** The trials in an order.
 * @type {(study: Study, order: Order) => Trial[]} */
export function ordered(study, { key, descending }) {
  const column = columnsOf(study).find((one) => one.key === key);
  const trials = study.trials.value;
  return column ? sortedBy(trials, column.valueOf, descending) : trials;
}

/** @typedef {{text: string, state: string}} Filter */

/** The trials that a filter lets through: those with a text in one of their cells, and of a state;
 * nothing asked for is no filter.
 * @type {(trials: Trial[], filter: Filter, cellsOf: (trial: Trial) => string[]) => Trial[]} */
export function filtered(trials, { text, state }, cellsOf) {
  const wanted = text.trim().toLowerCase();
  return trials.filter(
    (trial) =>
      (!state || stateOf(trial) === state) &&
      (!wanted || cellsOf(trial).some((cell) => cell.toLowerCase().includes(wanted))),
  );
}
