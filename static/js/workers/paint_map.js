// The large map: what one neuron, or the output, answers over the plane, with the points upon it.
// For a network of one input it is the line y = f(x).
import { CLASSES, colour, colourClasses, css, shadePalette, signedPalette, twoPalette } from "./palette.js";

/** @typedef {import("./palette.js").Theme} Theme */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {{discretize: boolean, showTest: boolean, selectedClass: number | null, problem: string, ratio: number}} Options */
/** @typedef {{context: OffscreenCanvasRenderingContext2D, size: number, theme: Theme, options: Options}} Scene */

const EDGE = 6; // of the plane shown
const POINT = 3.2, TEST = 3; // radii in CSS pixels
const MANY = 1500; // points, from which on they are drawn smaller
const PALE = 70; // of 255: how near to the ground a colour is hard to see on it

/** @type {(x: number, size: number) => number} */
const across = (x, size) => ((x + EDGE) / (2 * EDGE)) * size;

/** The colour that a label is drawn in.
 * @type {(label: any, scene: Scene) => number[]} */
function labelColour(label, { theme, options }) {
  if (options.problem === "multiclass") return CLASSES[label] ?? CLASSES[0];
  if (options.problem === "multilabel") {
    if (options.selectedClass !== null) return label[options.selectedClass] ? CLASSES[options.selectedClass] : theme.ground;
    const set = CLASSES.filter((_, k) => label[k]);
    return set.length ? [0, 1, 2].map((i) => set.reduce((sum, one) => sum + one[i], 0) / set.length) : theme.ground;
  }
  const t = Math.max(-1, Math.min(1, label)), end = t < 0 ? theme.negative : theme.positive;
  return theme.middle.map((value, i) => value + Math.abs(t) * (end[i] - value));
}

/** Points as a layer of their own, drawn anew only when they change: discs for training (the second
 * class of two as squares), rings for test.
 * @type {(points: any[][], scene: Scene, test: boolean, line: string | null) => OffscreenCanvas} */
export function drawPoints(points, scene, test, line) {
  const { size, options } = scene, { ratio } = options;
  const layer = new OffscreenCanvas(size, size);
  const context = /** @type {OffscreenCanvasRenderingContext2D} */ (layer.getContext("2d"));
  context.lineWidth = (test ? 1.6 : 1) * ratio;
  const radius = (test ? TEST : POINT) * ratio * (points.length > MANY ? 0.7 : 1);
  for (const [x1, x2, label] of points) {
    const x = across(line === "x2" ? x2 : x1, size);
    const y = size - across(line ? clipped(label) * (EDGE / 1.5) : x2, size);
    context.beginPath();
    if (options.problem === "classification" && label < 0) context.rect(x - radius * 0.85, y - radius * 0.85, radius * 1.7, radius * 1.7);
    else context.arc(x, y, radius, 0, 2 * Math.PI);
    fillPoint(context, labelColour(label, scene), scene.theme, test);
  }
  return layer;
}

/** Edged against what it lies on: a pale point in ink, any other in the ground's colour.
 * @type {(context: OffscreenCanvasRenderingContext2D, colour: number[], theme: Theme, test: boolean) => void} */
function fillPoint(context, colour, { ground, ink }, test) {
  const pale = colour.every((value, i) => Math.abs(value - ground[i]) < PALE);
  context.fillStyle = test ? css(ground, 0.6) : css(colour);
  if (pale) context.strokeStyle = css(ink, 0.45);
  else context.strokeStyle = test ? css(colour) : css(ground, 0.95);
  if (test) context.fill();
  context.stroke();
  if (!test) context.fill();
}

const clipped = (/** @type {number} */ value) => Math.max(-1.5, Math.min(1.5, value));

export class MapPainter {
  constructor() {
    /** @type {OffscreenCanvas} */
    this.cells = new OffscreenCanvas(1, 1);
    this.palettes = { signed: new Uint32Array(256), two: new Uint32Array(256), classes: /** @type {Uint32Array[]} */ ([]) };
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    this.palettes = {
      signed: signedPalette(theme),
      two: twoPalette(theme),
      classes: CLASSES.map((one) => shadePalette(theme.middle, one)),
    };
  }

  /** Paint a boundary [channels, side, side] over the whole canvas.
   * @type {(boundary: {shape: number[], data: any}, scene: Scene) => void} */
  paint({ shape: [channels, side], data }, { context, size, options }) {
    if (this.cells.width !== side) this.cells = new OffscreenCanvas(side, side);
    const inner = /** @type {OffscreenCanvasRenderingContext2D} */ (this.cells.getContext("2d"));
    const image = inner.createImageData(side, side);
    this.fill(data, new Uint32Array(image.data.buffer), channels, options);
    inner.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = !options.discretize;
    context.imageSmoothingQuality = "high";
    const margin = size / (side - 1) / 2; // the outermost cells are centred on the edges
    context.drawImage(this.cells, -margin, -margin, size + 2 * margin, size + 2 * margin);
  }

  /** @type {(data: Uint8Array, words: Uint32Array, channels: number, options: Options) => void} */
  fill(data, words, channels, { discretize, selectedClass }) {
    const { signed, two, classes } = this.palettes;
    if (channels === 1) return colour(data, words, discretize ? two : signed);
    if (selectedClass === null) return colourClasses(data, words, classes.slice(0, channels), discretize);
    const plane = data.subarray(selectedClass * words.length, (selectedClass + 1) * words.length);
    return colour(discretize ? plane.map((byte) => (byte < 128 ? 0 : 215)) : plane, words, classes[selectedClass]);
  }

  /** Paint y = f(x) with its axes.
   * @type {(line: {data: any}, scene: Scene) => void} */
  paintLine({ data }, { context, size, theme, options: { ratio } }) {
    context.fillStyle = css(theme.ground);
    context.fillRect(0, 0, size, size);
    context.strokeStyle = css(theme.ink, 0.25);
    context.lineWidth = ratio;
    context.beginPath();
    for (const y of [-1, 0, 1]) {
      const at = Math.round(size / 2 - (y * size) / 3) + 0.5;
      context.moveTo(0, at);
      context.lineTo(size, at);
    }
    context.stroke();
    context.strokeStyle = css(theme.positive);
    context.lineWidth = 2.5 * ratio;
    context.beginPath();
    data.forEach((/** @type {number} */ value, /** @type {number} */ i) =>
      context.lineTo((i / (data.length - 1)) * size, size / 2 - (clipped(value) * size) / 3));
    context.stroke();
  }
}
