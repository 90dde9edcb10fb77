// The painter's worker as the page knows it: fetched until it is there, given its canvases, told
// what it must know. Joins store and painter, as the page does; what the painter does with it all
// is workers/painter.js.
import { effect } from "../vendor/signals-core/signals-core.mjs";

/** @typedef {import("./types.js").Page} Page */

const PLACE = new URL("./workers/painter.js", import.meta.url);
/** Says where trusted types are enforced that this address, and no other, may be a program's. */
const vouched = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("painter", {
  createScriptURL: () => `${PLACE}`,
});

/** @type {() => Promise<Worker>} */
export const startPainter = () =>
  new Promise((resolve, reject) => {
    const painter = new Worker(vouched?.createScriptURL("") ?? PLACE, { type: "module" });
    painter.onmessage = () => resolve(painter); // its first word: it is ready
    painter.onerror = reject;
  });

/** Hand over the canvases, which can be done once, and do what the painter's words ask for.
 * @type {(painter: Worker, hear: (message: import("./types.js").PainterMessage) => void,
 *   stopped: (why: string) => void) =>
 *   void} */
export function employ(painter, hear, stopped) {
  const [map, tiles] = ["#map", "#network"].map(
    (name) => /** @type {HTMLCanvasElement} */ (document.querySelector(name)),
  );
  const canvases = {
    map: map.transferControlToOffscreen(),
    network: tiles.transferControlToOffscreen(),
  };
  painter.postMessage({ type: "canvases", ...canvases }, Object.values(canvases));
  painter.onmessage = ({ data }) => hear(data);
  painter.onerror = ({ message }) => stopped(message);
}

/** A picture to take away, painted by the painter.
 * @type {(painter: Worker, about: {what: string, words: object}) => Promise<Blob>} */
export const exportPng = (painter, about) =>
  new Promise((resolve, reject) => {
    const { port1, port2: port } = new MessageChannel();
    port1.onmessage = ({ data: { blob, error } }) =>
      blob ? resolve(blob) : reject(new Error(error));
    painter.postMessage({ type: "picture", ...about, port }, [port]);
  });

/** Everything that the painter must know, told when it changes.
 * @type {(page: Page, painter: Worker) => void} */
export function informPainter(page, painter) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  const map = /** @type {HTMLCanvasElement} */ (document.querySelector("#map"));
  const post = (/** @type {string} */ type, /** @type {object} */ about) =>
    painter.postMessage({ type, ...about });
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
  const theme = () => post("theme", { colours: themeColours() });
  theme();
  new MutationObserver(theme).observe(document.documentElement, {
    attributeFilter: ["data-theme"],
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", theme);
  effect(() => {
    const topology = page.topology.value;
    if (topology)
      post("topology", {
        topology,
        parameters: page.parameters.peek(),
        generation: page.generation.peek(),
      });
  });
  effect(() => post("points", { points: page.points.value }));
  effect(() => {
    if (page.layout.value) post("layout", { layout: page.layout.value, ratio: devicePixelRatio });
  });
  effect(() => post("options", options()));
  new ResizeObserver(() => post("options", options())).observe(map);
}

/** The theme's colours as numbers, out of the style sheet. */
function themeColours() {
  const style = getComputedStyle(document.documentElement);
  const probe = /** @type {CanvasRenderingContext2D} */ (
    document.createElement("canvas").getContext("2d")
  );
  const numbers = (/** @type {string} */ name) => {
    probe.fillStyle = style.getPropertyValue(`--${name}`).trim();
    return [1, 3, 5].map((at) => parseInt(String(probe.fillStyle).slice(at, at + 2), 16));
  };
  return Object.fromEntries(
    ["negative", "positive", "middle", "ground", "ink"].map((name) => [name, numbers(name)]),
  );
}
