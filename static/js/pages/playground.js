// The playground's page: the only file that knows views, page, transport and painter alike.
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { fetched, fetchStyle, openPage, placeOf, sentence, writtenIn } from "../page.js";
import { createPainter, startWorker, informPainter } from "../painter_client.js";
import { lensOf, withLens } from "../store/fragments.js";
import { createStore } from "../store/store.js";
import { Api } from "../transport/api.js";
import { Stream } from "../transport/stream.js";
import { AddressBar, tellMisfits } from "./address_bar.js";
import { followLooks, followPinned, showPinned } from "./looks.js";
import { createRunQuestions } from "./run_questions.js";
import { playgroundWords as words } from "../words/en/notices.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Words} Words */
/** @typedef {{mount: (root: HTMLElement, page: Page) => void}} View */
/** @typedef {import("../painter_client.js").Painter} Painter */

const RESOLUTION = 100;
const THUMBNAILS = 20;
const FPS = 60;

const frame = openPage();
const { catalog, embedded, watched } = frame; // embedded: a part of somebody's page, to play with
// a lesson's frames play by themselves, and its text speaks of their curves
const isInALesson = embedded && new URLSearchParams(location.search).has("play");
const hasAddress = !watched && !embedded; // which says what is learned

/** What asks the server about formulas; fetched only when there are any.
 * @type {() => Promise<import("../transport/features.js").Features>} */
let loadFeatures = async () => {
  const { Features } = await import("../transport/features.js");
  const features = new Features(frame.root);
  loadFeatures = async () => features;
  return features;
};

/** A part of this page, as soon as it can be had.
 * @type {<T>(page: Page, load: () => Promise<T>) => Promise<T>} */
const part = (page, load) =>
  fetched(
    load,
    (text) => page.notice("warning", text, null, "away"),
    () => page.connection.peek() !== "live",
  );

/** The inspector is fetched when a neuron is first pointed at, the panel of lenses when a lens is
 * first opened, the rest when there is something to be told or counted.
 * @type {(page: Page) => void} */
function mountWhenWanted(page) {
  const { experiment, focus, hoveredLink, lens, topology } = page;
  const isPointedAt = () => focus.value !== "output" || hoveredLink.value !== null;
  mountWhen(page, "inspector", isPointedAt, () => import("../views/inspector.js"));
  const isMade = () => topology.value !== null;
  mountWhen(page, "output", isMade, () => import("../views/announcer.js"));
  const hasClasses = () => experiment.value.problem === "multiclass";
  mountWhen(page, "confusion", hasClasses, () => import("../views/confusion.js"));
  mountWhen(
    page,
    "lens",
    () => lens.value !== "",
    async () => {
      await fetchStyle(frame.at("static/css/lenses.css"));
      return import("../views/lenses/panel.js");
    },
  );
}

/** A view, fetched when it is first wanted.
 * @type {(page: Page, name: string, isWanted: () => boolean, load: () => Promise<View>) => void} */
function mountWhen(page, name, isWanted, load) {
  let isFetched = false;
  effect(() => {
    if (isFetched || !isWanted()) return;
    isFetched = true;
    void part(page, load).then((view) => view.mount(placeOf(name), page));
  });
}

/** What is of use once something was drawn: the chart is the largest part of the page, and empty
 * until a run plays.
 * @type {(page: Page) => void} */
function mountLater(page) {
  const late = {
    chart: async () => {
      const chart = await import("../views/chart.js");
      await (await import("../views/epoch_plot.js")).fetchOwnStyle(); // which is here with it
      return chart;
    },
    timeline: () => import("../views/timeline.js"),
    asking: () => import("../views/asking.js"),
    predictions: () => import("../views/predictions.js"),
    diagnosis: () => import("../views/diagnosis.js"),
    "lens-button": () => import("../views/lenses/button.js"),
  };
  if (embedded) return mountAll(page, { chart: late.chart, diagnosis: late.diagnosis });
  void part(page, () => fetchStyle(frame.at("static/css/dialogs.css")));
  const stage = import("../views/stage.js"); // which is here already
  void part(page, () => import("../words/en/explanations.js")).then(async ({ EXPLANATIONS }) =>
    (await stage).explain(EXPLANATIONS),
  );
  return mountAll(page, late);
}

/** @type {(page: Page, parts: Record<string, () => Promise<View>>) => void} */
function mountAll(page, parts) {
  for (const [name, load] of Object.entries(parts))
    void part(page, load).then((view) => view.mount(placeOf(name), page));
}

/** What its author says of an experiment is shown from the first moment there is something.
 * @type {(page: Page) => void} */
function showAbout(page) {
  let asked = embedded; // a frame has its words around it, but for the title
  if (embedded) {
    void part(page, () => import("../views/embed_head.js")).then(({ mount }) =>
      mount(placeOf("about"), page),
    );
  }
  effect(() => {
    const { title, description } = page.experiment.value;
    if (asked || !(title || description)) return;
    asked = true;
    void part(page, () => import("../views/about.js")).then(({ mount }) =>
      mount(placeOf("about"), page),
    );
  });
}

/** The painter of the map and the network, told all that it must know.
 * @type {(page: Page, stream: Stream) => Promise<Painter>} */
async function paint(page, stream) {
  const [map, network] = ["#map", "#network"].map(
    (name) => /** @type {HTMLCanvasElement} */ (document.querySelector(name)),
  );
  let drawn = false;
  const hear = (/** @type {import("../types.js").PainterMessage} */ message) => {
    if (message.type === "probed")
      return (page.probe.value = page.pointer.value && message.values.length ? message : null);
    if (!drawn && (!embedded || isInALesson)) mountLater(page);
    drawn = true;
    stream.acknowledge(message.seq);
    return page.applyDrawn(message);
  };
  const stopped = (/** @type {string} */ why) =>
    page.notice("error", words.thePicturesStoppedReloadThe(why));
  await part(page, startWorker);
  const painter = await createPainter({ canvases: { map, network }, hear, stopped });
  informPainter(page, painter);
  return painter;
}

/** @type {(opened: () => Page, painter: () => Promise<Painter>, bar: AddressBar) =>
 *   import("../types.js").Hooks} */
const createHooks = (opened, painter, bar) => ({
  origin: () => bar.origin(opened().experiment.value),
  view: () => ({
    neuron: opened().focus.value,
    resolution: RESOLUTION,
    thumbnails: THUMBNAILS,
    fps: FPS,
  }),
  onRun: (run) => void (hasAddress && bar.remember(run)),
  onSnapshot(message) {
    if (hasAddress) bar.resume(opened(), message);
    opened().applySnapshot(message);
    if (message.build && message.build !== frame.build) offerReload(opened());
  },
  onFrame: async (buffer) => (await painter()).post({ type: "frame", buffer }, [buffer]),
  onMessage(message) {
    const page = opened();
    if (message.type === "status") page.applyStatus(message);
    if (message.type === "diverged") page.diverged.value = message;
    if (message.type === "done" || message.type === "error") page.applyAnswer(message);
    if (message.type === "error") page.notice("error", sentence(message.detail), null, "refusal");
  },
  onState(state, said = "") {
    const page = opened();
    const over = watched && page.lost;
    page.said.value = said;
    page.connection.value = over ? "ended" : state;
    if (state !== "live") return page.applyCut();
    page.endCause("away");
    if (page.lost) page.notice("info", words.theServerHadForgottenThis);
    page.lost = false;
  },
  onRefused: async (why, code) => {
    const { goOnWithout } = await part(opened(), () => import("./refused_experiment.js"));
    goOnWithout(opened(), bar, why, code);
  },
  onLost: () => void (opened().lost = true),
});

/** The server has newer pages than this one; that is said once.
 * @type {(page: Page) => void} */
function offerReload(page) {
  if (page.outdated) return;
  page.outdated = true;
  const reload = { label: words.reload, press: () => location.reload() };
  page.notice("info", words.theServerHasANewer, reload);
}

async function begin() {
  const bar = new AddressBar(frame, writtenIn("experiment"), async (formulas) =>
    (await loadFeatures()).judge(formulas),
  );
  const { experiment, misfits } = await bar.read(watched || embedded ? "" : location.hash);
  /** @type {Page} */ let page;
  const opened = () => page;
  const hooks = createHooks(opened, () => painter, bar);
  const stream = new Stream(hooks, new Api(frame.root));
  const questions = createRunQuestions(stream, opened);
  const store = createStore(catalog, experiment, (command) => {
    questions.tell(command);
    return stream.send(command);
  });
  page = Object.assign(store, {
    embedded,
    at: frame.at,
    share: async () =>
      (await import("../share_actions.js")).createShareActions(store, stream, frame),
    tables: async () => new (await import("../transport/tables.js")).Tables(frame.root),
    askFeature: async (/** @type {string} */ formula) => (await loadFeatures()).ask(formula),
    ask: (/** @type {string} */ path, /** @type {object=} */ body) => stream.api.ask(path, body),
    askRun: questions.ask,
    exportPng: async (/** @type {"map" | "network"} */ what, /** @type {Words} */ words) =>
      (await painter).exportPng(what, words),
  });
  page.lens.value = lensOf(location.hash) || frame.lens;
  if (watched) stream.watch(watched, withLens(location.hash, ""));
  else if (hasAddress && bar.run) stream.resume(bar.run);
  stream.start();
  void part(page, startWorker); // all of it is fetched while the server makes the run
  const stage = part(page, () => import("../views/stage.js"));
  const painter = stage.then(({ mountStage }) => {
    mountStage(page, placeOf);
    return paint(page, stream);
  });
  await stage;
  void part(page, () => import("../views/expiring.js")).then(({ mount }) =>
    mount(page, placeOf("messages")),
  );
  showAbout(page);
  mountWhenWanted(page);
  followLooks(page, stream);
  followPinned(page, stream);
  showPinned(page, stream);
  if (hasAddress) bar.follow(page);
  tellMisfits(page, misfits);
}

begin();
