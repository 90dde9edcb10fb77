// A second page, in a few lines: two runs beside each other, each with a map of its own.
// tests/e2e/test_two_maps.py puts it beside the scripts of a server.
import { openPage } from "./js/page.js";
import { createPainter, informPainter } from "./js/painter_client.js";
import { createStore } from "./js/store/store.js";
import { Api } from "./js/transport/api.js";
import { Stream } from "./js/transport/stream.js";

const frame = openPage();
const VIEW = { neuron: "output", resolution: 50, thumbnails: 0, fps: 30 };

/** Follow a new run of an experiment, and paint its map. */
function show(map, experiment) {
  let store;
  let painter;
  const hooks = {
    origin: () => ({ experiment }),
    view: () => VIEW,
    onSnapshot: (message) => store.applySnapshot(message),
    onFrame: async (buffer) => (await painter).post({ type: "frame", buffer }, [buffer]),
    onMessage: (message) => message.type === "status" && store.applyStatus(message),
    onState: (state) => (store.connection.value = state),
    onRefused: (why) => (map.dataset.trouble = why),
    onLost: () => {},
  };
  const stream = new Stream(hooks, new Api(frame.root));
  store = createStore(frame.catalog, experiment, (command) => stream.send(command));
  const hear = (message) => {
    if (message.type !== "drawn") return;
    map.dataset.epoch = message.frame.epoch;
    stream.acknowledge(message.seq);
    store.applyDrawn(message);
  };
  const stopped = (why) => (map.dataset.trouble = why);
  painter = createPainter({ canvases: { map }, hear, stopped });
  painter.then((ready) => informPainter(store, ready));
  stream.start();
  return store;
}

const { classification, multiclass } = frame.catalog.defaults;
const [left, right] = document.querySelectorAll("canvas");
const stores = [show(left, classification), show(right, multiclass)];
document.querySelector("button").onclick = () => stores[1].play();
