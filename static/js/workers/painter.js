// The painter: a worker that decodes frames and paints them, so that the page itself never waits.
// It paints the newest frame only, once per animation frame, and then says what the frame said.
import { decodeFrame } from "../protocol.js";
import { MapPainter, paintAxes, paintCurve } from "./paint_map.js";
import { NetworkPainter } from "./paint_network.js";
import { drawPoints } from "./paint_points.js";
import { contextOf, curveOf, EDGE, lineAxis, rangeOf, valueAt } from "./plane.js";

/** @typedef {import("../types.js").Topology} Topology */

const map = new MapPainter();
const network = new NetworkPainter();
const state = {
  /** @type {OffscreenCanvas | null} */ mapCanvas: null,
  /** @type {OffscreenCanvas | null} */ networkCanvas: null,
  /** @type {Topology | null} */ topology: null,
  /** @type {Map<string, number>} */ index: new Map(),
  /** @type {import("../types.js").Points} */ points: { train: [], test: [] },
  /** @type {any} */ theme: null,
  options: {
    discretize: false,
    showTest: false,
    selectedClass: null,
    problem: "classification",
    ratio: 1,
    mapSize: 300,
    flow: true,
    running: false,
    focus: "output",
    hoveredLink: null,
  },
  /** @type {ArrayBuffer[]} */ arrived: [], // frames not looked at yet, the newest last
  generation: -1, // of the topology; a frame of another does not fit it
  /** @type {ReturnType<typeof decodeFrame> | null} */ frame: null,
  // a frame whose topology is still to come
  /** @type {ReturnType<typeof decodeFrame> | null} */ ahead: null,
  /** @type {Float32Array} */ parameters: new Float32Array(0),
  /** @type {Record<string, OffscreenCanvas>} */ layers: {},
  /** @type {{x1: number, x2: number} | null} */ pointer: null,
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
  topology({ topology, parameters, generation }) {
    state.topology = topology;
    state.index = new Map(
      topology.neurons.map((/** @type {string} */ name, /** @type {number} */ i) => [name, i]),
    );
    state.parameters = parameters;
    // found again after a cut, the last picture stays
    if (generation !== state.generation) state.frame = null;
    state.generation = generation;
    state.layers = {};
    if (state.ahead && state.ahead.facts.generation === generation) show(state.ahead);
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
    if (state.frame?.tensors.neurons) network.take(state.frame.tensors.neurons, channels());
  },
  options({ type: _, ...options }) {
    const before = look();
    Object.assign(state.options, options);
    const side = Math.round(state.options.mapSize * state.options.ratio);
    resize(state.mapCanvas, side, side);
    if (look() !== before) state.layers = {};
  },
  frame: ({ buffer }) => state.arrived.push(buffer),
  async picture({ what, words, port }) {
    try {
      if (!state.frame || !state.theme) throw new Error("there is no picture yet");
      const { EXPORTS } = await import("./export_png.js");
      port.postMessage({ blob: await EXPORTS[what]({ state, network, paintMap }, words) });
    } catch (error) {
      port.postMessage({ error: /** @type {Error} */ (error).message });
    }
  },
  probe({ at }) {
    state.pointer = at;
    tellProbe();
  },
};

/** What the drawn points depend on.
 * @type {() => string} */
const look = () =>
  [
    state.options.problem,
    state.options.selectedClass,
    state.options.ratio,
    state.options.mapSize,
  ].join();

onmessage = ({ data }) => {
  RECEIVE[data.type](data);
  if (data.type !== "probe") ask();
};
postMessage({ type: "ready" });

/** @type {(canvas: OffscreenCanvas | null, width: number, height: number) => void} */
function resize(canvas, width, height) {
  if (!canvas || (canvas.width === Math.round(width) && canvas.height === Math.round(height)))
    return;
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

/** Take in what has arrived: of older frames only their history counts.  The page is told, which
 * gives the credit back. */
function take() {
  if (!state.arrived.length || !state.topology) return;
  const frames = state.arrived.splice(0).map(decodeFrame);
  const newest = frames[frames.length - 1];
  const { facts, tensors } = newest;
  if (facts.generation === state.generation) show(newest);
  else state.ahead = newest;
  const fitting = frames
    .filter((frame) => frame.facts.generation === facts.generation)
    .map((frame) => frame.tensors.history);
  const history = Float32Array.from(fitting.flatMap(({ data }) => [...data]));
  const parameters = /** @type {Float32Array} */ (tensors.parameters.data).slice();
  postMessage({
    type: "drawn",
    seq: facts.seq,
    frame: facts,
    parameters,
    history,
    rows: fitting.reduce((sum, { shape }) => sum + shape[0], 0),
  });
}

/** @param {ReturnType<typeof decodeFrame>} frame */
function show(frame) {
  state.frame = frame;
  state.ahead = null;
  state.parameters = /** @type {Float32Array} */ (frame.tensors.parameters.data);
  if (frame.tensors.neurons && state.theme) network.take(frame.tensors.neurons, channels());
  tellProbe();
}

const channels = () => state.topology?.channels ?? 1;

function tellProbe() {
  if (!state.pointer) return;
  const { x1, x2 } = state.pointer;
  const line = lineAxis(state.topology, state.points);
  postMessage({ type: "probed", x1, x2, line, values: probed(x1, x2, line) });
}

function paint() {
  if (!state.theme || !state.mapCanvas || !state.networkCanvas || !state.frame) return;
  paintMap(state.mapCanvas, state.frame);
  network.paint(contextOf(state.networkCanvas), state.parameters, state.index, {
    ...state.options,
    time: state.time,
  });
}

/** @type {(canvas: OffscreenCanvas, frame: ReturnType<typeof decodeFrame>, options?: any,
 *   layers?: Record<string, OffscreenCanvas>) => void} */
function paintMap(canvas, frame, options = state.options, layers = state.layers) {
  const context = contextOf(canvas);
  const scene = { context, size: canvas.width, theme: state.theme, options };
  const topology = /** @type {Topology} */ (state.topology);
  const line = lineAxis(topology, state.points);
  const { neuron } = frame.facts.view;
  const single = neuron.startsWith("o.") && channels() > 1;
  if (line) paintAxes(scene);
  else map.paint(frame.tensors.boundary, scene, single ? Number(neuron.slice(2)) : null);
  for (const part of options.showTest ? ["train", "test"] : ["train"]) {
    const points = part === "test" ? state.points.test : state.points.train;
    layers[part + line] ??= drawPoints(points, scene, part === "test", line);
    context.drawImage(layers[part + line], 0, 0);
  }
  if (line) paintCurve(curveOf(frame, topology, line), scene);
}

/** The map's values at a point of the plane, one for each channel; of a line its height over what
 * is pointed at.
 * @type {(x1: number, x2: number, line: string | null) => number[]} */
function probed(x1, x2, line) {
  if (!state.frame || !state.topology || Math.max(Math.abs(x1), Math.abs(x2)) > EDGE) return [];
  // x1 is across, whichever it is called
  if (line) return [valueAt(curveOf(state.frame, state.topology, line), x1)];
  const {
    shape: [count, side],
    data,
  } = state.frame.tensors.boundary;
  const column = Math.round(((x1 + EDGE) / (2 * EDGE)) * (side - 1));
  const row = Math.round(((EDGE - x2) / (2 * EDGE)) * (side - 1));
  const [low, high] = rangeOf(state.frame.facts.view.neuron, state.topology);
  return Array.from(
    { length: count },
    (_, k) => low + (data[(k * side + row) * side + column] / 255) * (high - low),
  );
}
