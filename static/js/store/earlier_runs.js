// The runs of a visit: which of them this one is, and those before it, with where each came from.
import { computed } from "../../vendor/signals-core/signals-core.mjs";
import { oneLine, withoutStrays } from "./codecs.js";
import { differences } from "./differences.js";
import { same } from "./document.js";
import { earlierRunsWords as words } from "../words/en/notices.js";

/** @typedef {import("../types.js").Attempt} Attempt */
/** @typedef {import("../types.js").Beginning} Beginning */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {import("../types.js").State} State */

const MOST_ATTEMPTS = 40;
export const LONGEST_TITLE = 40; // characters

/** The first run of a visit.
 * @type {Beginning} */
export const FIRST = { number: 1, base: null, from: 0 };

/** Another run is shown, or the same one from another state: the one that was left is noted.
 * @type {(state: State, message: Snapshot) => void} */
export function beginRun(state, message) {
  const left = state.run.value && attemptOf(state, state.run.value.id);
  const back = cameBack(state, message);
  const stays = !left || (state.travels && left.run.id === message.run && !back);
  const others = state.attempts.value.filter((one) => one !== back);
  state.attempts.value = stays ? others : noted(others, left);
  if (back) state.beginning.value = beginningOf(back);
  else if (!stays) state.beginning.value = next(state, left, message);
  else if (!left) state.beginning.value = { ...FIRST, from: message.epoch };
  state.travels = false;
  state.returning = 0;
}

/** @type {(attempt: Attempt) => Beginning} */
const beginningOf = ({ number, base, from, title }) => ({ number, base, from, title });

/** The earlier run that is shown again, if it is one.
 * @type {(state: State, message: Snapshot) => Attempt | undefined} */
function cameBack({ attempts, returning, travels }, { run: id, generation, epoch, experiment }) {
  const isIt = (/** @type {Attempt} */ one) =>
    one.number === returning ||
    (one.run.id === id &&
      (one.generation === generation ||
        (travels && one.epoch === epoch && same(one.experiment, experiment))));
  return attempts.value.findLast(isIt);
}

/** Where the next run begins: beside the one that was left, or in its place if that never trained.
 * @type {(state: State, left: Attempt, message: Snapshot) => Beginning} */
function next({ attempts, beginning }, left, { epoch }) {
  if (left.epoch === 0) return { ...beginning.value, from: epoch };
  const numbers = attempts.value.map(({ number }) => number);
  return {
    number: Math.max(left.number, ...numbers) + 1,
    base: { number: left.number, experiment: left.experiment },
    from: epoch,
  };
}

/** @type {(state: State, id: string) => Attempt} */
function attemptOf({ settled, latest, beginning, generation, history }, id) {
  const { columns, data } = history.value;
  const losses = data[columns.indexOf("test_loss")] ?? [];
  return {
    ...beginning.value,
    run: { id },
    generation: generation.value,
    experiment: settled.value,
    epoch: latest.value,
    testLoss: losses.at(-1) ?? null,
    curve: { epochs: data[0] ?? [], losses },
  };
}

/** The list with the run that was left, where it had begun at all.
 * @type {(list: Attempt[], left: Attempt) => Attempt[]} */
export const noted = (list, left) =>
  left.epoch === 0 ? list : [...list, left].slice(-MOST_ATTEMPTS);

/** The earlier runs that are drawn over this one: another list only when they are others.
 * @type {(attempts: {readonly value: Attempt[]}) => {readonly value: Attempt[]}} */
export function overlaidRuns(attempts) {
  /** @type {Attempt[]} */ let last = [];
  return computed(() => {
    const now = attempts.value.filter(({ overlaid }) => overlaid);
    const isSame = now.length === last.length && now.every((run, at) => run === last[at]);
    return (last = isSame ? last : now);
  });
}

/** What a run has other than the one before it.
 * @type {(attempt: Beginning & {experiment: import("../types.js").Experiment},
 *   catalog: import("../types.js").Catalog) => string} */
export function nameOf({ base, from, experiment }, catalog) {
  if (!base) return words.theFirst;
  const changes = differences(base.experiment, experiment, catalog);
  if (from) changes.unshift(words.fromEpoch(from, base.number));
  return changes.join(", ") || words.again(base.number);
}

/** Give a run of this visit, this one or an earlier one, a name of the person's own; an empty one
 * takes it away.
 * @type {(state: State, number: number, text: string) => void} */
export function rename({ attempts, beginning }, number, text) {
  const title = withoutStrays(oneLine(text)).trim().slice(0, LONGEST_TITLE);
  const renamed = (/** @type {Attempt} */ one) => (one.number === number ? { ...one, title } : one);
  if (number === beginning.value.number) beginning.value = { ...beginning.value, title };
  else attempts.value = attempts.value.map(renamed);
}

/** What a run is called: as the person has named it, or by its number.
 * @type {(run: {number: number, title?: string}) => string} */
export const calledRun = ({ number, title }) => title || words.run(number);
