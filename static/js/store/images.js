// What the page of a run on pictures knows and what may be done: signals that views read, how news
// comes in, and commands.  Knows neither the screen nor the wire.
import { batch, computed, signal } from "../../vendor/signals-core/signals-core.mjs";
import { bestEpoch } from "../images/curves.js";
import { imagesWords as words } from "../words/en/images.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Values} Values */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").StatusMessage} StatusMessage */
/** @typedef {import("../types.js").AnswerMessage} AnswerMessage */
/** @typedef {import("../image_types.js").ImagesDocument} ImagesDocument */
/** @typedef {import("../image_types.js").ImagesSnapshot} ImagesSnapshot */
/** @typedef {import("../image_types.js").ImagesTopology} ImagesTopology */
/** @typedef {import("../image_types.js").ImagesFrame} ImagesFrame */
/** @typedef {import("../image_types.js").ImagesProgress} ImagesProgress */
/** @typedef {import("../image_types.js").Asking} Asking */
/** @typedef {{send: (message: import("../types.js").ClientMessage) => boolean,
 *   ask: (what: string, body?: object) => Promise<import("../types.js").Asked>,
 *   data: () => Promise<import("../types.js").Asked>,
 *   begin: (document: ImagesDocument) => Promise<import("../types.js").Asked>,
 *   other: (id: string) => Promise<import("../types.js").Asked>,
 *   keep: (run: {id: string, token: string}, on: boolean) => Promise<string>,
 *   id: string, at: (id: string) => string,
 *   pixels: (ids: number[]) => Promise<Map<number, Uint8Array> | null>}} Wire what the page does
 *   for the store: `ask` asks about this run, `other` about another one, `data` what data the
 *   server has; `begin` makes another run, `keep` lets it go on unwatched or says why it cannot,
 *   and `at` says where the page of one is */
/** @typedef {ReturnType<typeof createImages>} Images */
/** @typedef {{columns: string[], data: Values[], version: number}} Rows */

const SPACING = 60; // milliseconds between two epochs that the time line is moved to
/** @type {ImagesProgress} */
const NOTHING = { seq: -1, epoch: 0, position: 0, loss: null, testLoss: null, metrics: {} };

/** @type {(catalog: Catalog, wire: Wire) => ReturnType<typeof createState> &
 *   ReturnType<typeof createSteering> & ReturnType<typeof createIntake> &
 *   Omit<Wire, "send">} */
export function createImages(catalog, wire) {
  const state = createState(catalog);
  const { send: _, ...asking } = wire;
  return Object.assign(state, createSteering(state, wire), createIntake(state), asking);
}

/** @typedef {ReturnType<typeof createState>} State */

/** @param {Catalog} catalog */
function createState(catalog) {
  const document = signal(/** @type {ImagesDocument | null} */ (null));
  const topology = signal(/** @type {ImagesTopology | null} */ (null));
  const progress = signal(NOTHING);
  const epoch = computed(() => progress.value.epoch);
  const history = signal(/** @type {Rows} */ ({ columns: [], data: [], version: 0 }));
  const best = computed(() => bestOf(history.value));
  const generation = signal(-1);
  const connection = signal("connecting");
  const status = signal(/** @type {import("../types.js").Status} */ ("ready"));
  return {
    ...{ catalog, document, topology, progress, epoch, best, history, generation },
    ...{ connection, status, ...createLooks() },
    // the same for views that change at the end of an epoch alone
    byEpoch: { progress: computed(() => ({ seq: epoch.value })), generation, connection, status },
    reason: signal(""), // why the run is over
    latest: signal(0),
    confusion: signal(/** @type {number[][]} */ ([])),
    canControl: signal(false),
    viewers: signal(0),
    refusal: signal(""), // why the last command was refused
    refusedSettings: signal(""), // why other settings were
    seeking: signal(false),
    title: computed(() => document.value?.title || words.title),
    classes: computed(() => topology.value?.classes ?? []),
    side: computed(() => topology.value?.shape[0] ?? 0),
    speed: computed(() => document.value?.view?.speed ?? "max"),
  };
}

/** The epoch with the least validation loss of all that the history has: a frame of a past epoch
 * names the best until then.
 * @type {(rows: Rows) => number | null} */
const bestOf = ({ columns, data }) =>
  bestEpoch({
    epochs: data[columns.indexOf("epoch")] ?? [],
    values: data[columns.indexOf("test_loss")] ?? [],
  });

/** What is looked at here. */
const createLooks = () => ({
  cell: signal(/** @type {{label: number, said: number} | null} */ (null)),
  unit: signal({ layer: 1, unit: 0 }),
  asked: signal(/** @type {Asking | null} */ (null)), // of which picture the network is asked
});

/** The commands that steer the run.
 * @param {State} state  @param {Wire} wire */
function createSteering(state, wire) {
  let number = Date.now(); // above those of the page that steered this run before
  let loading = -1; // the number of the command that gave the run other settings
  let timer = 0;
  const send = (/** @type {Command} */ command) => {
    wire.send({ ...command, number: ++number });
    return number;
  };
  const set = (/** @type {string} */ path, /** @type {unknown} */ value) =>
    void send({ type: "set", path, value });
  const play = () => void send({ type: "start" });
  const pause = () => void send({ type: "pause" });
  /** @type {(epoch: number) => void} */
  const seek = (epoch) => {
    state.seeking.value = true;
    clearTimeout(timer);
    timer = setTimeout(() => send({ type: "seek", epoch }), SPACING);
  };
  return {
    ...{ set, play, pause, seek },
    toggle: () => (state.status.value === "running" ? pause() : play()),
    step: (/** @type {"epoch" | "batch"} */ unit) => void send({ type: "step", unit, count: 1 }),
    restart: () => void send({ type: "reset" }),
    seekBest: () => state.best.value !== null && seek(state.best.value),
    /** Begin again with other settings.
     * @param {ImagesDocument} document */
    load(document) {
      state.refusedSettings.value = "";
      const experiment = asExperiment(document);
      loading = send({ type: "load", experiment });
    },
    isLoad: (/** @type {number} */ one) => one === loading,
  };
}

/** How snapshots, frames and other messages become state.
 * @param {State} state */
function createIntake(state) {
  return {
    applySnapshot: (/** @type {ImagesSnapshot} */ message) =>
      batch(() => applySnapshot(state, message)),
    applyStatus: (/** @type {StatusMessage} */ message) => batch(() => applyStatus(state, message)),
    /** @param {AnswerMessage} message  @param {boolean} isOfSettings */
    applyAnswer(message, isOfSettings) {
      const detail = message.type === "error" ? message.detail : "";
      if (isOfSettings) state.refusedSettings.value = detail;
      else state.refusal.value = detail;
      if (detail) state.seeking.value = false;
    },
    applyFrame: (/** @type {ImagesFrame} */ frame) => batch(() => applyFrame(state, frame)),
  };
}

/** @type {(state: State, message: ImagesSnapshot) => void} */
function applySnapshot(state, message) {
  const { columns } = message.history;
  const { version, data } = state.history.value;
  const isNew = state.generation.value !== message.generation;
  if (isNew || !data.length) {
    state.history.value = { columns, data: columns.map(() => []), version: version + 1 };
    state.latest.value = message.epoch;
    state.confusion.value = [];
  }
  if (isNew) forget(state, message.topology);
  state.generation.value = message.generation;
  state.document.value = message.experiment;
  state.topology.value = message.topology;
  const { loss = null, test_loss: testLoss = null, ...metrics } = message.metrics ?? {};
  const { seq, epoch, position } = message;
  state.progress.value = { seq, epoch, position, loss, testLoss, metrics };
  state.confusion.value = message.confusion ?? state.confusion.value;
  applyStatus(state, message);
}

/** What was looked at may not be there any more: other classes, other units, other pictures.
 * @type {(state: State, topology: ImagesTopology) => void} */
function forget(state, topology) {
  const before = state.topology.value;
  const { layer, unit } = state.unit.value;
  if (unit >= (topology.layers[layer - 1]?.units ?? 0)) state.unit.value = { layer: 1, unit: 0 };
  if (before && before.classes.join() !== topology.classes.join()) state.cell.value = null;
  if (before && before.data !== topology.data) state.asked.value = null;
}

/** @type {(state: State, message: StatusMessage | ImagesSnapshot) => void} */
function applyStatus(state, message) {
  state.status.value = message.status;
  state.viewers.value = message.viewers;
  state.reason.value = message.reason ?? "";
  if (message.can_control !== undefined) state.canControl.value = message.can_control;
  if (message.type === "status" && message.experiment)
    state.document.value = asImages(message.experiment);
}

/** @type {(state: State, frame: ImagesFrame) => void} */
function applyFrame(state, { facts, tensors }) {
  if (facts.generation !== state.generation.value) return;
  const { seq, epoch, position, loss, test_loss: testLoss, metrics } = facts;
  state.progress.value = { seq, epoch, position, loss, testLoss, metrics };
  state.status.value = facts.status;
  state.seeking.value = false;
  if (facts.confusion) state.confusion.value = facts.confusion;
  if (tensors.history.data.length)
    state.history.value = extended(state.history.value, facts.history_after, tensors.history.data);
  state.latest.value = Math.max(epoch, Number(state.history.value.data[0]?.at(-1) ?? 0));
}

/** A history with rows that take the place of all that came after an epoch.
 * @type {(history: Rows, after: number, rows: Float32Array) => Rows} */
function extended({ columns, data, version }, after, rows) {
  const kept = data[0].findLastIndex((epoch) => Number(epoch) <= after) + 1;
  const longer = data.map((column, i) => {
    const values = column.slice(0, kept);
    for (let at = i; at < rows.length; at += columns.length)
      values.push(Number.isFinite(rows[at]) ? rows[at] : null);
    return values;
  });
  return { columns, data: longer, version: version + 1 };
}

/** What crosses the stream is that of a run but for its document.
 * @type {(document: unknown) => import("../types.js").Experiment} */
const asExperiment = (document) => /** @type {import("../types.js").Experiment} */ (document);

/** @type {(document: unknown) => ImagesDocument} */
const asImages = (document) => /** @type {ImagesDocument} */ (document);
