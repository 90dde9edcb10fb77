// The painter's worker: it decodes frames and paints them, so that the page itself never waits.
// One worker paints every map of a page: each has a painter of its own, called by a number.
// A painter paints the newest frame only, once per animation frame, and then says what it said.
import { decodeFrame } from "../protocol.js";
import { drawPoints, MapPainter, paintAxes, paintCurve, targetOf } from "./paint_map.js";
import { NetworkPainter } from "./paint_network.js";
import { curveOf, rangeOf, valueAt } from "./map_values.js";
import { contextOf, EDGE, lineAxis, linePlot } from "./plane.js";

/** @typedef {import("../types.js").DecodedFrame} DecodedFrame */
/** @typedef {import("../types.js").PainterCommand} PainterCommand */
/** @typedef {import("../types.js").PaintOptions} PaintOptions */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("./appearance.js").Theme} Theme */

/** @type {() => PaintOptions} */
const usual = () => ({
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
});

export class Painter {
  /** @param {(message: import("../types.js").PainterMessage) => void} tell the page */
  constructor(tell) {
    this.tell = tell;
    this.map = new MapPainter();
    this.network = new NetworkPainter();
    /** @type {OffscreenCanvas | null} */
    this.mapCanvas = null;
    /** @type {OffscreenCanvas | null} */
    this.networkCanvas = null; // a page may show a map alone
    /** @type {Topology | null} */
    this.topology = null;
    /** @type {Map<string, number>} */
    this.index = new Map();
    /** @type {import("../types.js").Points} */
    this.pointsShown = { train: [], test: [] };
    /** @type {Theme | null} */
    this.colours = null;
    this.settings = usual();
    /** @type {ArrayBuffer[]} */
    this.arrived = []; // frames not looked at yet, the newest last
    this.generation = -1; // of the topology; a frame of another does not fit it
    /** @type {DecodedFrame | null} */
    this.shown = null;
    /** @type {DecodedFrame | null} */
    this.ahead = null; // a frame whose topology is still to come
    /** @type {Float32Array} */
    this.parameters = new Float32Array(0);
    /** @type {Record<string, OffscreenCanvas>} */
    this.layers = {};
    /** @type {{x1: number, x2: number} | null} */
    this.pointer = null;
    this.time = 0;
    this.asked = false;
  }

  /** @param {PainterCommand} command */
  receive(command) {
    this.obey(command);
    if (command.type !== "probe") this.ask();
  }

  /** @param {PainterCommand} command */
  obey(command) {
    switch (command.type) {
      case "canvases":
        this.mapCanvas = command.map;
        this.networkCanvas = command.network ?? null;
        break;
      case "layout":
        return this.layOut(command.layout, command.ratio);
      case "topology":
        return this.setTopology(command.topology, command.parameters, command.generation);
      case "points":
        if (JSON.stringify(command.points) !== JSON.stringify(this.pointsShown)) this.layers = {};
        this.pointsShown = command.points;
        break;
      case "theme":
        return this.setTheme(command.colours);
      case "options":
        return this.setOptions(command.options);
      case "frame":
        this.arrived.push(command.buffer);
        break;
      case "picture":
        return void this.export(command);
      case "probe":
        this.pointer = command.at;
        this.tellProbe();
    }
  }

  /** @type {(layout: import("../types.js").Layout, ratio: number) => void} */
  layOut(layout, ratio) {
    this.network.setLayout(layout);
    this.settings.ratio = ratio;
    resize(this.networkCanvas, layout.width * ratio, layout.height * ratio);
  }

  /** @type {(topology: Topology, parameters: Float32Array, generation: number) => void} */
  setTopology(topology, parameters, generation) {
    this.topology = topology;
    this.index = new Map(topology.neurons.map((name, i) => [name, i]));
    this.parameters = parameters;
    // found again after a cut, the last picture stays
    if (generation !== this.generation) this.shown = null;
    this.generation = generation;
    if (this.ahead && this.ahead.facts.generation === generation) this.show(this.ahead);
  }

  /** @param {Theme} colours */
  setTheme(colours) {
    this.colours = colours;
    this.map.setTheme(colours);
    this.network.setTheme(colours);
    this.layers = {};
    if (this.shown?.tensors.neurons) this.network.take(this.shown.tensors.neurons, this.channels);
  }

  /** @param {Partial<PaintOptions>} options */
  setOptions(options) {
    const before = this.look;
    Object.assign(this.settings, options);
    const side = Math.round(this.settings.mapSize * this.settings.ratio);
    resize(this.mapCanvas, side, side);
    if (this.look !== before) this.layers = {};
  }

  /** What the drawn points depend on. */
  get look() {
    const { problem, selectedClass, ratio, mapSize } = this.settings;
    return [problem, selectedClass, ratio, mapSize].join();
  }

  get channels() {
    return this.topology?.channels ?? 1;
  }

  /** A picture to take away, to the port that asks for it.
   * @param {import("../types.js").PictureCommand} command */
  async export({ what, words, port }) {
    try {
      if (!this.shown || !this.colours) throw new Error("there is no picture yet");
      const { EXPORTS } = await import("./export_png.js");
      port.postMessage({ blob: await EXPORTS[what](this, words) });
    } catch (error) {
      port.postMessage({ error: /** @type {Error} */ (error).message });
    }
  }

  ask() {
    if (this.asked) return;
    this.asked = true;
    requestAnimationFrame((time) => {
      this.asked = false;
      if (this.settings.flow && this.settings.running) this.time = time;
      this.take();
      this.paint();
    });
  }

  /** Take in what has arrived: of older frames only their history counts.  The page is told, which
   * gives the credit back. */
  take() {
    if (!this.arrived.length || !this.topology) return;
    const frames = this.arrived.splice(0).map(decodeFrame);
    const newest = frames[frames.length - 1];
    const { facts, tensors } = newest;
    if (facts.generation === this.generation) this.show(newest);
    else this.ahead = newest;
    const fitting = frames
      .filter((frame) => frame.facts.generation === facts.generation)
      .map((frame) => ({
        after: frame.facts.history_after,
        rows: frame.tensors.history.data.slice(),
      }));
    this.tell({
      type: "drawn",
      seq: facts.seq,
      frame: facts,
      parameters: tensors.parameters.data.slice(),
      history: fitting,
    });
  }

  /** @param {DecodedFrame} frame */
  show(frame) {
    this.shown = frame;
    this.ahead = null;
    this.parameters = frame.tensors.parameters.data;
    if (frame.tensors.neurons && this.colours)
      this.network.take(frame.tensors.neurons, this.channels);
    this.tellProbe();
  }

  tellProbe() {
    if (!this.pointer) return;
    const { x1, x2 } = this.pointer;
    const line = lineAxis(this.topology, this.pointsShown);
    this.tell({ type: "probed", x1, x2, line, values: this.probed(x1, x2, line) });
  }

  paint() {
    if (!this.colours || !this.mapCanvas || !this.shown) return;
    this.paintMap(this.mapCanvas, this.settings, this.layers);
    if (!this.networkCanvas) return;
    this.network.paint(contextOf(this.networkCanvas), this.parameters, this.index, {
      ...this.settings,
      time: this.time,
    });
  }

  /** Paint the frame shown, with its points, which are kept in layers.
   * @type {(canvas: OffscreenCanvas, options: PaintOptions,
   *   layers: Record<string, OffscreenCanvas>) => void} */
  paintMap(canvas, options, layers) {
    const frame = /** @type {DecodedFrame} */ (this.shown);
    const topology = /** @type {Topology} */ (this.topology);
    const context = contextOf(canvas);
    const theme = /** @type {Theme} */ (this.colours);
    const scene = { context, size: canvas.width, theme, options };
    const line = linePlot(topology, this.pointsShown);
    const { neuron } = frame.facts.view;
    const unit = neuron.startsWith("o.") ? Number(neuron.slice(2)) : null;
    if (line) paintAxes(scene);
    else this.map.paint(frame.tensors.boundary, scene, this.channels > 1 ? unit : null);
    for (const part of options.showTest ? ["train", "test"] : ["train"]) {
      const points = part === "test" ? this.pointsShown.test : this.pointsShown.train;
      const layer = part + line?.axis + unit;
      const seen = targetOf(points, unit ?? 0, options);
      layers[layer] ??= drawPoints(seen, scene, part === "test", line);
      context.drawImage(layers[layer], 0, 0);
    }
    if (line) paintCurve(curveOf(frame, topology, line.axis), scene, line.highest);
  }

  /** The map's values at a point of the plane, one for each channel; of a line its height over what
   * is pointed at.
   * @type {(x1: number, x2: number, line: string | null) => number[]} */
  probed(x1, x2, line) {
    const { shown, topology } = this;
    if (!shown || !topology || Math.max(Math.abs(x1), Math.abs(x2)) > EDGE) return [];
    // x1 is across, whichever it is called
    if (line) return [valueAt(curveOf(shown, topology, line), x1)];
    const { shape, data } = shown.tensors.boundary;
    const [count, side] = shape;
    const column = Math.round(((x1 + EDGE) / (2 * EDGE)) * (side - 1));
    const row = Math.round(((EDGE - x2) / (2 * EDGE)) * (side - 1));
    const [low, high] = rangeOf(shown.facts.view.neuron, topology);
    return Array.from(
      { length: count },
      (_, k) => low + (data[(k * side + row) * side + column] / 255) * (high - low),
    );
  }
}

/** @type {(canvas: OffscreenCanvas | null, width: number, height: number) => void} */
function resize(canvas, width, height) {
  if (!canvas || (canvas.width === Math.round(width) && canvas.height === Math.round(height)))
    return;
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
}

/** @type {Map<number, Painter>} */
const painters = new Map();

/** The worker itself, or what stands for it on the page's own thread.
 * @typedef {{onmessage: ((event: MessageEvent) => void) | null,
 *   postMessage: (message: object) => void}} Scope */
const scope = /** @type {{painterScope?: Scope}} */ (globalThis).painterScope ?? globalThis;

/** @type {(number: number) => Painter} */
function painterOf(number) {
  const painter =
    painters.get(number) ??
    new Painter((message) => scope.postMessage({ ...message, painter: number }));
  painters.set(number, painter);
  return painter;
}

scope.onmessage = (/** @type {MessageEvent} */ { data: { painter, ...command } }) =>
  painterOf(painter).receive(command);
scope.postMessage({ type: "ready", paints: "OffscreenCanvas" in globalThis });
