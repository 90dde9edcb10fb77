// What the page knows, what may be done, and how news comes in.  Views read it, actions change it;
// it knows neither the screen nor the wire.
import { batch } from "../../vendor/signals-core/signals-core.mjs";
import { createActions } from "./actions.js";
import { same } from "./document.js";
import { beginRun } from "./earlier_runs.js";
import { createState } from "./state.js";
import { storeWords as words } from "../words/en/notices.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Snapshot} Snapshot */
/** @typedef {import("../types.js").StatusMessage} StatusMessage */
/** @typedef {import("../types.js").AnswerMessage} AnswerMessage */
/** @typedef {State & import("../types.js").Actions} Actor what is known and what may be done */
/** @typedef {Actor & ReturnType<typeof createIntake>} Store */

/** Everything: state, what may be done to it, and how news comes in.
 * @type {(catalog: Catalog, experiment: Experiment,
 *   send: (command: import("../types.js").NumberedCommand) => boolean) => Store} */
export function createStore(catalog, experiment, send) {
  const state = createState(catalog, experiment);
  const actor = Object.assign(state, createActions(state, send));
  return Object.assign(actor, createIntake(actor));
}

/** How snapshots, frames and other messages become state.
 * @param {Actor} state */
function createIntake(state) {
  return {
    applySnapshot: (/** @type {Snapshot} */ message) => batch(() => applySnapshot(state, message)),
    applyStatus: (/** @type {StatusMessage} */ message) => batch(() => applyChange(state, message)),
    applyAnswer: (/** @type {AnswerMessage} */ message) => batch(() => applyAnswer(state, message)),
    applyCut: () => batch(() => applyCut(state)),
    applyDrawn: (/** @type {import("../types.js").Drawn} */ drawn) =>
      batch(() => applyDrawn(state, drawn)),
  };
}

/** @type {(state: Actor, message: Snapshot) => void} */
function applySnapshot(state, message) {
  const { columns } = message.history;
  const other = message.experiment.problem !== state.settled.value.problem;
  const isOutdated = state.run.value?.id === message.run && message.seq < state.answered;
  const isNew = noteAttempt(state, message);
  if (state.server && state.server !== message.server)
    state.notice("info", words.theServerWasRestartedThe);
  state.server = message.server;
  state.run.value = {
    id: message.run,
    url: `r/${message.run}`,
    canControl: message.can_control,
    viewers: message.viewers,
  };
  state.generation.value = message.generation;
  if (isOutdated) state.settled.value = message.experiment;
  else settle(state, message.experiment);
  state.topology.value = message.topology;
  state.changes.value = message.changes ?? [];
  state.dealt.value = { ...message.points, own: message.experiment.data.source === "points" };
  state.parameters.value = Float32Array.from(message.parameters);
  if (isNew)
    state.history.value = {
      columns,
      data: columns.map(() => []),
      version: state.history.value.version + 1,
    };
  const { loss, test_loss: testLoss, ...metrics } = message.metrics;
  state.progress.value = {
    seq: message.seq,
    epoch: message.epoch,
    position: message.position,
    loss,
    testLoss,
    metrics,
    confusion: message.confusion,
  };
  state.diverged.value = message.diverged ?? null;
  state.busy.value = false;
  if (other || !message.topology.neurons.includes(state.pinned.value ?? ""))
    state.pinned.value = null;
  state.hovered.value = null;
  state.hoveredLink.value = null;
  if ((state.selectedClass.value ?? 0) >= message.topology.channels)
    state.selectedClass.value = null;
  applyStatus(state, message);
  sendUnsent(state);
}

/** Whether the run goes on with another document and what it has learned.
 * @type {(state: Actor, message: Snapshot) => boolean} */
const goesOn = ({ latest, history }, { epoch, changes = [], history: { columns } }) =>
  changes.length > 0 && epoch >= latest.value && same(columns, history.value.columns);

/** Another run, or one that begins anew: what was there before is noted.  Say whether it is one.
 * @type {(state: Actor, message: Snapshot) => boolean} */
function noteAttempt(state, message) {
  const { run: id, generation } = message;
  const isSame = state.run.value?.id === id;
  if (isSame && (state.generation.value === generation || goesOn(state, message))) return false;
  beginRun(state, message);
  return true;
}

/** What was changed while the server was away is asked for now.
 * @type {(state: Actor) => void} */
function sendUnsent(state) {
  if (!state.unsent) return;
  state.unsent = false;
  if (!same(state.experiment.value, state.settled.value))
    state.command({ type: "load", experiment: state.experiment.value, weights: "kept" });
}

/** The line was cut: whatever was not answered never will be.
 * @type {(state: Actor) => void} */
function applyCut(state) {
  state.unsent ||= [...state.pending.values()].some((type) => type === "set" || type === "load");
  state.pending.clear();
  state.answered = 0;
  state.seeking.value = false;
  state.busy.value = false;
}

/** @type {(state: Actor, message: StatusMessage | Snapshot) => void} */
function applyStatus(state, message) {
  state.status.value = message.status;
  state.reason.value = message.reason ?? "";
  if (message.status !== "diverged") state.diverged.value = null;
  applyPart(state, message);
  state.canUndo.value = message.can_undo ?? false;
  state.canRedo.value = message.can_redo ?? false;
  if (message.marks) state.marks.value = message.marks;
}

/** @type {(state: Actor, message: StatusMessage) => void} */
function applyChange(state, message) {
  applyStatus(state, message);
  if (message.experiment) settle(state, message.experiment);
}

/** How many watch, what is shown to them, and whether this page still steers.
 * @type {(state: Actor, message: StatusMessage | Snapshot) => void} */
function applyPart(state, { viewers, can_control: steers, pinned = null }) {
  state.shown.value = pinned;
  const run = state.run.value;
  if (!run) return;
  const canControl = steers ?? run.canControl;
  if (run.canControl && !canControl) state.notice("info", words.theRunsOwnerHasTaken);
  state.run.value = { ...run, viewers, canControl };
}

/** The server's document is the truth, unless there are wishes that it has not heard of.
 * @type {(state: Actor, experiment: Experiment) => void} */
function settle(state, experiment) {
  state.settled.value = experiment;
  if (!state.pending.size && !state.unsent) state.experiment.value = experiment;
}

const CHANGES = ["set", "load", "undo", "redo"];

/** A change was done; what was said of an earlier one that was refused is over.
 * @type {(state: Actor, message: import("../types.js").DoneMessage) => void} */
function accept(state, { number, seq }) {
  state.answered = seq ?? state.answered;
  if (number > state.refused) state.endCause("refusal");
}

/** @type {(state: Actor, message: import("../types.js").ErrorMessage) => void} */
function refuse(state, { number }) {
  const sent = [...state.pending.keys()].filter((key) => typeof key === "number");
  state.refused = Math.max(number, ...sent);
}

/** A command was answered; after a refusal the page shows what the server has.
 * @type {(state: Actor, message: AnswerMessage) => void} */
function applyAnswer(state, message) {
  const kind = state.pending.get(message.number);
  state.pending.delete(message.number);
  if (message.type === "done" && kind && CHANGES.includes(kind)) accept(state, message);
  if (message.type === "error") refuse(state, message);
  const isState = kind === "undo" || kind === "redo"; // the document may have come before it
  if (isState && !state.pending.size && !state.unsent) state.experiment.value = state.settled.value;
  if (message.type !== "error" || (kind !== "set" && kind !== "load") || state.pending.size) return;
  state.busy.value = false;
  state.refusal.value = { experiment: state.experiment.value, why: message.detail };
  state.experiment.value = state.settled.value;
}

/** @type {(state: Actor, drawn: import("../types.js").Drawn) => void} */
function applyDrawn(state, { frame, parameters, history }) {
  if (frame.generation !== state.generation.value) return;
  if (frame.seq < state.progress.value.seq) return; // older than the snapshot
  state.progress.value = {
    seq: frame.seq,
    epoch: frame.epoch,
    position: frame.position,
    loss: frame.loss,
    testLoss: frame.test_loss,
    metrics: frame.metrics,
    confusion: frame.confusion,
  };
  state.parameters.value = parameters;
  if (![...state.pending.values()].includes("seek")) state.seeking.value = false;
  if (history.some(({ rows }) => rows.length)) extendHistory(state, history);
}

/** @type {(state: Actor, parts: import("../types.js").HistoryPart[]) => void} */
function extendHistory(state, parts) {
  const { columns, data, version } = state.history.value;
  for (const { after, rows } of parts) {
    const kept = data[0].findLastIndex((epoch) => Number(epoch) <= after) + 1;
    data.forEach((column, i) => {
      column.length = kept;
      for (let at = i; at < rows.length; at += columns.length)
        column.push(Number.isFinite(rows[at]) ? rows[at] : null);
    });
  }
  state.history.value = { columns, data, version: version + 1 };
}
