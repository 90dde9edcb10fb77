// All that the page knows, as signals: the experiment as asked for and the run as it is.
// Views read it, actions change it; it knows neither the screen nor the wire.
import { batch, computed, signal } from "../../vendor/signals-core/signals-core.mjs";
import { createActions } from "./actions.js";
import { same } from "./document.js";
import { createNotices } from "./notices.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {ReturnType<typeof createState> & ReturnType<typeof createActions> & ReturnType<typeof
 *   createIntake>} Store */

const MOST_ATTEMPTS = 40;
const MOST_ROWS = 4000; // of history; older ones are thinned

/** Everything: state, what may be done to it, and how news comes in.
 * @type {(catalog: Catalog, experiment: Experiment, send: (command: object) => boolean) =>
 *   Store} */
export function createStore(catalog, experiment, send) {
  const state = createState(catalog, experiment);
  const actions = createActions(state, send);
  return Object.assign(state, actions, createIntake(state));
}

/** @type {(catalog: Catalog, experiment: Experiment) => any} */
const createState = (catalog, experiment) => {
  const history = signal(emptyHistory());
  const undoable = signal(/** @type {object[]} */ ([]));
  const dealt = signal(/** @type {import("../types.js").Points} */ ({ train: [], test: [] }));
  const draft = signal(/** @type {import("../types.js").Point[] | null} */ (null));
  return {
    catalog,
    experiment: signal(experiment), // as the person wants it
    settled: signal(experiment), // as the server has it
    run: signal(
      /** @type {{id: string, url: string, canControl: boolean, viewers: number} | null} */ (null),
    ),
    status: signal("ready"),
    reason: signal(""),
    generation: signal(-1),
    progress: signal(emptyProgress()),
    topology: signal(/** @type {Topology | null} */ (null)),
    dealt, // the points as the server has dealt them out
    draft, // the points that somebody is drawing
    drawing: computed(() => draft.value !== null),
    points: computed(() =>
      draft.value ? { train: draft.value, test: [], own: true } : dealt.value,
    ), // those to show
    // the last document that the server did not take
    refusal: signal(/** @type {{experiment: Experiment, why: string} | null} */ (null)),
    parameters: signal(new Float32Array(0)),
    history,
    latest: computed(() => history.value.data[0]?.at(-1) ?? 0), // the last epoch that was trained
    seeking: signal(false), // somebody moves along the time line
    // the runs before this one
    attempts: signal(/** @type {import("../types.js").Attempt[]} */ ([])),
    from: 0, // the epoch at which the run was first seen here
    diverged: signal(null),
    adviceWanted: signal(0), // how often it was tried to go on after a divergence
    connection: signal("connecting"),
    said: signal(""), // why, in the server's own words
    ...createNotices(),
    layout: signal(/** @type {Layout | null} */ (null)),
    ...createLooks(),
    undoable,
    canUndo: computed(() => undoable.value.length > 0),
    busy: signal(false), // a rebuild is under way
    pending: new Map(), // commands not answered yet: number -> type
    server: "", // which life of the server the run was last seen in
    unsent: false, // the document was changed while the server was away
    outdated: false, // the server has newer pages, and that was told
    lost: false, // the server has forgotten the run, and nobody was told yet
  };
};

/** What is looked at: pointed at, pinned, chosen. */
const createLooks = () => {
  const hovered = signal(/** @type {string | null} */ (null));
  const pinned = signal(/** @type {string | null} */ (null));
  return {
    hovered,
    pinned,
    focus: computed(() => hovered.value ?? pinned.value ?? "output"),
    hoveredLink: signal(null),
    selectedClass: signal(/** @type {number | null} */ (null)),
    pointer: signal(null), // where on the map the cursor is
    probe: signal(null), // and what the map says there
    // the pinned neuron, over training points
    laidOpen: signal(/** @type {import("../types.js").LaidOpen | null} */ (null)),
  };
};

const emptyProgress = () => ({
  seq: -1,
  epoch: 0,
  position: 0,
  loss: null,
  testLoss: null,
  metrics: {},
  confusion: null,
});
/** @type {() => import("../types.js").History} */
const emptyHistory = () => ({ columns: [], data: [], version: 0 });

/** How snapshots, frames and other messages become state.
 * @type {(state: any) => {applySnapshot: (message: any) => void, applyStatus: (message: any) =>
 *   void,
 *   applyAnswer: (message: any) => void, applyCut: () => void,
 *   applyDrawn: (drawn: import("../types.js").Drawn) => void}} */
function createIntake(state) {
  return {
    applySnapshot: (message) => batch(() => applySnapshot(state, message)),
    applyStatus: (message) => batch(() => applyStatus(state, message)),
    applyAnswer: (message) => batch(() => applyAnswer(state, message)),
    applyCut: () => batch(() => applyCut(state)),
    applyDrawn: (drawn) => batch(() => applyDrawn(state, drawn)),
  };
}

/** @type {(state: any, message: any) => void} */
function applySnapshot(state, message) {
  const { history } = message;
  const other = message.experiment.problem !== state.settled.value.problem;
  noteAttempt(state, message);
  if (state.server && state.server !== message.server)
    state.notice(
      "info",
      "The server was restarted; the run stands where it was saved last. Press play to go on.",
    );
  state.server = message.server;
  state.run.value = {
    id: message.run,
    url: `r/${message.run}`,
    canControl: message.can_control,
    viewers: message.viewers,
  };
  state.generation.value = message.generation;
  settle(state, message.experiment);
  state.topology.value = message.topology;
  state.dealt.value = { ...message.points, own: message.experiment.data.source === "points" };
  state.parameters.value = Float32Array.from(message.parameters);
  state.history.value = {
    columns: history.columns,
    data: history.columns.map((/** @type {string} */ _, /** @type {number} */ i) =>
      history.rows.map((/** @type {any} */ row) => row[i]),
    ),
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
  state.undoable.value = [];
  state.busy.value = false;
  if (other || !message.topology.neurons.includes(state.pinned.value)) state.pinned.value = null;
  state.hovered.value = null;
  state.hoveredLink.value = null;
  if ((state.selectedClass.value ?? 0) >= message.topology.channels)
    state.selectedClass.value = null;
  applyStatus(state, message);
  sendUnsent(state);
}

/** Another run, or one that begins anew: what was there before is noted.
 * @type {(state: any, message: any) => void} */
function noteAttempt(state, { run: id, generation, epoch }) {
  const before = { run: { id: state.run.value?.id }, generation: state.generation.value };
  if (before.run.id === id && before.generation === generation) return;
  const { settled, latest, from } = state;
  const { columns, data } = state.history.value;
  const testLoss = data[columns.indexOf("test_loss")]?.at(-1) ?? null;
  const over = { ...before, experiment: settled.value, epoch: latest.value, testLoss, from };
  const list = before.run.id ? noted(state.attempts.value, over) : state.attempts.value;
  state.attempts.value = list.filter(
    (/** @type {any} */ one) => one.run.id !== id || one.generation !== generation,
  ); // one comes back to it
  state.from = epoch;
}

/** The list with the run that is over now, where it had begun at all.
 * @type {(list: import("../types.js").Attempt[], over: Omit<import("../types.js").Attempt,
 *   "number">) => import("../types.js").Attempt[]} */
export function noted(list, over) {
  if (over.epoch === 0) return list;
  return [...list, { ...over, number: (list.at(-1)?.number ?? 0) + 1 }].slice(-MOST_ATTEMPTS);
}

/** What was changed while the server was away is asked for now.
 * @type {(state: any) => void} */
function sendUnsent(state) {
  if (!state.unsent) return;
  state.unsent = false;
  if (!same(state.experiment.value, state.settled.value))
    state.command({ type: "load", experiment: state.experiment.value });
}

/** The line was cut: whatever was not answered never will be.
 * @type {(state: any) => void} */
function applyCut(state) {
  state.unsent ||= [...state.pending.values()].some((type) => type === "set" || type === "load");
  state.pending.clear();
  state.seeking.value = false;
  state.busy.value = false;
}

/** @type {(state: any, message: any) => void} */
function applyStatus(state, message) {
  state.status.value = message.status;
  state.reason.value = message.reason ?? "";
  if (message.status !== "diverged") state.diverged.value = null;
  if (state.run.value) applyPart(state, message);
  if (message.experiment) settle(state, message.experiment);
}

/** How many watch, and whether this page still steers.
 * @type {(state: any, message: any) => void} */
function applyPart(state, { viewers, can_control: canControl = state.run.value.canControl }) {
  if (state.run.value.canControl && !canControl)
    state.notice("info", "The run's owner has taken back control: from now on you watch.");
  state.run.value = { ...state.run.value, viewers, canControl };
}

/** The server's document is the truth, unless there are wishes that it has not heard of.
 * @type {(state: any, experiment: Experiment) => void} */
function settle(state, experiment) {
  state.settled.value = experiment;
  if (!state.pending.size && !state.unsent) state.experiment.value = experiment;
}

/** A command was answered; after a refusal the page shows what the server has.
 * @type {(state: any, message: any) => void} */
function applyAnswer(state, { type, number, detail }) {
  const kind = state.pending.get(number);
  state.pending.delete(number);
  if (type !== "error" || (kind !== "set" && kind !== "load") || state.pending.size) return;
  state.busy.value = false;
  state.refusal.value = { experiment: state.experiment.value, why: detail };
  state.experiment.value = state.settled.value;
}

/** @type {(state: any, drawn: import("../types.js").Drawn) => void} */
function applyDrawn(state, { frame, parameters, history, rows }) {
  if (frame.generation !== state.generation.value) return;
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
  if (rows) extendHistory(state, history, rows);
}

/** @type {(state: any, values: Float32Array, rows: number) => void} */
function extendHistory(state, values, rows) {
  const { columns, data, version } = state.history.value;
  const width = columns.length;
  const epochs = data[0];
  while (epochs.length && epochs[epochs.length - 1] >= values[0])
    for (const column of data) column.pop();
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++) {
      const value = values[row * width + i];
      data[i].push(Number.isFinite(value) ? value : null);
    }
  state.history.value = {
    columns,
    data: epochs.length > MOST_ROWS ? data.map(thinned) : data,
    version: version + 1,
  };
}

/** Every other row, the newest among them.
 * @type {(column: (number | null)[]) => (number | null)[]} */
const thinned = (column) => column.filter((_, i) => (column.length - 1 - i) % 2 === 0);
