// What a study's page knows and what may be done: signals that views read, how news comes in, and
// commands.  Knows neither the screen nor the wire.
import { batch, computed, signal } from "../../vendor/signals-core/signals-core.mjs";
import { studyWords as words } from "../words/en/studies.js";
import { createCourse } from "./search_course.js";
import { keyOf, ownKeys } from "./search_guess.js";
import { axesOf, settingText } from "./settings.js";
import { aboutOf } from "./study_about.js";
import { resized, trialOfRow, trialsOfFrame } from "./study_trials.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Values} Values */
/** @typedef {import("../study_types.js").StudyDocument} StudyDocument */
/** @typedef {import("../study_types.js").StudySnapshot} StudySnapshot */
/** @typedef {import("../study_types.js").StudyNews} StudyNews */
/** @typedef {import("../study_types.js").TrialRows} TrialRows */
/** @typedef {import("../study_types.js").Trial} Trial */
/** @typedef {import("../study_types.js").Curve} Curve */
/** @typedef {import("../study_types.js").Order} Order */
/** @typedef {import("../study_types.js").StudyWish} StudyWish */
/** @typedef {import("../types.js").StatusMessage} StatusMessage */
/** @typedef {import("../types.js").AnswerMessage} AnswerMessage */
/** @typedef {import("../types.js").Command} Command */
/** @typedef {{send: (message: import("../types.js").ClientMessage) => boolean,
 *   look: (trials: number[]) => void, open: (trial: number) => Promise<string>,
 *   begin: (wish: StudyWish) => Promise<string>,
 *   otherDice: (of: string) => string, ask: (what: string) => Promise<any>}} Wire what the page
 *   does for the store: `ask` asks something of this study, null if it has no answer; `open` and
 *   `begin` say what was wrong, if any, and `otherDice` where the same begins with one of the dice
 *   alone */
/** @typedef {{csv: string, tensorboard: string}} Files the addresses of all trials as files */
/** @typedef {ReturnType<typeof createStudy>} Study */

const PACE = 60; // milliseconds between two epochs that the time line is moved to

/** @type {(catalog: Catalog, files: Files, wire: Wire) => ReturnType<typeof createState> &
 *   ReturnType<typeof createSteering> & ReturnType<typeof createIntake>} */
export function createStudy(catalog, files, wire) {
  const state = createState(catalog, files);
  return Object.assign(state, createSteering(state, wire), createIntake(state));
}

/** @typedef {ReturnType<typeof createState>} State */

/** @param {Catalog} catalog  @param {Files} files */
function createState(catalog, files) {
  const study = signal(/** @type {StudyDocument | null} */ (null));
  const paths = signal(/** @type {string[]} */ ([])); // of the settings that differ
  const trials = signal(/** @type {Trial[]} */ ([]));
  const kind = computed(() => study.value?.vary.kind ?? "");
  const problem = computed(() => study.value?.base.problem ?? "classification");
  const metric = computed(() =>
    study.value?.goal.metric === "loss" ? "loss" : /** @type {const} */ ("test_loss"),
  );
  const goal = computed(() => study.value?.goal.target ?? null);
  const axes = computed(() => axesOf(paths.value, trials.value));
  const hasGuessed = signal(false);
  const search = computed(() => (study.value?.vary.kind === "search" ? study.value.vary : null));
  const own = computed(() => ownKeys(search.value));
  const isOwn = (/** @type {Trial} */ { values }) =>
    search.value !== null &&
    Object.keys(values).length > 0 && // else they have not come yet
    own.value.has(keyOf(search.value.space, values));
  const count = computed(() => trials.value.length);
  return {
    ...{ catalog, files, study, count, paths, trials, kind, problem, metric, goal, axes },
    ...{ hasGuessed, isOwn },
    title: computed(() => study.value?.title || words.titles[kind.value] || ""),
    about: computed(() => aboutOf(study.value, count.value, axes.value)),
    goalText: computed(() => words.goal(metric.value, goal.value)),
    ...createNews(),
    // what comes of starts is guessed before it is seen
    isRevealed: computed(() => kind.value !== "seeds" || goal.value === null || hasGuessed.value),
    shortLabel: (/** @type {Trial} */ trial) => labelOf(trial, false),
    label: (/** @type {Trial} */ trial) => labelOf(trial, true),
    valueText: (/** @type {string} */ path, /** @type {unknown} */ value) =>
      settingText(path, value, catalog),
    settingsOf: (/** @type {Trial} */ { values }) =>
      /** @type {[string, string][]} */ (
        axes.value.map(({ path, label }) => [label, settingText(path, values[path], catalog)])
      ),
    /** What trials are judged by: of a search the least loss so far, else the present one. */
    valueOf: (/** @type {Trial} */ { loss, testLoss, tried }) =>
      tried ? tried.best : metric.value === "loss" ? loss : testLoss,
  };

  /** @type {(trial: Trial, isWhole: boolean) => string} */
  function labelOf(one, isWhole) {
    const { trial, values } = one;
    if (kind.value === "seeds") return words.start(trial + 1);
    const isSearch = kind.value === "search";
    const name = words.trial(trial + 1, isSearch && isOwn(one));
    if (isSearch && !isWhole) return name;
    const shown = axes.value.filter(({ path }) => !isSearch || values[path] != null);
    const texts = shown.map(({ path, label }) => {
      const text = settingText(path, values[path], catalog);
      return isWhole ? `${label} ${text}` : text;
    });
    const text = texts.join(", ") || words.start(trial + 1);
    return isSearch ? words.trialWith(name, text) : text;
  }
}

/** What the server says, and what is looked at here. */
const createNews = () => ({
  curves: signal({ of: /** @type {Map<number, Curve>} */ (new Map()), version: 0 }),
  hasCurves: signal(true), // the history has a curve of each trial
  columns: /** @type {string[]} */ ([]), // of the history
  history: /** @type {(number | null)[][]} */ ([]), // a list for each of them
  news: /** @type {StudyNews[]} */ ([]), // frames that are not taken in yet
  status: signal(/** @type {import("../types.js").Status} */ ("ready")),
  epoch: signal(0),
  latest: signal(0),
  generation: -1,
  canControl: signal(false),
  viewers: signal(0),
  connection: signal("connecting"),
  refusal: signal(""), // why the last command, or the last opening, was refused
  seeking: signal(false),
  opening: signal(""), // why no other trial can be opened just now
  chosen: signal(/** @type {number | null} */ (null)), // the trial pointed at, in all views
  order: signal(/** @type {Order} */ ({ key: "trial", descending: false })), // of the wall
  search: signal(/** @type {import("../study_types.js").SearchPlan | null} */ (null)),
  planned: signal(0), // trials of a search, at most
  reason: signal(""), // why it has ended
  pinned: signal(/** @type {number[]} */ ([])), // two trials at most, whose difference is shown
  shares: signal(/** @type {import("../study_types.js").Shares | null} */ (null)),
  kept: signal(/** @type {Set<number> | null} */ (null)), // trials that brushes keep; null: all
  /** Why a trial of a search came to nothing. */
  fate: signal(/** @type {{trial: number, text: string} | null} */ (null)),
  following: /** @type {Map<number, () => void>} */ (new Map()), // what comes after an answer
  guess: signal(/** @type {number | null} */ (null)),
});

/** The commands that steer all trials at once.
 * @param {State} state  @param {Wire} wire */
function createSteering(state, wire) {
  let number = Date.now(); // above those of the page that steered this study before
  const spaced = createSpacing();
  const send = (/** @type {Command} */ command) => wire.send({ ...command, number: ++number });
  /** Each command once the one before it has been done; nothing after one that is refused. */
  const sendInTurn = (/** @type {Command[]} */ [command, ...rest]) => {
    if (!command) return;
    send(command);
    state.following.set(number, () => sendInTurn(rest));
  };
  const play = () => void send({ type: "start" });
  const pause = () => void send({ type: "pause" });
  return {
    look: wire.look,
    otherDice: wire.otherDice,
    ask: wire.ask,
    ...createCourse(state, sendInTurn),
    play,
    pause,
    toggle: () => (state.status.value === "running" ? pause() : play()),
    step: () => void send({ type: "step", unit: "epoch", count: 1 }),
    reset: () => void send({ type: "reset" }),
    seek(/** @type {number} */ epoch) {
      state.seeking.value = true;
      spaced(() => send({ type: "seek", epoch }));
    },
    /** Open a trial in the playground as it stands; several at once would all be runs. */
    open: (/** @type {number} */ trial) => once(state, words.opening, () => wire.open(trial)),
    /** Begin another study, and go there. */
    begin: (/** @type {StudyWish} */ wish) => once(state, words.beginning, () => wire.begin(wish)),
  };
}

/** Do what leads to another page, unless something that does is under way.
 * @type {(state: State, what: string, act: () => Promise<string>) => Promise<void>} */
async function once(state, what, act) {
  if (state.opening.value) return;
  state.opening.value = what;
  const wrong = await act();
  state.opening.value = "";
  state.refusal.value = wrong;
}

/** Has one thing done now and then only, the newest one last.
 * @type {() => (act: () => void) => void} */
function createSpacing() {
  let timer = 0;
  let act = () => {};
  return (next) => {
    act = next;
    timer ||= setTimeout(() => {
      timer = 0;
      act();
    }, PACE);
  };
}

/** How snapshots, frames and other messages become state.
 * @param {State} state */
function createIntake(state) {
  return {
    applySnapshot: (/** @type {StudySnapshot} */ message) =>
      batch(() => applySnapshot(state, message)),
    applyStatus: (/** @type {StatusMessage} */ message) => batch(() => applyStatus(state, message)),
    applyAnswer(/** @type {AnswerMessage} */ message) {
      state.refusal.value = message.type === "error" ? message.detail : "";
      if (message.type === "error") state.seeking.value = false;
      const next = state.following.get(message.number);
      state.following.delete(message.number);
      if (message.type === "done") next?.();
    },
    applyTrials: (/** @type {TrialRows} */ rows) => batch(() => applyTrials(state, rows)),
    /** Keep a frame's news; `applyNews` takes in all that has come. */
    note: (/** @type {StudyNews} */ news) => void state.news.push(news),
    applyNews: () => batch(() => state.news.splice(0).forEach((news) => applyFrame(state, news))),
  };
}

/** @type {(state: State, message: StudySnapshot) => void} */
function applySnapshot(state, message) {
  for (const news of state.news.splice(0)) applyFrame(state, news);
  const isNew = state.generation !== message.generation;
  state.study.value = message.experiment;
  state.columns = message.history.columns;
  state.paths.value = message.topology.paths;
  state.hasCurves.value = message.topology.curves > 0;
  if (isNew || !state.history.length) {
    state.history = state.columns.map(() => []);
    state.curves.value = { of: new Map(), version: state.curves.value.version + 1 };
    state.latest.value = message.epoch;
  }
  state.generation = message.generation;
  const { trials: count, search = null, planned = count } = message.topology;
  state.search.value = search;
  state.planned.value = planned;
  state.trials.value = resized(state.trials.value, count, search !== null, isNew);
  state.epoch.value = message.epoch;
  applyStatus(state, message);
}

/** @type {(state: State, message: StatusMessage | StudySnapshot) => void} */
function applyStatus(state, message) {
  state.status.value = message.status;
  state.viewers.value = message.viewers;
  state.reason.value = message.reason ?? "";
  if (message.can_control !== undefined) state.canControl.value = message.can_control;
  const { experiment } = message;
  if (experiment && "vary" in experiment) state.study.value = experiment;
}

/** What is other in each trial, and where it stands.
 * @type {(state: State, rows: TrialRows) => void} */
function applyTrials(state, { first, columns, rows, brackets }) {
  const search = state.search.value;
  if (search && brackets) state.search.value = { ...search, brackets };
  const trials = [...state.trials.value];
  rows.forEach((row, i) => {
    const known = trials[first + i];
    if (known) trials[first + i] = trialOfRow(known, columns, row);
  });
  state.trials.value = trials;
}

/** @type {(state: State, news: StudyNews) => void} */
function applyFrame(state, news) {
  const { facts, history } = news;
  if (facts.generation !== state.generation) return;
  state.trials.value = trialsOfFrame(state.trials.value, news);
  state.planned.value = facts.metrics?.planned ?? state.planned.value;
  state.epoch.value = facts.epoch;
  state.status.value = facts.status;
  state.seeking.value = false;
  if (history.length) extend(state, facts.history_after, history);
  state.latest.value = Math.max(facts.epoch, Number(state.history[0]?.at(-1) ?? 0));
}

/** Rows that take the place of all that came after an epoch.
 * @type {(state: State, after: number, rows: Float32Array) => void} */
function extend(state, after, rows) {
  const { history, columns } = state;
  const kept = history[0].findLastIndex((epoch) => Number(epoch) <= after) + 1;
  history.forEach((column, i) => {
    column.length = kept;
    for (let at = i; at < rows.length; at += columns.length)
      column.push(Number.isFinite(rows[at]) ? rows[at] : null);
  });
  const of = new Map();
  for (const { trial } of state.trials.value) {
    const [loss, testLoss] = [`loss.${trial}`, `test_loss.${trial}`].map((name) =>
      columns.indexOf(name),
    );
    if (loss >= 0)
      of.set(trial, { epochs: history[0], loss: history[loss], test_loss: history[testLoss] });
  }
  state.curves.value = { of, version: state.curves.value.version + 1 };
}
