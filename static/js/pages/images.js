// The page of a run on pictures: joins its store, the stream, and the views, most of which are
// fetched once the run is there.
import { effect, untracked } from "../../vendor/signals-core/signals-core.mjs";
import { fetched, openPage, placeOf, sentence, switchTheme } from "../page.js";
import { decodeFrame } from "../protocol.js";
import { storage } from "../storage.js";
import { createImages } from "../store/images.js";
import { rememberImages, secretOfImages } from "../store/known_images.js";
import { Api } from "../transport/api.js";
import { createPictures } from "../transport/pictures.js";
import { Stream } from "../transport/stream.js";
import * as connection from "../views/connection.js";
import * as head from "../views/images/head.js";

/** @typedef {import("../types.js").ClientMessage} ClientMessage */

const FPS = 30;

const frame = openPage();
const id = document.documentElement.dataset.images ?? "";
const memory = storage("localStorage");
const api = new Api(frame.root);
const secret = location.hash.slice(1) || secretOfImages(memory, id);

/** What crosses the stream is that of a run but for its snapshot.
 * @template T  @param {unknown} message  @returns {T} */
const as = (message) => /** @type {T} */ (message);

/** Make another run, which this browser may steer.
 * @type {(document: import("../image_types.js").ImagesDocument) =>
 *   Promise<import("../types.js").Asked>} */
async function begin(document) {
  const asked = await api.ask("api/images", { images: document, autostart: true });
  if (asked.answer) rememberImages(memory, knownOf(asked.answer));
  return asked;
}

/** @type {(made: import("../types.js").RunGrant) => {id: string, secret: string}} */
const knownOf = ({ id: made, control_token: token }) => ({ id: made, secret: token });

/** @type {import("../types.js").Asked} */
let sets = { answer: null, refusal: { detail: "", again: 0 } };

/** What data the server has, asked for until it has said it.
 * @type {() => Promise<import("../types.js").Asked>} */
async function data() {
  if (!sets.answer) sets = await api.ask("api/images/data");
  return sets;
}

const images = createImages(frame.catalog, {
  send: (/** @type {ClientMessage} */ message) => stream.send(message),
  ask: (what, body) => api.ask(`api/images/${id}/${what}`, body),
  data,
  begin,
  other: (one) => api.ask(`api/images/${one}`),
  async keep({ id: one, token }, on) {
    const grant = { id: one, control_token: token };
    const { answer, reply } = await api.command(grant, { type: "keep", on });
    return answer?.ok ? "" : (reply?.detail ?? "");
  },
  id,
  at: (one) => frame.at(`images/${one}`),
  pixels: createPictures(api, id, () => {
    const { data: name = "", shape: [height, width] = [0, 0] } = images.topology.peek() ?? {};
    return { name, size: height * width };
  }),
});

/** @type {import("../types.js").Hooks} */
const hooks = {
  origin: () => ({ run_id: id }), // never asked for: this run is there, or it is not
  view: () => ({ fps: FPS }),
  onRun() {},
  onSnapshot: (message) => greet(as(message)),
  onFrame(buffer) {
    const decoded = decodeFrame(buffer);
    stream.acknowledge(decoded.facts.seq);
    images.applyFrame(as(decoded));
  },
  onMessage(message) {
    if (message.type === "status") images.applyStatus(message);
    if (message.type === "done" || message.type === "error") hearAnswer(message);
  },
  onState(state) {
    images.connection.value = stream.run ? state : "ended";
  },
  onRefused() {},
  onLost() {},
};
const stream = new Stream(hooks, api);

/** What a command came to; a run that has other settings trains with them.
 * @type {(message: import("../types.js").AnswerMessage) => void} */
function hearAnswer(message) {
  const isOfSettings = images.isLoad(message.number);
  if (message.type === "error")
    return images.applyAnswer({ ...message, detail: sentence(message.detail) }, isOfSettings);
  images.applyAnswer(message, isOfSettings);
  if (isOfSettings) images.play();
  return undefined;
}

/** @type {(message: import("../image_types.js").ImagesSnapshot) => void} */
function greet(message) {
  if (message.experiment.kind !== "images") return location.replace(frame.at(`r/${id}`));
  images.applySnapshot(message);
  if (message.can_control) rememberImages(memory, { id, secret });
  return undefined;
}

/** A part of this page, as soon as it can be had: the server may be away just now.
 * @type {<T>(load: () => Promise<T>) => Promise<T>} */
const part = (load) =>
  fetched(
    load,
    (text) => (images.refusal.value = text),
    () => images.connection.peek() !== "live",
  );

/** The views that come once the run is there, in the order in which a page is read. */
const VIEWS = {
  curves: () => import("../views/images/curves.js"),
  ask: () => import("../views/images/ask.js"),
  answer: () => import("../views/images/answer.js"),
  confusion: () => import("../views/images/confusion.js"),
  mistakes: () => import("../views/images/mistakes.js"),
  weights: () => import("../views/images/weights.js"),
  unit: () => import("../views/images/unit.js"),
  cloud: () => import("../views/images/cloud.js"),
  settings: () => import("../views/images/run_settings.js"),
  compare: () => import("../views/images/compare.js"),
  transfer: () => import("../views/images/transfer.js"),
  summary: () => import("../views/images/summary.js"),
};

async function mountViews() {
  for (const [name, load] of Object.entries(VIEWS)) {
    const { mount } = await part(load);
    const place = placeOf(name);
    place.hidden = false;
    mount(place, images);
  }
}

let isMounted = false;
connection.mount(placeOf("connection"), images, frame.at("labs/images"));
effect(() => {
  if (!images.topology.value || isMounted) return;
  isMounted = true;
  const place = placeOf("head");
  place.hidden = false;
  untracked(() => {
    head.mount(place, images);
    void mountViews();
  });
});
const theme = /** @type {HTMLButtonElement} */ (document.querySelector("[data-theme-button]"));
theme.onclick = switchTheme;
theme.hidden = false;
stream.watch(id, secret);
void stream.start();
