// The playground's page: the only file that knows views, store, transport and painter alike.
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { fetched, openPage, placeOf, writtenIn } from "../page.js";
import { askPicture, employ, informPainter, startPainter } from "../painter_client.js";
import { createShareActions, sentence } from "../share_actions.js";
import { isUpload, ownAmong, withDataSet } from "../store/document.js";
import { createStore } from "../store/store.js";
import { Api } from "../transport/api.js";
import { NO_TABLE, Stream } from "../transport/stream.js";
import * as controls from "../views/controls.js";
import * as data from "../views/data.js";
import * as inspector from "../views/inspector.js";
import * as messages from "../views/messages.js";
import * as network from "../views/network.js";
import * as output from "../views/output.js";
import * as timeline from "../views/timeline.js";
import { AddressBar, tellMisfits } from "./address_bar.js";

const VIEWS = { controls, data, network, inspector, output, timeline, messages };
const LOOK = 40; // milliseconds: how long a neuron must be pointed at to be looked at
const AGAIN = 400; // milliseconds until a pinned neuron is laid open again
const UNIT = /^[ho]\d*\.\d+$/; // a formula, too, may have a point
const RESOLUTION = 100;
const THUMBNAILS = 20;
const FPS = 60;

const frame = openPage();
const { catalog, embedded, watched } = frame; // embedded: a part of somebody's page, to play with

/** Who asks the server about formulas; fetched only when there are any.
 * @type {() => Promise<import("../transport/features.js").Features>} */
let loadFeatures = async () => {
  const { Features } = await import("../transport/features.js");
  const features = new Features(frame.root);
  loadFeatures = async () => features;
  return features;
};

/** A part of this page, as soon as it can be had.
 * @type {<T>(store: any, load: () => Promise<T>) => Promise<T>} */
const part = (store, load) =>
  fetched(
    load,
    (text) => store.notice("warning", text),
    () => store.connection.peek() !== "live",
  );

/** The chart comes once there is a picture: it is the largest part of the page, and empty until one
 * plays.
 * @type {(store: any) => Promise<void>} */
async function mountChart(store) {
  const { mount } = await part(store, async () => {
    const chart = await import("../views/chart.js");
    await chart.fetchStyle();
    return chart;
  });
  mount(placeOf("chart"), store);
}

/** What its author says of an experiment is shown from the first moment there is something.
 * @type {(store: any) => void} */
function showAbout(store) {
  let asked = embedded; // a frame has its words around it
  effect(() => {
    const { title, description } = store.experiment.value;
    if (asked || !(title || description)) return;
    asked = true;
    void part(store, () => import("../views/about.js")).then(({ mount }) =>
      mount(placeOf("about"), store),
    );
  });
}

/** The painter, told all that it must know.
 * @type {(store: any, stream: Stream) => Promise<Worker>} */
async function createPainter(store, stream) {
  const painter = await part(store, startPainter);
  let drawn = false;
  const hear = (/** @type {any} */ message) => {
    if (message.type === "probed")
      return (store.probe.value = store.pointer.value && message.values.length ? message : null);
    if (!drawn && !embedded) void mountChart(store);
    drawn = true;
    stream.acknowledge(message.seq);
    return store.applyDrawn(message);
  };
  employ(painter, hear, (why) =>
    store.notice("error", `The pictures stopped (${why}): reload the page to see more.`),
  );
  informPainter(store, painter);
  effect(() => painter.postMessage({ type: "probe", at: store.pointer.value }));
  return painter;
}

/** @type {(store: () => any, painter: () => Promise<Worker>) =>
 *   import("../transport/stream.js").Hooks} */
const createHooks = (store, painter) => ({
  experiment: () => store().experiment.value,
  view: () => ({
    neuron: store().focus.value,
    resolution: RESOLUTION,
    thumbnails: THUMBNAILS,
    fps: FPS,
  }),
  onSnapshot(message) {
    store().applySnapshot(message);
    if (message.build && message.build !== frame.build) offerReload(store());
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
    const page = store();
    const over = watched && page.lost;
    page.said.value = said;
    page.connection.value = over ? "ended" : state;
    if (state !== "live") return page.applyCut();
    if (page.lost)
      page.notice(
        "info",
        "The server had forgotten this run (it may have been restarted): it begins again from " +
          "its start.",
      );
    page.lost = false;
  },
  onRefused: (why, code) => goOnWithout(store(), why, code),
  onLost: () => void (store().lost = true),
});

/** The server does not take the experiment: what it does not take is left out.
 * @type {(store: any, why: string, code?: string) => void} */
function goOnWithout(store, why, code) {
  const { problem, features: chosen } = store.experiment.value;
  const own = ownAmong(catalog, chosen);
  if (isUpload(store.experiment.value))
    return withoutTable(
      store,
      code === NO_TABLE ? "The table is not on this server, or not any more." : sentence(why),
    );
  store.notice(
    "error",
    `${sentence(why)} ${
      own.length
        ? `It goes on without ${own.join(" and ")}.`
        : "The usual experiment is shown instead."
    }`,
  );
  const usual = catalog.defaults[problem];
  const known = chosen.filter((/** @type {string} */ name) => !own.includes(name));
  store.experiment.value = own.length
    ? { ...store.experiment.value, features: known.length ? known : usual.features }
    : usual;
}

/** The server has newer pages than this one; that is said once.
 * @type {(page: any) => void} */
function offerReload(page) {
  if (page.outdated) return;
  page.outdated = true;
  const reload = { label: "Reload", press: () => location.reload() };
  page.notice(
    "info",
    "The server has a newer version of this page. Reload it when it suits you: the experiment is " +
      "kept.",
    reload,
  );
}

/** The table cannot be learned from; all else stays.
 * @type {(page: any, why: string) => void} */
function withoutTable(page, why) {
  const { problem } = page.experiment.value;
  page.notice(
    "error",
    `${why} Bring it again by Own table …; until then the network learns from other points, and ` +
      "all else is as it was.",
  );
  page.experiment.value = withDataSet(
    catalog,
    page.experiment.value,
    catalog.defaults[problem].data.name,
  );
}

/** Who only watches a run can look at everything and change nothing.
 * @type {(store: any) => void} */
function holdBack(store) {
  if (embedded)
    /** @type {HTMLElement} */ (document.querySelector("[data-part=features]")).inert = true;
  const parts = document.querySelectorAll(
    "[data-view=data], .transport .buttons, .transport .field, .settings, [data-part=features], " +
      "[data-part=layers], .layer-count",
  );
  effect(() => {
    const watching = store.run.value?.canControl === false;
    for (const part of parts) /** @type {HTMLElement} */ (part).inert = watching;
    document.body.classList.toggle("watching", watching);
  });
}

/** The neuron that is looked at is told to the server, soon but not at every twitch of the hand.
 * @type {(store: any, stream: Stream) => void} */
function followLooks(store, stream) {
  let timer = 0;
  let sent = store.focus.peek();
  const tell = () => {
    timer = 0;
    const neuron = store.focus.peek();
    if (neuron !== sent) stream.send({ type: "view", neuron });
    sent = neuron;
  };
  effect(() => {
    if (store.focus.value !== sent) timer ||= setTimeout(tell, LOOK);
  });
}

/** The pinned neuron is laid open again and again while it learns, but never twice at once.
 * @type {(store: any, stream: Stream) => void} */
function followPinned(store, stream) {
  let waiting = false;
  const look = async () => {
    const neuron = store.pinned.peek();
    const seq = store.progress.peek().seq;
    waiting = true;
    const { open, run } = stream;
    const isUnit = UNIT.test(neuron ?? "");
    const inspection =
      isUnit && open && run ? await stream.api.read(run.id, `neurons/${neuron}`) : null;
    if (inspection && store.pinned.peek() === neuron) store.laidOpen.value = inspection;
    setTimeout(() => {
      waiting = false;
      if (
        store.pinned.peek() &&
        (store.progress.peek().seq !== seq || store.pinned.peek() !== neuron)
      )
        look();
    }, AGAIN);
  };
  effect(() => {
    (void store.progress.value.seq, store.generation.value);
    const stale = store.laidOpen.peek()?.neuron !== store.pinned.value;
    if (stale) store.laidOpen.value = null;
    if (store.pinned.value && !waiting) look();
  });
}

async function begin() {
  const bar = new AddressBar(frame, writtenIn("experiment"), async (formulas) =>
    (await loadFeatures()).judge(formulas),
  );
  const { experiment, misfits } = await bar.read(watched ? "" : location.hash);
  /** @type {any} */ let store;
  /** @type {Promise<Worker>} */ let painter;
  const stream = new Stream(
    createHooks(
      () => store,
      () => painter,
    ),
    new Api(frame.root),
  );
  store = createStore(catalog, experiment, (command) => stream.send(command));
  if (watched) stream.watch(watched, location.hash.slice(1));
  store.embedded = embedded;
  Object.assign(store, createShareActions(store, stream, frame));
  store.askFeature = async (/** @type {string} */ formula) => (await loadFeatures()).ask(formula);
  stream.start();
  for (const [name, view] of Object.entries(VIEWS)) view.mount(placeOf(name), store);
  painter = createPainter(store, stream);
  store.picture = async (/** @type {string} */ what, /** @type {object} */ words) =>
    askPicture(await painter, { what, words });
  showAbout(store);
  followLooks(store, stream);
  followPinned(store, stream);
  if (!watched && !embedded) bar.follow(store);
  holdBack(store);
  tellMisfits(store, misfits);
}

begin();
