// The network: a small map for every neuron and a line for every weight, on one canvas.
// Width and opacity grow with the weight's size; positive ones are blue, negative ones orange with wider gaps.
import { colour, css, signedPalette } from "./palette.js";

/** @typedef {import("../types.js").Layout} Layout */
/** @typedef {import("../types.js").Link} Link */
/** @typedef {import("./palette.js").Theme} Theme */

const WIDTHS = [0.5, 1, 1.7, 2.6, 3.8, 5.2, 7]; // CSS pixels
const DASHES = { positive: [9, 2], negative: [4, 5] };
const FLOW = 0.012; // CSS pixels a millisecond

export class NetworkPainter {
  constructor() {
    /** @type {Pick<Layout, "width" | "height" | "tiles" | "links">} */
    this.layout = { width: 1, height: 1, tiles: [], links: [] };
    /** @type {Path2D[]} */
    this.curves = [];
    this.sheet = new OffscreenCanvas(1, 1);
    /** @type {Uint32Array} */
    this.palette = new Uint32Array(256);
    /** @type {Theme | null} */
    this.theme = null;
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    this.theme = theme;
    this.palette = signedPalette(theme);
  }

  /** @param {Layout} layout */
  setLayout(layout) {
    this.layout = layout;
    this.curves = layout.links.map(({ x1, y1, x2, y2 }) => {
      const curve = new Path2D(), half = (x2 - x1) / 2;
      curve.moveTo(x1, y1);
      curve.bezierCurveTo(x1 + half, y1, x2 - half, y2, x2, y2);
      return curve;
    });
  }

  /** Take the neurons' maps [N, side, side] in, one below the other on a sheet.
   * @type {(neurons: {shape: number[], data: any}) => void} */
  take({ shape: [count, side], data }) {
    if (this.sheet.width !== side || this.sheet.height !== count * side) this.sheet = new OffscreenCanvas(side, count * side);
    const context = /** @type {OffscreenCanvasRenderingContext2D} */ (this.sheet.getContext("2d"));
    const image = context.createImageData(side, count * side);
    colour(data, new Uint32Array(image.data.buffer), this.palette);
    context.putImageData(image, 0, 0);
  }

  /** @type {(context: OffscreenCanvasRenderingContext2D, parameters: Float32Array, index: Map<string, number>,
   *   options: {ratio: number, time: number, hoveredLink: number | null, focus: string}) => void} */
  paint(context, parameters, index, options) {
    const { width, height } = this.layout;
    context.setTransform(options.ratio, 0, 0, options.ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.paintLinks(context, parameters, options);
    this.paintTiles(context, index, options.focus);
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  /** Links are stroked one by one: joining those of one style into one path was no faster.
   * @type {(context: OffscreenCanvasRenderingContext2D, parameters: Float32Array,
   *   options: {time: number, hoveredLink: number | null}) => void} */
  paintLinks(context, parameters, { time, hoveredLink }) {
    const theme = /** @type {Theme} */ (this.theme);
    context.lineDashOffset = -time * FLOW;
    this.layout.links.forEach(({ parameter }, i) => {
      const weight = parameters[parameter] ?? 0;
      if (weight === 0 || !Number.isFinite(weight)) return;
      const sign = weight < 0 ? "negative" : "positive";
      const width = WIDTHS[Math.min(WIDTHS.length - 1, Math.floor(Math.sqrt(Math.abs(weight)) * 3))];
      context.setLineDash(DASHES[sign]);
      context.lineWidth = width;
      context.strokeStyle = css(theme[sign], 0.35 + 0.09 * width);
      context.stroke(this.curves[i]);
    });
    const hovered = this.layout.links.findIndex(({ parameter }) => parameter === hoveredLink);
    if (hovered < 0) return;
    context.setLineDash([]);
    context.lineWidth = 2;
    context.strokeStyle = css(theme.ink);
    context.stroke(this.curves[hovered]);
  }

  /** @type {(context: OffscreenCanvasRenderingContext2D, index: Map<string, number>, focus: string) => void} */
  paintTiles(context, index, focus) {
    const side = this.sheet.width, theme = /** @type {Theme} */ (this.theme);
    context.setLineDash([]);
    context.imageSmoothingEnabled = true;
    for (const { neuron, x, y, size } of this.layout.tiles) {
      const at = index.get(neuron);
      if (at === undefined) continue;
      context.drawImage(this.sheet, 0, at * side, side, side, x, y, size, size);
      context.strokeStyle = css(theme.ink, neuron === focus ? 1 : 0.45);
      context.lineWidth = neuron === focus ? 2.5 : 1;
      context.strokeRect(x, y, size, size);
    }
  }
}
