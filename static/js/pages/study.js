// The page of a study: joins its store, the stream, the painter of maps, and the views.
import { effect, signal, untracked } from "../../vendor/signals-core/signals-core.mjs";
import { fetched, openPage, placeOf, sentence, switchTheme } from "../page.js";
import { createStudy } from "../store/study.js";
import { keepGuess, readGuess, rememberStudy, secretOf } from "../store/known_studies.js";
import { storage } from "../storage.js";
import { Api } from "../transport/api.js";
import { Stream } from "../transport/stream.js";
import * as connection from "../views/connection.js";
import { fetchOwnStyle } from "../views/epoch_plot.js";
import * as curves from "../views/studies/curves.js";
import * as head from "../views/studies/head.js";
import * as table from "../views/studies/table.js";
import * as trial from "../views/studies/trial.js";
import * as grid from "../views/studies/wall.js";
import { createWall } from "../wall_client.js";
import { studyWords as words } from "../words/en/studies.js";
import { encode } from "../store/address.js";
import { handOver } from "./address_bar.js";
import { makeStudy } from "./make_study.js";

/** @typedef {import("../store/study.js").Study} Study */
/** @typedef {import("../study_types.js").StudySnapshot} StudySnapshot */
/** @typedef {import("../types.js").ClientMessage} ClientMessage */

const FPS = 30;
const NEWS = 100; // milliseconds between two times that news reach the views
const SETTINGS = 300; // milliseconds between two times that settings of new trials are asked for
const LONG = 2000; // and if there was no answer
const FINE = 40; // the side of a map in a frame, where there are few
const COARSE = 24; // and where there are many: 64 of them are 37 KB
const FEW = 32; // maps

const frame = openPage();
const id = document.documentElement.dataset.study ?? "";
const memory = storage("localStorage");
const api = new Api(frame.root);
const secret = location.hash.slice(1) || secretOf(memory, id);
let shown = /** @type {number[]} */ ([]); // trials whose maps are wanted

/** Which maps a frame is to have, and how large.
 * @type {() => {trials: number[], thumbnails: number, fps: number}} */
const view = () => ({
  trials: shown,
  thumbnails: shown.length ? (shown.length > FEW ? COARSE : FINE) : 0,
  fps: FPS,
});

/** What crosses the stream is that of a run but for its view and snapshot.
 * @template T  @param {unknown} message  @returns {T} */
const as = (message) => /** @type {T} */ (message);

const wire = {
  send: (/** @type {ClientMessage} */ message) => stream.send(message),
  look(/** @type {number[]} */ trials) {
    if (trials.join() === shown.join()) return;
    shown = trials;
    stream.send(as({ type: "view", ...view() }));
  },
  open,
  begin: (/** @type {import("../study_types.js").StudyWish} */ wish) =>
    makeStudy(frame, api, wish, true),
};

/** Open a trial in the playground: a run that stands where the trial stands.
 * @type {(trial: number) => Promise<string>} */
async function open(trial) {
  const path = `api/studies/${id}/trials/${trial}`;
  const about = await api.ask(path);
  const made = about.answer ? await api.ask(`${path}/open`, {}) : about;
  if (!made.answer) return sentence(made.refusal?.detail || words.couldNotOpen);
  handOver(frame, made.answer, about.answer.experiment);
  return "";
}

const files = {
  csv: frame.at(`api/studies/${id}/trials?format=csv`),
  tensorboard: frame.at(`api/runs/${id}/tensorboard`),
};
const study = createStudy(frame.catalog, files, { ...wire, otherDice, ask });

/** Ask something of this study; null if there is no answer.
 * @type {(what: string) => Promise<any>} */
async function ask(what) {
  const { answer } = await api.ask(`api/studies/${id}/${what}`);
  return answer;
}

/** Ask for the settings of all trials from one on; false if there is no answer. */
async function askTrials(first = 0) {
  const count = study.count.peek() - first;
  const answer = count > 0 && (await ask(`trials?first=${first}&count=${count}`));
  if (answer) study.applyTrials(answer);
  return Boolean(answer);
}

/** A search begins trials as it goes: the settings of those that are new are asked for. */
function followTrials() {
  const isAsking = signal(false);
  effect(() => {
    const first = study.trials.value.findIndex(({ values }) => !Object.keys(values).length);
    if (first < 0 || isAsking.value || study.kind.peek() !== "search") return;
    isAsking.value = true;
    setTimeout(async () => {
      const pause = (await askTrials(first)) ? 0 : LONG;
      setTimeout(() => (isAsking.value = false), pause);
    }, SETTINGS);
  });
}

/** Where the same is begun with one of the dice alone.
 * @type {(of: string) => string} */
function otherDice(of) {
  const { base, vary, budget, goal } = study.study.value ?? {};
  const count = vary?.kind === "seeds" ? vary.count : 0;
  const target = goal?.target ?? "";
  const asked = new URLSearchParams({ of, count: `${count}`, target: `${target}` });
  asked.set("epochs", `${budget?.epochs ?? ""}`);
  return frame.at(`luck?${asked}#${base ? encode(base, frame.catalog) : ""}`);
}

const wall = createWall(
  frame.catalog.class_colours,
  (news) => {
    stream.acknowledge(news.facts.seq);
    study.note(news);
    takeNews();
  },
  (shares) => (study.shares.value = shares),
  (why) => (study.refusal.value = words.stopped(why)),
);

let due = 0;
/** The views are told now and then: many frames a second are for the maps alone. */
function takeNews() {
  due ||= setTimeout(() => {
    due = 0;
    study.applyNews();
  }, NEWS);
}

/** @type {import("../types.js").Hooks} */
const hooks = {
  origin: () => ({ run_id: id }), // never asked for: this study is there, or it is not
  view,
  onRun() {},
  onSnapshot: (message) => void greet(as(message)),
  onFrame(buffer) {
    if (study.study.peek()) wall.post({ type: "frame", buffer }, [buffer]);
  }, // of a run that is no study frames may come before the page has gone to it
  onMessage(message) {
    if (message.type === "status") study.applyStatus(message);
    if (message.type === "done") study.applyAnswer(message);
    if (message.type === "error")
      study.applyAnswer({ ...message, detail: sentence(message.detail) });
  },
  onState(state) {
    study.connection.value = stream.run ? state : "ended";
  },
  onRefused() {},
  onLost() {},
};
const stream = new Stream(hooks, api);

/** @type {(message: StudySnapshot) => Promise<void>} */
async function greet(message) {
  if (message.experiment.kind !== "study") return location.replace(frame.at(`r/${id}`));
  const { problem } = message.experiment.base;
  wall.post({ type: "looks", looks: { problem, discretize: false } });
  study.applySnapshot(message);
  const { title } = study;
  document.title = `${title.value} · ${document.title.split(" · ").at(-1)}`;
  if (message.can_control) rememberStudy(memory, { id, secret, title: title.value });
  await askTrials();
  return undefined;
}

/** A part of this page, as soon as it can be had: the server may be away just now.
 * @type {<T>(load: () => Promise<T>) => Promise<T>} */
const part = (load) =>
  fetched(
    load,
    (text) => (study.refusal.value = text),
    () => study.connection.peek() !== "live",
  );

/** A view, fetched when it is first wanted, in its place.
 * @type {(name: string, isWanted: () => boolean, mount: (root: HTMLElement) => unknown) => void} */
function mountWhen(name, isWanted, mount) {
  let isThere = false;
  effect(() => {
    const place = placeOf(name);
    place.hidden = !isWanted();
    if (place.hidden || isThere) return;
    isThere = true;
    untracked(() => void mount(place));
  });
}

function begin() {
  const isThere = () => study.study.value !== null;
  const isSeen = () => isThere() && study.isRevealed.value;
  const ofKind = (/** @type {string} */ kind) => isThere() && study.kind.value === kind;
  const isSmall = () => !ofKind("grid") || study.count.value <= grid.MOST_SHOWN;
  const always = () => true;
  mountWhen("connection", always, (root) => connection.mount(root, study));
  mountWhen("head", isThere, (root) => head.mount(root, study));
  mountWhen(
    "luck",
    () => ofKind("seeds"),
    async (root) => (await part(() => import("../views/studies/luck.js"))).mount(root, study, keep),
  );
  mountWhen(
    "phase",
    () => isSeen() && ofKind("grid"),
    async (root) => (await part(() => import("../views/studies/phase.js"))).mount(root, study),
  );
  mountWhen(
    "wall",
    () => isSeen() && isSmall(),
    (root) => grid.mount(root, study, wall),
  );
  mountWhen(
    "curves",
    () => isSeen() && study.hasCurves.value,
    async (root) => {
      await part(fetchOwnStyle);
      curves.mount(root, study);
    },
  );
  mountWhen(
    "one-map",
    () => isSeen() && !isSmall() && study.chosen.value !== null,
    async (root) =>
      (await part(() => import("../views/studies/one_map.js"))).mount(root, study, wall),
  );
  mountWhen(
    "search",
    () => ofKind("search"),
    async (root) =>
      (await part(() => import("../views/studies/search.js"))).mount(
        root,
        placeOf("figures"),
        study,
      ),
  );
  mountWhen("trial", isSeen, (root) => trial.mount(root, study));
  mountWhen("table", isSeen, (root) => table.mount(root, study));
}

const keep = (/** @type {number | null} */ guess) => keepGuess(memory, id, guess);

const guessed = readGuess(memory, id);
study.guess.value = guessed?.guess ?? null;
study.hasGuessed.value = guessed !== null;
const theme = /** @type {HTMLButtonElement} */ (document.querySelector("[data-theme-button]"));
theme.onclick = switchTheme;
theme.hidden = false;
begin();
followTrials();
stream.watch(id, secret);
stream.start();
