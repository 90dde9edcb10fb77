// What a person may do, each as one function: change the document, steer the run, edit a weight.
// Wishes show at once; the server's answer confirms them or takes them back.
import { misfit } from "./address.js";
import {
  fitFeatures,
  isLive,
  isUpload,
  read,
  same,
  toggled,
  withDataSet,
  withLoss,
  withPoints,
  withProblemAndPoints,
  written,
} from "./document.js";
import { withFittingPaths } from "./fitting.js";
import { LEFT_BEHIND } from "../words/en/problems.js";
import { createLayerActions } from "./layer_actions.js";
import { withFittingSettings } from "./optimizer_settings.js";
import { ownPoints, withClasses } from "./points.js";
import { ruleOf, withFittingRule, withFittingStart } from "./rules.js";
import { actionsWords as words } from "../words/en/notices.js";
import { reasons } from "../words/en/reasons.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {import("../types.js").State} State */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {(command: import("../types.js").NumberedCommand) => boolean} Send */
/** @typedef {(command: Command, about?: string) => boolean} Commander */
/** @typedef {(path: string, value: unknown) => void} Change */
/** @typedef {(experiment: Experiment, keepsWeights?: boolean, about?: string) => void} Rebuild */

const LARGEST_SEED = 2 ** 32;
const PACE = 60; // milliseconds between two commands about one thing: what a server should do
const FLOW = 40; // bytes a millisecond of such commands: a stream may bring 64 KiB a second
const DRAG = 500; // milliseconds between two changes of one thing that are one movement
const STROKE = "stroke"; // of a brush: all its changes are one movement
const MOVED = ["set", "set_weight", "set_bias"]; // commands about what a hand can move
const DOCUMENT = ["set", "load"]; // commands that change it
const KEEPING = [
  "network.hidden",
  "network.output_activation",
  "network.wide",
  "network.deep",
  "network.auxiliary",
  "features",
];
let commandNumber = Date.now(); // above those of the page that steered this run before

/** What may be done.
 * @param {State} state  @param {Send} send */
export function createActions(state, send) {
  const command = createCommander(state, send);
  return {
    command,
    ...createSteering(state, command),
    ...createDocumentActions(state, command),
    ...createEditing(state, command),
  };
}

/** Gives commands out, numbered and remembered until they are answered.  Those about one thing
 * (`about`) are spaced, the newest wins.  Says whether the command is under way.
 * @type {(state: State, send: Send) => Commander} */
function createCommander(state, send) {
  /** @type {Map<string, Command | null>} */
  const spaced = new Map(); // by thing: the command that waits, if any
  const groupOf = createGroups();
  const give = (/** @type {Command} */ command, about = "") => {
    const number = ++commandNumber;
    if (!send({ ...command, number, ...groupOf(command, about, number) }))
      return isUnheard(state, command);
    state.pending.set(number, command.type);
    if (command.type === "load") state.canUndo.value = true; // before the server says so
    return true;
  };
  const next = (/** @type {string} */ about) => {
    const waiting = spaced.get(about);
    spaced.delete(about);
    state.pending.delete(about);
    if (waiting) space(about, waiting);
  };
  const space = (/** @type {string} */ about, /** @type {Command} */ command) => {
    spaced.set(about, null);
    setTimeout(next, Math.max(PACE, bytesOf(command) / FLOW), about);
    return give(command, about);
  };
  const flush = () => {
    for (const [about, waiting] of spaced)
      if (waiting) (spaced.set(about, null), state.pending.delete(about), give(waiting, about));
  };
  return (command, about) => {
    if (isWatcher(state)) return false;
    if (about && spaced.has(about))
      return Boolean(spaced.set(about, command) && state.pending.set(about, command.type));
    flush(); // what was asked for earlier is done earlier
    return about ? space(about, command) : give(command);
  };
}

/** One movement of the hand is one step of undo: its later changes name the number of the first.
 * @type {() => (command: Command, about: string, number: number) => {group?: number}} */
function createGroups() {
  let last = { about: "", at: 0, group: 0 };
  return ({ type }, about, number) => {
    const at = Date.now();
    const isMoved = MOVED.includes(type) && at - last.at < DRAG;
    const joins = about === last.about && (isMoved || about.startsWith(STROKE));
    last = { about, at, group: joins ? last.group : number };
    return joins ? { group: last.group } : {};
  };
}

/** @type {(command: Command) => number} */
const bytesOf = (command) => new TextEncoder().encode(JSON.stringify(command)).length;

/** A changed document is kept for the server's return; anything else cannot be done now, as the
 * banner says.
 * @type {(state: State, command: Command) => boolean} */
const isUnheard = (state, { type }) => DOCUMENT.includes(type) && (state.unsent = true);

/** @type {(state: State) => boolean} */
function isWatcher(state) {
  if (state.run.value?.canControl ?? true) return false;
  state.notice("warning", words.thisRunIsSomebodyElses);
  // the control that was touched shows it again
  state.experiment.value = { ...state.settled.value };
  return true;
}

/** Nothing is steered while the server is away; a run that diverged goes on by a restart alone, as
 * its advice says.
 * @param {State} state  @param {Commander} command */
function createSteering(state, command) {
  const steer = (/** @type {Command} */ wish) => state.connection.value === "live" && command(wish);
  const advance = (/** @type {Command} */ wish) => {
    if (state.status.value === "diverged") return void state.adviceWanted.value++;
    return steer(wish);
  };
  const go = (/** @type {"undo" | "redo"} */ type, canGo = false) =>
    void (state.travels = canGo && Boolean(steer({ type })));
  const reset = () => steer({ type: "reset" });
  const pause = () => steer({ type: "pause" });
  const play = () => {
    if (state.status.value === "finished") reset();
    advance({ type: "start" });
  };
  return {
    play,
    pause,
    reset,
    toggle: () => (state.status.value === "running" ? pause() : play()),
    step: (/** @type {string} */ unit, count = 1) => advance({ type: "step", unit, count }),
    undo: () => go("undo", state.canUndo.value),
    redo: () => go("redo", state.canRedo.value),
    seek(/** @type {number} */ epoch) {
      if (command({ type: "seek", epoch }, "seek")) state.seeking.value = true;
    },
  };
}

/** @param {State} state  @param {Commander} command */
function createDocumentActions(state, command) {
  const { catalog } = state;
  const wish = (
    /** @type {Experiment} */ experiment,
    /** @type {Command} */ how,
    /** @type {string} */ about,
  ) => {
    if (same(experiment, state.experiment.value)) return;
    if (!command(how, about)) return;
    if (how.type === "load") state.busy.value = true;
    state.experiment.value = experiment;
  };
  /** @type {Rebuild} */
  const rebuild = (wanted, keepsWeights, about = `document${keepsWeights ? ", kept" : ""}`) => {
    const fitting = withFittingPaths(withFittingRule(catalog, wanted));
    const experiment = withFittingStart(fitting, state.experiment.value);
    wish(experiment, { type: "load", experiment, ...(keepsWeights && { weights: "kept" }) }, about);
  };
  const change = (/** @type {string} */ path, /** @type {unknown} */ value) => {
    const why = misfit(catalog, state.experiment.value, path, value);
    if (why)
      return void state.notice("warning", reasons.refused(path, why, String(value).slice(0, 40)));
    const wanted = written(state.experiment.value, path, value);
    const experiment = withFittingSettings(catalog, wanted);
    if (isLive(catalog, path)) return wish(experiment, { type: "set", path, value }, path);
    return rebuild(experiment, keepsWeights(state, path));
  };
  return {
    change,
    load: rebuild,
    ...createDataActions(state, change, rebuild),
    ...createLayerActions(state, change),
    setLoss: (/** @type {string} */ loss) =>
      rebuild(withLoss(catalog, state.experiment.value, loss)),
    toggleFeature(/** @type {string} */ name) {
      const wanted = toggled(catalog, state.experiment.value.features, name);
      if (!wanted.length) return state.notice("warning", words.aNetworkNeedsAtLeast);
      return change("features", wanted);
    },
    current: (/** @type {string} */ path) => read(state.experiment.value, path),
    probeAt: (/** @type {number | null} */ x1, x2 = 0) =>
      (state.pointer.value = x1 === null ? null : { x1, x2 }),
  };
}

/** Whether the network goes on with what it has learned when a value changes.
 * @type {(state: State, path: string) => boolean} */
const keepsWeights = ({ keeps }, path) =>
  path.startsWith("data.") ? keeps.data.value : KEEPING.includes(path);

/** What is learned from.
 * @param {State} state  @param {Change} change  @param {Rebuild} rebuild */
const createDataActions = (state, change, rebuild) => ({
  dice(/** @type {"data" | "weights"} */ what) {
    change(
      what === "data" ? "data.seed" : "training.seed",
      Math.floor(Math.random() * LARGEST_SEED),
    );
  },
  setData(/** @type {string} */ name) {
    const before = state.experiment.value;
    const wanted = withDataSet(state.catalog, before, name);
    rebuild(fitFeatures(state.catalog, wanted, before), state.keeps.data.value);
  },
  setPoints: (/** @type {import("../types.js").Point[]} */ points, stroke = 0) =>
    rebuild(
      withPoints(state.experiment.value, points),
      state.keeps.drawing.value,
      `${STROKE} ${stroke}`,
    ),
  setClasses(/** @type {number} */ classes) {
    const points = ownPoints(state.experiment.value);
    if (!points) return change("data.classes", classes);
    return rebuild(
      written(
        written(state.experiment.value, "data.classes", classes),
        "data.points",
        withClasses(points, classes),
      ),
      state.keeps.drawing.value,
    );
  },
  setProblem(/** @type {string} */ problem) {
    const before = state.experiment.value;
    const wanted = withProblemAndPoints(state.catalog, before, problem);
    rebuild(wanted);
    if (isUpload(before)) state.notice("info", LEFT_BEHIND.table);
    if (ownPoints(before) && !ownPoints(wanted)) state.notice("info", LEFT_BEHIND.points);
    if (ruleOf(before) !== ruleOf(state.experiment.value)) state.notice("info", LEFT_BEHIND.rule);
  },
});

/** @param {State} state  @param {Commander} command */
function createEditing(state, command) {
  const layerOf = (/** @type {number} */ layer) => {
    const { layers, auxiliary } = /** @type {Topology} */ (state.topology.value);
    return layers[layer - 1] ?? auxiliary;
  };
  return {
    setWeight(
      /** @type {number} */ layer,
      /** @type {number} */ from,
      /** @type {number} */ to,
      /** @type {number} */ value,
    ) {
      const { kernel, units } = layerOf(layer);
      const index = kernel + from * units + to;
      command({ type: "set_weight", layer, from, to, value }, `parameter-${index}`);
    },
    setBias(/** @type {number} */ layer, /** @type {number} */ unit, /** @type {number} */ value) {
      const index = layerOf(layer).bias + unit;
      command({ type: "set_bias", layer, unit, value }, `parameter-${index}`);
    },
  };
}
