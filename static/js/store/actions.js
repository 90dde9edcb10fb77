// What a person may do, each as one function: change the document, steer the run, edit a weight.
// Wishes show at once; the server's answer confirms them or takes them back.
import { isLive, read, same, withLoss, withProblem, written } from "./document.js";

/** @typedef {import("../types.js").Experiment} Experiment */

const LARGEST_SEED = 2 ** 32;
let noticeId = 0;

/** @type {(state: any, send: (command: object) => boolean) => any} */
export function createActions(state, send) {
  const command = createCommander(state, send);
  return {
    command,
    ...createNotices(state),
    ...createSteering(state, command),
    ...createDocumentActions(state, command),
    ...createEditing(state, command),
  };
}

/** Sends a command, counted until it is answered; says so when nobody can hear it.
 * @type {(state: any, send: (command: object) => boolean) => (command: object) => boolean} */
const createCommander = (state, send) => (command) => {
  if (state.run.value && !state.run.value.canControl) {
    createNotices(state).notice("warning", "This run is somebody else's: you may watch it, not steer it.");
    state.experiment.value = state.settled.value;
    return false;
  }
  if (!send(command)) return false;
  state.outstanding.value += 1;
  return true;
};

/** @type {(state: any) => any} */
const createNotices = (state) => ({
  notice(/** @type {"info" | "warning" | "error"} */ kind, /** @type {string} */ text) {
    const others = state.notices.value.filter((/** @type {any} */ notice) => notice.text !== text);
    state.notices.value = [...others, { id: ++noticeId, kind, text }].slice(-4);
  },
  dismiss(/** @type {number} */ id) {
    state.notices.value = state.notices.value.filter((/** @type {any} */ notice) => notice.id !== id);
  },
});

/** @type {(state: any, command: (command: object) => boolean) => any} */
function createSteering(state, command) {
  const play = () => {
    const over = ["diverged", "finished"].includes(state.status.value);
    if (over) command({ type: "reset" });
    command({ type: "start" });
  };
  const pause = () => command({ type: "pause" });
  return {
    play,
    pause,
    toggle: () => (state.status.value === "running" ? pause() : play()),
    step: (/** @type {string} */ unit, count = 1) => command({ type: "step", unit, count }),
    reset: () => command({ type: "reset" }),
  };
}

/** @type {(state: any, command: (command: object) => boolean) => any} */
function createDocumentActions(state, command) {
  const { catalog } = state;
  const wish = (/** @type {Experiment} */ experiment, /** @type {object} */ how) => {
    if (same(experiment, state.experiment.value)) return;
    state.experiment.value = experiment;
    command(how);
  };
  const rebuild = (/** @type {Experiment} */ experiment) => {
    state.busy.value = true;
    wish(experiment, { type: "load", experiment });
    state.busy.value = state.outstanding.value > 0;
  };
  const change = (/** @type {string} */ path, /** @type {any} */ value) => {
    const experiment = written(state.experiment.value, path, value);
    if (isLive(catalog, path)) wish(experiment, { type: "set", path, value });
    else rebuild(experiment);
  };
  const hidden = () => state.experiment.value.network.hidden;
  const changeLayer = (/** @type {number} */ at, /** @type {object} */ layer) =>
    change("network.hidden", hidden().map((/** @type {any} */ old, /** @type {number} */ i) => (i === at ? { ...old, ...layer } : old)));
  return {
    change,
    load: rebuild,
    dice(/** @type {"data" | "weights"} */ what) {
      change(what === "data" ? "data.seed" : "training.seed", Math.floor(Math.random() * LARGEST_SEED));
    },
    setProblem: (/** @type {string} */ problem) => rebuild(withProblem(catalog, state.experiment.value, problem)),
    setLoss: (/** @type {string} */ loss) => rebuild(withLoss(catalog, state.experiment.value, loss)),
    addLayer() {
      const last = hidden().at(-1) ?? { units: 4, activation: "tanh" };
      if (hidden().length < catalog.limits.max_layers)
        change("network.hidden", [...hidden(), { units: 2, activation: last.activation }]);
    },
    removeLayer: () => change("network.hidden", hidden().slice(0, -1)),
    addUnit(/** @type {number} */ layer) {
      const { units } = hidden()[layer];
      if (units < catalog.limits.max_units) changeLayer(layer, { units: units + 1 });
    },
    removeUnit(/** @type {number} */ layer) {
      const { units } = hidden()[layer];
      if (units > 1) changeLayer(layer, { units: units - 1 });
    },
    setActivation(/** @type {number | null} */ layer, /** @type {string} */ activation) {
      if (layer !== null) return changeLayer(layer, { activation });
      return change("network.hidden", hidden().map((/** @type {any} */ old) => ({ ...old, activation })));
    },
    toggleFeature(/** @type {string} */ name) {
      const chosen = state.experiment.value.features, all = catalog.features.map((/** @type {any} */ feature) => feature.name);
      const wanted = chosen.includes(name) ? chosen.filter((/** @type {string} */ n) => n !== name) : [...chosen, name];
      if (!wanted.length) return createNotices(state).notice("warning", "A network needs at least one feature.");
      return change("features", all.filter((/** @type {string} */ n) => wanted.includes(n)));
    },
    current: (/** @type {string} */ path) => read(state.experiment.value, path),
  };
}

/** Weights and biases by hand, with undo.
 * @type {(state: any, command: (command: object) => boolean) => any} */
function createEditing(state, command) {
  const edit = (/** @type {any} */ change, /** @type {number} */ index) => {
    const before = state.parameters.value[index];
    if (command(change)) state.undoable.value = [...state.undoable.value, { ...change, value: before }].slice(-100);
  };
  const layerOf = (/** @type {number} */ layer) => state.topology.value.layers[layer - 1];
  return {
    setWeight(/** @type {number} */ layer, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ value) {
      const { kernel, units } = layerOf(layer);
      edit({ type: "set_weight", layer, from, to, value }, kernel + from * units + to);
    },
    setBias(/** @type {number} */ layer, /** @type {number} */ unit, /** @type {number} */ value) {
      edit({ type: "set_bias", layer, unit, value }, layerOf(layer).bias + unit);
    },
    undo() {
      const last = state.undoable.value.at(-1);
      if (last && command(last)) state.undoable.value = state.undoable.value.slice(0, -1);
    },
  };
}
