// A study as the server tells of it, for tests: its snapshot, its trials, and frames.
import { createStudy } from "../../static/js/store/study.js";
import { CATALOG } from "./catalog.js";

const RATE = "training.optimizer.learning_rate";
export const VARIES = {
  list: { kind: "list", variants: [{}, { [RATE]: 0.1 }] },
  seeds: { kind: "seeds", count: 2, of: ["weights", "order"] },
  grid: { kind: "grid", seeds: 1, axes: [{ path: RATE, from: 0.1, to: 1, steps: 2, log: true }] },
};
const RULE = "training.optimizer.name";
const MOMENTUM = "training.optimizer.momentum";
VARIES.search = {
  ...{ kind: "search", method: "random", trials: 9, seed: 1 },
  space: [
    { path: RULE, choice: ["sgd", "momentum", "adam"] },
    { path: MOMENTUM, float: { from: 0, to: 0.99 }, when: { path: RULE, values: ["momentum"] } },
    { path: RATE, float: { from: 0.001, to: 1, log: true } },
  ],
};
const PATHS = {
  ...{ list: [RATE], seeds: ["training.seed"], grid: [RATE] },
  search: [RULE, MOMENTUM, RATE],
};

export const snapshot = (kind, more = {}) => ({
  ...{ type: "snapshot", run: "abc", seq: 1, generation: 0, epoch: 0, status: "ready" },
  ...{ viewers: 1, can_control: true },
  experiment: {
    ...{ kind: "study", title: "", description: "", base: CATALOG.defaults.classification },
    ...{ vary: VARIES[kind], budget: { epochs: 9 }, view: { speed: "max" } },
    goal: { metric: "test_loss", target: 0.05 },
  },
  topology: { trials: 2, curves: 2, channels: 1, range: [-1, 1], paths: PATHS[kind], classes: [] },
  history: {
    columns: ["epoch", "loss", "test_loss", "loss.0", "test_loss.0", "loss.1", "test_loss.1"],
  },
  ...more,
});

export const rows = (kind, values) => ({
  ...{ epoch: 0, total: values.length, first: 0 },
  columns: ["trial", ...PATHS[kind], "loss", "test_loss", "status", "since"],
  rows: values.map((value, trial) => [trial, value, 0.5, 0.6, "training", null]),
});

/** The news of a frame: losses of two trials, and rows of the history after an epoch. */
export const news = (epoch, losses, more = {}) => ({
  facts: { generation: 0, epoch, status: "running", history_after: epoch - 1, ...more.facts },
  losses: Float32Array.from(losses),
  converged: Int32Array.from(more.converged ?? [-1, -1]),
  diverged: Int32Array.from(more.diverged ?? [-1, -1]),
  history: Float32Array.from(more.history ?? []),
});

/** A study that has been greeted, and the commands that it has sent. */
export function greeted(kind, values) {
  const sent = [];
  const send = (message) => sent.push(message);
  const wire = { send, look: () => {}, open: async () => "", otherDice: () => "" };
  const study = createStudy(CATALOG, { csv: "trials.csv", tensorboard: "trials.zip" }, wire);
  study.applySnapshot(snapshot(kind));
  study.applyTrials(rows(kind, values));
  return { study, sent };
}

/** A search that has been greeted with so many trials: its settings, what became of each. */
export function searching(rows, more = {}) {
  const one = greeted("list", [0.03, 0.1]);
  const first = snapshot("search");
  const plan = { method: "random", metric: "test_loss", brackets: [], ...more.plan };
  const topology = { ...first.topology, trials: rows.length, planned: 9, curves: 0, search: plan };
  const columns = ["epoch", "loss", "test_loss", "trial", "score", "best"];
  one.study.applySnapshot({ ...first, generation: 1, topology, history: { columns } });
  one.study.applyTrials(searchRows(rows));
  return one;
}

/** Rows of a search's table: `[rule, momentum, rate, epochs, best, status]` of each trial. */
export const searchRows = (rows, first = 0) => ({
  ...{ epoch: 0, total: first + rows.length, first },
  columns: [
    ...["trial", ...PATHS.search, "epochs", "bracket", "round"],
    ...["loss", "test_loss", "best", "status", "since"],
  ],
  rows: rows.map(([rule, momentum, rate, epochs, best, status], at) => [
    ...[first + at, rule, momentum, rate, epochs, null, null],
    ...[best, best, best, status, status === "training" ? null : epochs],
  ]),
});

/** The news of a search's frame: `[loss, best, epochs, status, diverged]` of each trial. */
export const searchNews = (trials, more = {}) => ({
  facts: { generation: 1, epoch: trials.length, status: "running", history_after: 0, ...more },
  losses: Float32Array.from(trials.flatMap(([loss]) => [loss, loss])),
  converged: Int32Array.from(trials.map(() => -1)),
  diverged: Int32Array.from(trials.map(([, , , , diverged = -1]) => diverged)),
  history: new Float32Array(0),
  search: {
    best: Float32Array.from(trials.map(([, best]) => best)),
    epochs: Int32Array.from(trials.map(([, , epochs]) => epochs)),
    status: Int32Array.from(trials.map(([, , , status]) => status)),
    round: Int32Array.from(trials.map(() => -1)),
  },
});
