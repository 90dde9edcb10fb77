// The network: a small map for every neuron and a line for every weight, on one canvas.
// Width and opacity grow with the weight's size; positive ones are blue, negative ones orange with
// wider gaps. At a tile's lower left stands its bias: a square as large as it is, blue with a plus
// or orange with a minus.
import { contextOf } from "./plane.js";
import { colour, css, DASHES, shadePalette, signedPalette } from "./appearance.js";

/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Link} Link */
/** @typedef {import("./appearance.js").Theme} Theme */

const WIDTHS = [0.5, 1, 1.7, 2.6, 3.8, 5.2, 7]; // CSS pixels
const FLOW = 0.012; // CSS pixels a millisecond
const MANY = 120;
const TURNS = 3; // links, from where on a third of them is drawn anew in each picture while it runs
const LATE = 50; // milliseconds, after which all are
const SPARSE = 100;
// links between two columns: up to where faint ones are seen well, from where they only hide others
const DENSE = 300;
const SHADES = 50; // of opacity: the fewer, the fewer colours the canvas must read
const FAINT = 0.02; // opacity, below which a link is not drawn
const LARGEST_BIAS = 3; // from which on the mark does not grow
const MARK = [7, 12]; // its sides in CSS pixels, at a tile of the usual size
const USUAL_TILE = 56; // CSS pixels, beyond which marks grow with it

export class NetworkPainter {
  constructor() {
    /** @type {Pick<Layout, "width" | "height" | "tiles" | "links">} */
    this.layout = { width: 1, height: 1, tiles: [], links: [] };
    /** @type {Path2D[]} */
    this.curves = [];
    this.sheet = new OffscreenCanvas(1, 1);
    /** @type {OffscreenCanvas[]} */
    this.turns = []; // a part of the links each
    this.turn = 0;
    this.painted = -Infinity; // when links were drawn last
    /** @type {Uint32Array} */
    this.palette = new Uint32Array(256);
    /** @type {Uint32Array[]} */
    this.classes = [];
    this.scale = 1; // of lines: beside large tiles they are wider
    this.dashes = DASHES;
    /** @type {Map<number, number>} */
    this.density = new Map();
    /** @type {Theme | null} */
    this.theme = null;
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    this.theme = theme;
    this.turns = [];
    this.palette = signedPalette(theme);
    this.classes = [];
  }

  /** @param {Layout} layout */
  setLayout(layout) {
    this.layout = layout;
    this.turns = [];
    this.scale = scaleOf(layout.tiles.at(-1)?.size ?? 0);
    this.dashes = {
      positive: DASHES.positive.map((length) => length * this.scale),
      negative: DASHES.negative.map((length) => length * this.scale),
    };
    this.density = new Map();
    for (const { layer } of layout.links)
      this.density.set(layer, (this.density.get(layer) ?? 0) + 1);
    this.curves = layout.links.map(({ x1, y1, x2, y2, low }) => {
      const curve = new Path2D();
      const half = (x2 - x1) / 2;
      curve.moveTo(x1, y1);
      curve.bezierCurveTo(x1 + half, low ?? y1, x2 - half, low ?? y2, x2, y2);
      return curve;
    });
  }

  /** Take the neurons' maps [N, side, side] in, one below the other on a sheet.  The last
   * `channels` are the outputs: several ones in the colours of their classes.
   * @type {(neurons: import("../types.js").Bytes, channels: number) => void} */
  take({ shape: [count, side], data }, channels) {
    if (this.sheet.width !== side || this.sheet.height !== count * side)
      this.sheet = new OffscreenCanvas(side, count * side);
    const context = contextOf(this.sheet);
    const image = context.createImageData(side, count * side);
    const words = new Uint32Array(image.data.buffer);
    const area = side * side;
    const signed = channels > 1 ? count - channels : count;
    colour(data, words.subarray(0, signed * area), this.palette);
    for (let k = 0, from = signed * area; from < words.length; k++, from += area)
      colour(data.subarray(from, from + area), words.subarray(from, from + area), this.shadesOf(k));
    context.putImageData(image, 0, 0);
  }

  /** @type {(k: number) => Uint32Array} */
  shadesOf(k) {
    const { middle, classes } = /** @type {Theme} */ (this.theme);
    return (this.classes[k] ??= shadePalette(middle, classes[k]));
  }

  /** @type {(context: OffscreenCanvasRenderingContext2D, parameters: Float32Array,
   *   index: Map<string, number>,
   *   options: {ratio: number, time: number, running: boolean, hoveredLink: number | null,
   *   focus: string}) => void} */
  paint(context, parameters, index, options) {
    const { width, height, links } = this.layout;
    context.setTransform(options.ratio, 0, 0, options.ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    if (options.running && links.length > MANY) this.paintInTurns(context, parameters, options);
    else this.paintLinks(context, parameters, options);
    this.paintHovered(context, parameters, options.hoveredLink);
    this.paintTiles(context, index, options.focus);
    this.paintBiases(context, parameters);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** Dashed curves take the most time of all, and their flow is smooth enough at a third of the
   * pictures.
   * @type {(context: OffscreenCanvasRenderingContext2D, parameters: Float32Array,
   *   options: {ratio: number, time: number}) => void} */
  paintInTurns(context, parameters, options) {
    const { width, height } = context.canvas;
    const now = performance.now();
    const [first] = this.turns;
    const fresh = first?.width !== width || first.height !== height || now - this.painted > LATE;
    if (fresh) this.turns = Array.from({ length: TURNS }, () => new OffscreenCanvas(width, height));
    this.painted = now;
    this.turn = (this.turn + 1) % TURNS;
    for (const [n, turn] of this.turns.entries())
      if (fresh || n === this.turn) this.paintTurn(turn, n, parameters, options);
    context.setTransform(1, 0, 0, 1, 0, 0);
    for (const turn of this.turns) context.drawImage(turn, 0, 0);
    context.setTransform(options.ratio, 0, 0, options.ratio, 0, 0);
  }

  /** @type {(turn: OffscreenCanvas, n: number, parameters: Float32Array, options: {ratio: number,
   *   time: number}) => void} */
  paintTurn(turn, n, parameters, options) {
    const context = contextOf(turn);
    context.setTransform(options.ratio, 0, 0, options.ratio, 0, 0);
    context.clearRect(0, 0, this.layout.width, this.layout.height);
    this.paintLinks(context, parameters, options, n, TURNS);
  }

  /** Links are stroked one by one: joining those of one style into one path was no faster.
   * @type {(context: OffscreenCanvasRenderingContext2D, parameters: Float32Array,
   *   options: {time: number}, first?: number, step?: number) => void} */
  paintLinks(context, parameters, { time }, first = 0, step = 1) {
    const theme = /** @type {Theme} */ (this.theme);
    const { links } = this.layout;
    context.lineDashOffset = -time * FLOW;
    for (let i = first; i < links.length; i += step) {
      const { layer, parameter } = links[i];
      const weight = parameters[parameter] ?? 0;
      if (weight === 0 || !Number.isFinite(weight)) continue;
      const sign = weight < 0 ? "negative" : "positive";
      const width = widthOf(weight);
      const opacity = opacityOf(Math.abs(weight), width, this.density.get(layer) ?? 1);
      if (opacity < FAINT) continue;
      context.setLineDash(this.dashes[sign]);
      context.lineWidth = width * this.scale;
      context.strokeStyle = css(theme[sign], opacity);
      context.stroke(this.curves[i]);
    }
  }

  /** The weight that is pointed at keeps its colour and dashes, and has an edge.
   * @type {(context: OffscreenCanvasRenderingContext2D, parameters: Float32Array,
   *   hoveredLink: number | null) => void} */
  paintHovered(context, parameters, hoveredLink) {
    const { ink, ground, positive, negative } = /** @type {Theme} */ (this.theme);
    const hovered = this.layout.links.findIndex(({ parameter }) => parameter === hoveredLink);
    if (hovered < 0) return;
    const weight = parameters[this.layout.links[hovered].parameter] ?? 0;
    const width = widthOf(weight) * this.scale + 2;
    const stroke = (/** @type {string} */ style, /** @type {number} */ wide) => {
      context.lineWidth = wide;
      context.strokeStyle = style;
      context.stroke(this.curves[hovered]);
    };
    context.setLineDash([]);
    stroke(css(ink), width + 4);
    stroke(css(ground), width + 2);
    if (!weight) return;
    context.setLineDash(this.dashes[weight < 0 ? "negative" : "positive"]);
    stroke(css(weight < 0 ? negative : positive), width);
  }

  /** @type {(context: OffscreenCanvasRenderingContext2D, index: Map<string, number>,
   *   focus: string) => void} */
  paintTiles(context, index, focus) {
    const side = this.sheet.width;
    const theme = /** @type {Theme} */ (this.theme);
    context.setLineDash([]);
    context.imageSmoothingEnabled = true;
    for (const { neuron, x, y, size } of this.layout.tiles) {
      const at = index.get(neuron);
      if (at === undefined) continue;
      // the outermost cells are centred on the edges; beyond their middles begin other neurons
      const [top, inside] = [at * side + 0.5, side - 1];
      context.drawImage(this.sheet, 0.5, top, inside, inside, x, y, size, size);
      context.strokeStyle = css(theme.ink, neuron === focus ? 1 : 0.45);
      context.lineWidth = neuron === focus ? 2.5 : 1;
      context.strokeRect(x, y, size, size);
    }
  }

  /** All marks of one look are one path.
   * @type {(context: OffscreenCanvasRenderingContext2D, parameters: Float32Array) => void} */
  paintBiases(context, parameters) {
    const { negative, positive, ground, ink } = /** @type {Theme} */ (this.theme);
    const marks = {
      negative: new Path2D(),
      positive: new Path2D(),
      none: new Path2D(),
      signs: new Path2D(),
    };
    for (const tile of this.layout.tiles) {
      const bias = tile.bias === null ? NaN : parameters[tile.bias];
      if (Number.isFinite(bias)) addMark(marks, markOf(tile, bias), bias);
    }
    for (const [path, fill, edge] of /** @type {[Path2D, string, string][]} */ ([
      [marks.negative, css(negative), css(ground)],
      [marks.positive, css(positive), css(ground)],
      [marks.none, css(ground), css(ink, 0.45)],
    ])) {
      context.fillStyle = fill;
      context.fill(path);
      context.strokeStyle = edge;
      context.lineWidth = 1;
      context.stroke(path);
    }
    context.strokeStyle = css(ground);
    context.lineWidth = 1.3;
    context.stroke(marks.signs);
  }
}

/** How many times as large as usual lines and marks are at a tile.
 * @type {(size: number) => number} */
const scaleOf = (size) => Math.min(2.5, Math.max(1, size / USUAL_TILE));

/** How wide a weight's line is.
 * @type {(weight: number) => number} */
const widthOf = (weight) =>
  WIDTHS[Math.min(WIDTHS.length - 1, Math.floor(Math.sqrt(Math.abs(weight)) * 3))] ?? WIDTHS[0];

/** @type {(marks: Record<string, Path2D>, mark: {x: number, y: number, side: number},
 *   bias: number) => void} */
function addMark(marks, { x, y, side }, bias) {
  const [across, up, arm] = [x + side / 2, y + side / 2, side / 2 - 1.75];
  if (!bias) return marks.none.rect(x, y, side, side);
  marks[bias < 0 ? "negative" : "positive"].rect(x, y, side, side);
  marks.signs.moveTo(across - arm, up);
  marks.signs.lineTo(across + arm, up);
  if (bias < 0) return;
  marks.signs.moveTo(across, up - arm);
  marks.signs.lineTo(across, up + arm);
}

/** Where a bias's mark stands: its middle a little outside the tile's lower left corner.
 * @type {(tile: import("../types.js").Tile, bias: number) => {x: number, y: number,
 *   side: number}} */
export function markOf({ x, y, size }, bias) {
  const [least, most] = MARK.map((side) => side * scaleOf(size));
  const share = Math.sqrt(Math.min(1, Math.abs(bias) / LARGEST_BIAS));
  const side = Math.min(least + (most - least) * share, Math.max(least, 0.4 * size));
  return { x: x - side / 2 - 1, y: y + size - side / 2 + 1, side };
}

/** Few links are all seen; of many the weak ones fade, or they would hide the strong.
 * @type {(size: number, width: number, count: number) => number} */
export function opacityOf(size, width, count) {
  const crowd = Math.max(0, Math.min(1, (count - SPARSE) / (DENSE - SPARSE)));
  const opacity = (1 - crowd) * (0.35 + 0.09 * width) + crowd * Math.min(0.9, 0.7 * size * size);
  return Math.round(SHADES * opacity) / SHADES;
}
