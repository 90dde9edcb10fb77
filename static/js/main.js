// Puts the page together: the only file that knows views, store, transport and painter alike.
import { effect } from "../vendor/signals-core/signals-core.mjs";
import { askPicture, employ, informPainter, startPainter } from "./painting.js";
import { offerLinks, sentence } from "./sharing.js";
import { decode, encode, formulasIn } from "./store/address.js";
import { isUpload, ownAmong, same, withDataSet } from "./store/document.js";
import { fitsAddress, ownPoints } from "./store/points.js";
import { createStore } from "./store/store.js";
import { NO_TABLE, Stream } from "./transport/stream.js";
import * as controls from "./views/controls.js";
import * as data from "./views/data.js";
import * as inspector from "./views/inspector.js";
import * as messages from "./views/messages.js";
import * as network from "./views/network.js";
import * as output from "./views/output.js";
import * as timeline from "./views/timeline.js";

/** @typedef {import("./types.js").Catalog} Catalog */
/** @typedef {import("./types.js").Misfit} Misfit */

const VIEWS = { controls, data, network, inspector, output, timeline, messages };
const QUICK = 400; // milliseconds: changes closer together are one step of Back
const MOST_MISFITS = 3; // told at once
const LOOK = 40; // milliseconds: how long a neuron must be pointed at to be looked at
const AGAIN = 400; // milliseconds until a pinned neuron is laid open again
const UNIT = /^[ho]\d*\.\d+$/; // a formula, too, may have a point
const PAUSE = 1000, MANY_FAILURES = 3; // milliseconds before a part of the page is asked for again; after which it is said
const RESOLUTION = 100, THUMBNAILS = 20, FPS = 60;

/** @type {Catalog} */
const catalog = JSON.parse(document.querySelector("#catalog")?.textContent ?? "{}");

/** The page's own root, and the saved experiment that it was opened with.  The root is taken once: the address changes. */
const ROOT = new URL(document.documentElement.dataset.root ?? "./", document.baseURI).href;
const EMBEDDED = document.documentElement.classList.contains("embed"); // a part of somebody's page: to play, not to change
const BUILD = document.documentElement.dataset.build; // what this page is made of
const WATCHED = document.documentElement.dataset.run; // the id of somebody's run
const SAVED = JSON.parse(document.querySelector("#experiment")?.textContent ?? "null"), SAVED_AT = location.pathname;

/** Who asks the server about formulas; fetched only when there are any.
 * @type {() => Promise<import("./transport/features.js").Features>} */
let loadFeatures = async () => {
  const { Features } = await import("./transport/features.js"), features = new Features(ROOT);
  loadFeatures = async () => features;
  return features;
};

/** The experiment of an address, whoever wrote it; the reader of the original's is fetched only when needed.
 * @type {(fragment: string) => Promise<{experiment: any, misfits: Misfit[]}>} */
async function readAddress(fragment) {
  if (SAVED && !fragment && location.pathname === SAVED_AT) return { experiment: SAVED, misfits: [] };
  if (history.state?.experiment) return { experiment: history.state.experiment, misfits: [] };
  const formulas = formulasIn(fragment, catalog);
  const ours = decode(fragment, catalog, formulas.length ? await loadFeatures().then((asker) => asker.judge(formulas)) : new Map());
  if (!ours.misfits.length) return ours;
  const original = await import("./store/original.js");
  return original.isOriginal(fragment) ? original.fromOriginal(fragment, catalog) : ours;
}

/** What an address cannot carry, this tab's history does: Back, Forward and reload find it.
 * @type {(experiment: any) => any} */
const beyond = (experiment) => {
  const points = ownPoints(experiment);
  return points && !fitsAddress(points, experiment.problem) ? experiment : null;
};

/** @type {(store: any, misfits: Misfit[]) => void} */
function tellMisfits(store, misfits) {
  for (const { key, value, why } of misfits.slice(0, MOST_MISFITS))
    store.notice("warning", `In the address, ${key}=${value} ${why}.`);
  if (misfits.length > MOST_MISFITS) store.notice("warning", `${misfits.length - MOST_MISFITS} more values of the address did not fit.`);
}

/** The address follows the experiment, and the experiment the address.
 * @type {(store: any) => void} */
function keepAddress(store) {
  let last = Infinity; // so that the first, which only tidies the address, is no step of Back
  effect(() => {
    const own = SAVED && same(store.experiment.value, SAVED), home = own ? SAVED_AT : new URL(ROOT).pathname;
    const fragment = own ? "" : encode(store.experiment.value, catalog), now = performance.now();
    const state = { experiment: beyond(store.experiment.value) };
    const quick = now - last < QUICK;
    if (last === Infinity) last = -Infinity; // however soon the next comes, it is a step
    if (fragment === location.hash.slice(1) && home === location.pathname && same(state.experiment, history.state?.experiment ?? null)) return;
    last = now;
    history[quick ? "replaceState" : "pushState"](state, "", home + location.search + (fragment && `#${fragment}`));
  });
  addEventListener("popstate", async () => {
    const { experiment, misfits } = await readAddress(location.hash);
    tellMisfits(store, misfits);
    last = performance.now();
    store.load(experiment);
  });
}

/** A part of the page, fetched as often as it takes: the server may be away just now.
 * @type {<T>(store: any, load: () => Promise<T>) => Promise<T>} */
async function fetched(store, load) {
  const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));
  for (let failures = 0; ; ) {
    try {
      return await load();
    } catch {
      if (++failures === MANY_FAILURES) store.notice("warning", "A part of the page cannot be fetched; reloading it may help.");
      do await pause();
      while (store.connection.peek() !== "live");
    }
  }
}

/** The chart comes once there is a picture: it is the largest part of the page, and empty until one plays.
 * @type {(store: any) => Promise<void>} */
async function mountChart(store) {
  const { mount } = await fetched(store, async () => {
    const chart = await import("./views/chart.js");
    await chart.fetchStyle();
    return chart;
  });
  mount(placeOf("chart"), store);
}

/** What its author says of an experiment is shown from the first moment there is something.
 * @type {(store: any) => void} */
function showAbout(store) {
  let asked = EMBEDDED; // a frame has its words around it
  effect(() => {
    const { title, description } = store.experiment.value;
    if (asked || !(title || description)) return;
    asked = true;
    void fetched(store, () => import("./views/about.js")).then(({ mount }) => mount(placeOf("about"), store));
  });
}

/** The painter, told all that it must know.
 * @type {(store: any, stream: Stream) => Promise<Worker>} */
async function createPainter(store, stream) {
  const painter = await fetched(store, startPainter);
  let drawn = false;
  const hear = (/** @type {any} */ message) => {
    if (message.type === "probed") return (store.probe.value = store.pointer.value && message.values.length ? message : null);
    if (!drawn && !EMBEDDED) void mountChart(store);
    drawn = true;
    stream.acknowledge(message.seq);
    return store.applyDrawn(message);
  };
  employ(painter, hear, (why) => store.notice("error", `The pictures stopped (${why}): reload the page to see more.`));
  informPainter(store, painter);
  effect(() => painter.postMessage({ type: "probe", at: store.pointer.value }));
  return painter;
}

/** @type {(name: string) => HTMLElement} */
const placeOf = (name) => /** @type {HTMLElement} */ (document.querySelector(`[data-view="${name}"]`));

/** @type {(store: () => any, painter: () => Promise<Worker>) => import("./transport/stream.js").Hooks} */
const createHooks = (store, painter) => ({
  experiment: () => store().experiment.value,
  view: () => ({ neuron: store().focus.value, resolution: RESOLUTION, thumbnails: THUMBNAILS, fps: FPS }),
  onSnapshot(message) {
    store().applySnapshot(message);
    if (message.build && message.build !== BUILD) offerReload(store());
  },
  onFrame: async (buffer) => (await painter()).postMessage({ type: "frame", buffer }, [buffer]),
  onMessage(message) {
    const page = store();
    if (message.type === "status") page.applyStatus(message);
    if (message.type === "diverged") page.diverged.value = message;
    if (message.type === "done" || message.type === "error") page.applyAnswer(message);
    if (message.type === "error") page.notice("error", sentence(message.detail));
  },
  onState(state, said = "") {
    const page = store(), over = WATCHED && page.lost;
    page.said.value = said;
    page.connection.value = over ? "ended" : state;
    if (state !== "live") return page.applyCut();
    if (page.lost) page.notice("info", "The server had forgotten this run (it may have been restarted): it begins again from its start.");
    page.lost = false;
  },
  onRefused(why, code) {
    const page = store(), { problem, features: chosen } = page.experiment.value, own = ownAmong(catalog, chosen);
    if (isUpload(page.experiment.value)) return withoutTable(page, code === NO_TABLE ? "The table is not on this server, or not any more." : sentence(why));
    page.notice("error", `${sentence(why)} ${own.length ? `It goes on without ${own.join(" and ")}.` : "The usual experiment is shown instead."}`);
    const usual = catalog.defaults[problem], known = chosen.filter((/** @type {string} */ name) => !own.includes(name));
    page.experiment.value = own.length ? { ...page.experiment.value, features: known.length ? known : usual.features } : usual;
  },
  onLost: () => void (store().lost = true),
});

/** The server has newer pages than this one; that is said once.
 * @type {(page: any) => void} */
function offerReload(page) {
  if (page.outdated) return;
  page.outdated = true;
  const reload = { label: "Reload", press: () => location.reload() };
  page.notice("info", "The server has a newer version of this page. Reload it when it suits you: the experiment is kept.", reload);
}

/** The table cannot be learned from; all else stays.
 * @type {(page: any, why: string) => void} */
function withoutTable(page, why) {
  const { problem } = page.experiment.value;
  page.notice("error", `${why} Bring it again by Own table …; until then the network learns from other points, and all else is as it was.`);
  page.experiment.value = withDataSet(catalog, page.experiment.value, catalog.defaults[problem].data.name);
}

/** Who only watches a run can look at everything and change nothing.
 * @type {(store: any) => void} */
function holdBack(store) {
  if (EMBEDDED) /** @type {HTMLElement} */ (document.querySelector("[data-part=features]")).inert = true;
  const parts = document.querySelectorAll("[data-view=data], .transport .buttons, .transport .field, .settings, [data-part=features], [data-part=layers], .layer-count");
  effect(() => {
    const watching = store.run.value?.canControl === false;
    for (const part of parts) /** @type {HTMLElement} */ (part).inert = watching;
    document.body.classList.toggle("watching", watching);
  });
}

/** The neuron that is looked at is told to the server, soon but not at every twitch of the hand.
 * @type {(store: any, stream: Stream) => void} */
function followLooks(store, stream) {
  let timer = 0, told = store.focus.peek();
  const tell = () => {
    timer = 0;
    const neuron = store.focus.peek();
    if (neuron !== told) stream.send({ type: "view", neuron });
    told = neuron;
  };
  effect(() => {
    if (store.focus.value !== told) timer ||= setTimeout(tell, LOOK);
  });
}

/** The pinned neuron is laid open again and again while it learns, but never twice at once.
 * @type {(store: any, stream: Stream) => void} */
function followPinned(store, stream) {
  let waiting = false;
  const look = async () => {
    const neuron = store.pinned.peek(), seq = store.progress.peek().seq;
    waiting = true;
    const found = UNIT.test(neuron ?? "") ? await stream.ask(`neurons/${neuron}`) : null;
    if (found && store.pinned.peek() === neuron) store.laidOpen.value = found;
    setTimeout(() => {
      waiting = false;
      if (store.pinned.peek() && (store.progress.peek().seq !== seq || store.pinned.peek() !== neuron)) look();
    }, AGAIN);
  };
  effect(() => {
    void store.progress.value.seq, store.generation.value;
    const stale = store.laidOpen.peek()?.neuron !== store.pinned.value;
    if (stale) store.laidOpen.value = null;
    if (store.pinned.value && !waiting) look();
  });
}

async function begin() {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
  const { experiment, misfits } = await readAddress(WATCHED ? "" : location.hash);
  /** @type {any} */ let store;
  /** @type {Promise<Worker>} */ let painter;
  const stream = new Stream(createHooks(() => store, () => painter), ROOT);
  store = createStore(catalog, experiment, (command) => stream.send(command));
  if (WATCHED) stream.watch(WATCHED, location.hash.slice(1));
  store.embedded = EMBEDDED;
  offerLinks(store, stream, { root: ROOT, catalog, watched: Boolean(WATCHED) });
  store.askFeature = async (/** @type {string} */ formula) => (await loadFeatures()).ask(formula);
  stream.start();
  for (const [name, view] of Object.entries(VIEWS))
    view.mount(placeOf(name), store);
  painter = createPainter(store, stream);
  store.picture = async (/** @type {string} */ what, /** @type {object} */ words) => askPicture(await painter, { what, words });
  showAbout(store);
  followLooks(store, stream);
  followPinned(store, stream);
  if (!WATCHED && !EMBEDDED) keepAddress(store);
  holdBack(store);
  tellMisfits(store, misfits);
}

begin();
