// A painter as the page knows it: it is given canvases, told what it must know, and says what it
// has drawn.  All painters of a page share one worker (workers/painter.js), which is fetched once.
// Joins page and painter, as the page itself does.
import { effect } from "../vendor/signals-core/signals-core.mjs";
import { handed, startThread } from "./painter_thread.js";

/** @typedef {import("./types.js").Page} Page */
/** @typedef {import("./types.js").PainterCommand} PainterCommand */
/** @typedef {import("./types.js").PainterMessage} PainterMessage */
/** @typedef {import("./painter_thread.js").Thread} Thread */
/** @typedef {{canvases: {map: HTMLCanvasElement, network?: HTMLCanvasElement},
 *   hear: (message: PainterMessage) => void, stopped: (why: string) => void}} Wanted */

const PLACE = new URL("./workers/painter.js", import.meta.url);

/** @type {Map<number, Wanted>} */
const wanted = new Map();
/** @type {Promise<Thread> | null} */
let starting = null;

/** The painter's thread, once it is ready; asked for anew where it could not be fetched.
 * @type {() => Promise<Thread>} */
export const startWorker = () =>
  (starting ??= startThread(PLACE).catch((error) => {
    starting = null;
    throw error;
  }));

/** A painter for some canvases, which are handed over: that can be done once.  `hear` is told what
 * it has drawn, `stopped` why it draws no more.
 * @type {(wish: Wanted) => Promise<Painter>} */
export async function createPainter(wish) {
  const worker = await startWorker();
  const number = wanted.size;
  wanted.set(number, wish);
  worker.onmessage = ({ data }) => wanted.get(data.painter)?.hear(data);
  worker.onerror = ({ message }) => wanted.forEach(({ stopped }) => stopped(message));
  return new Painter(worker, number, wish.canvases);
}

export class Painter {
  /** @param {Thread} thread
   * @param {number} number of this one among those of the thread
   * @param {Wanted["canvases"]} canvases */
  constructor(thread, number, { map, network }) {
    this.thread = thread;
    this.number = number;
    this.map = map;
    const canvases = {
      map: handed(thread, map),
      ...(network && { network: handed(thread, network) }),
    };
    this.post({ type: "canvases", ...canvases }, Object.values(canvases));
  }

  /** @type {(command: PainterCommand, transferred?: Transferable[]) => void} */
  post(command, transferred = []) {
    this.thread.postMessage({ ...command, painter: this.number }, transferred);
  }

  /** A picture to take away.
   * @type {(what: "map" | "network", words: import("./types.js").Words) => Promise<Blob>} */
  exportPng(what, words) {
    return new Promise((resolve, reject) => {
      const { port1, port2: port } = new MessageChannel();
      port1.onmessage = ({ data: { blob, error } }) =>
        blob ? resolve(blob) : reject(new Error(error));
      this.post({ type: "picture", what, words, port }, [port]);
    });
  }
}

/** Everything that a painter must know of a page, told when it changes.
 * @type {(page: Page, painter: Painter) => void} */
export function informPainter(page, painter) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const { map } = painter;
  const options = () => {
    const { problem, view } = page.experiment.value;
    return {
      discretize: view.discretize,
      showTest: view.show_test,
      problem,
      selectedClass: page.selectedClass.value,
      focus: page.focus.value,
      hoveredLink: page.hoveredLink.value,
      running: page.status.value === "running",
      flow: !still.matches,
      ratio: devicePixelRatio,
      mapSize: map.clientWidth,
    };
  };
  const tellOptions = () => painter.post({ type: "options", options: options() });
  const classes = page.catalog.class_colours;
  followTheme((colours) => painter.post({ type: "theme", colours: { ...colours, classes } }));
  effect(() => {
    const topology = page.topology.value;
    const [parameters, generation] = [page.parameters.peek(), page.generation.peek()];
    if (topology) painter.post({ type: "topology", topology, parameters, generation });
  });
  effect(() => painter.post({ type: "points", points: page.points.value }));
  effect(() => {
    const layout = page.layout.value;
    if (layout) painter.post({ type: "layout", layout, ratio: devicePixelRatio });
  });
  effect(tellOptions);
  new ResizeObserver(tellOptions).observe(map);
  effect(() => painter.post({ type: "probe", at: page.pointer.value }));
}

/** Tell the theme's colours, now and whenever they change.
 * @type {(tell: (colours: SheetColours) => void) => void} */
function followTheme(tell) {
  const theme = () => tell(themeColours());
  theme();
  new MutationObserver(theme).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);
}

/** @typedef {Omit<import("./workers/appearance.js").Theme, "classes">} SheetColours */

/** The theme's colours as numbers, out of the style sheet.
 * @type {() => SheetColours} */
function themeColours() {
  const style = getComputedStyle(document.documentElement);
  const probe = /** @type {CanvasRenderingContext2D} */ (
    document.createElement("canvas").getContext("2d")
  );
  const numbers = (/** @type {string} */ name) => {
    probe.fillStyle = style.getPropertyValue(`--${name}`).trim();
    return [1, 3, 5].map((at) => parseInt(String(probe.fillStyle).slice(at, at + 2), 16));
  };
  const names = ["negative", "positive", "middle", "ground", "ink"];
  return /** @type {SheetColours} */ (
    Object.fromEntries(names.map((name) => [name, numbers(name)]))
  );
}
