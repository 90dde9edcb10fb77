// The painter: a worker that decodes frames and paints them, so that the page itself never waits.
// It paints the newest frame only, once per animation frame, and then says what the frame said.
import { decodeFrame } from "../protocol.js";
import { drawPoints, MapPainter } from "./paint_map.js";
import { NetworkPainter } from "./paint_network.js";

/** @typedef {import("../types.js").Topology} Topology */

const map = new MapPainter(), network = new NetworkPainter();
const state = {
  /** @type {OffscreenCanvas | null} */ mapCanvas: null,
  /** @type {OffscreenCanvas | null} */ networkCanvas: null,
  /** @type {Topology | null} */ topology: null,
  /** @type {Map<string, number>} */ index: new Map(),
  points: { train: /** @type {any[][]} */ ([]), test: /** @type {any[][]} */ ([]) },
  /** @type {any} */ theme: null,
  options: { discretize: false, showTest: false, selectedClass: null, problem: "classification", ratio: 1, mapSize: 300,
    flow: true, running: false, focus: "output", hoveredLink: null },
  /** @type {ArrayBuffer | null} */ arrived: null, // the newest frame, not painted yet
  /** @type {ReturnType<typeof decodeFrame> | null} */ frame: null,
  parameters: new Float32Array(0),
  /** @type {Record<string, OffscreenCanvas>} */ layers: {},
  time: 0,
  asked: false,
};

/** @type {Record<string, (message: any) => void>} */
const RECEIVE = {
  canvases: (message) => ((state.mapCanvas = message.map), (state.networkCanvas = message.network)),
  layout({ layout, ratio }) {
    network.setLayout(layout);
    state.options.ratio = ratio;
    resize(state.networkCanvas, layout.width * ratio, layout.height * ratio);
  },
  topology({ topology, parameters }) {
    state.topology = topology;
    state.index = new Map(topology.neurons.map((/** @type {string} */ name, /** @type {number} */ i) => [name, i]));
    state.parameters = parameters;
    state.frame = null;
    state.arrived = null;
    state.layers = {};
  },
  points({ points }) {
    state.points = points;
    state.layers = {};
  },
  theme({ colours }) {
    state.theme = colours;
    map.setTheme(colours);
    network.setTheme(colours);
    state.layers = {};
    if (state.frame?.tensors.neurons) network.take(state.frame.tensors.neurons);
  },
  options({ type: _, ...options }) {
    Object.assign(state.options, options);
    state.layers = {};
    const side = Math.round(state.options.mapSize * state.options.ratio);
    resize(state.mapCanvas, side, side);
  },
  frame: ({ buffer }) => (state.arrived = buffer),
  probe: ({ x1, x2 }) => postMessage({ type: "probed", x1, x2, values: probed(x1, x2) }),
};

onmessage = ({ data }) => {
  RECEIVE[data.type](data);
  if (data.type !== "probe") ask();
};

/** @type {(canvas: OffscreenCanvas | null, width: number, height: number) => void} */
function resize(canvas, width, height) {
  if (!canvas || (canvas.width === Math.round(width) && canvas.height === Math.round(height))) return;
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
}

function ask() {
  if (state.asked) return;
  state.asked = true;
  requestAnimationFrame((time) => {
    state.asked = false;
    if (state.options.flow && state.options.running) state.time = time;
    take();
    paint();
  });
}

/** Take the newest frame in, and tell the page its numbers. */
function take() {
  if (!state.arrived || !state.topology) return;
  const { facts, tensors } = decodeFrame(state.arrived);
  state.arrived = null;
  const parameters = /** @type {Float32Array} */ (tensors.parameters.data).slice();
  const history = /** @type {Float32Array} */ (tensors.history.data).slice();
  const fits = parameters.length === state.topology.parameters;
  if (fits) {
    state.frame = { facts, tensors };
    state.parameters = parameters;
    if (tensors.neurons && state.theme) network.take(tensors.neurons);
  }
  postMessage({ type: "drawn", seq: facts.seq, frame: facts, parameters, history, rows: tensors.history.shape[0] });
}

function paint() {
  if (!state.theme || !state.mapCanvas || !state.networkCanvas || !state.frame) return;
  paintMap(state.mapCanvas, state.frame);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (state.networkCanvas.getContext("2d"));
  network.paint(context, state.parameters, state.index, { ...state.options, time: state.time });
}

/** @type {(canvas: OffscreenCanvas, frame: ReturnType<typeof decodeFrame>) => void} */
function paintMap(canvas, { facts, tensors }) {
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const scene = { context, size: canvas.width, theme: state.theme, options: state.options };
  const line = tensors.line && facts.view.neuron === "output" ? (state.topology?.line ?? null) : null;
  if (line) map.paintLine(tensors.line, scene);
  else map.paint(tensors.boundary, scene);
  for (const part of state.options.showTest ? ["train", "test"] : ["train"]) {
    const points = part === "test" ? state.points.test : state.points.train;
    state.layers[part + line] ??= drawPoints(points, scene, part === "test", line);
    context.drawImage(state.layers[part + line], 0, 0);
  }
}

/** The map's values at a point of the plane, one for each channel.
 * @type {(x1: number, x2: number) => number[]} */
function probed(x1, x2) {
  if (!state.frame || !state.topology) return [];
  const { shape: [channels, side], data } = state.frame.tensors.boundary;
  const column = Math.round(((x1 + 6) / 12) * (side - 1)), row = Math.round(((6 - x2) / 12) * (side - 1));
  if (Math.min(column, row) < 0 || Math.max(column, row) >= side) return [];
  const { neuron } = state.frame.facts.view;
  const [low, high] = neuron === "output" || neuron.startsWith("o.") ? state.topology.range : [-1, 1];
  return Array.from({ length: channels }, (_, k) => low + (data[(k * side + row) * side + column] / 255) * (high - low));
}
