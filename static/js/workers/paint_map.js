// The large map: what one neuron, or the output, answers over the plane, with the points upon it.
// Where there is only one coordinate it is the line y = f(x).
import {
  classColour,
  colour,
  colourLabels,
  css,
  labelPalette,
  paleTheme,
  rimOf,
  shadePalette,
  shapeOf,
  SHAPES,
  shapeOfSign,
  signedPalette,
  trace,
  twoPalette,
  yesPalette,
} from "./appearance.js";
import { colourRegions, labelsOf, sideOf, winnerOf } from "./class_regions.js";
import { across, contextOf } from "./plane.js";

/** @typedef {import("./appearance.js").Theme} Theme */
/** @typedef {{discretize: boolean, showTest: boolean, selectedClass: number | null,
 *   problem: string, ratio: number}} Options */
/** @typedef {{context: OffscreenCanvasRenderingContext2D, size: number, theme: Theme,
 *   options: Options}} Scene */
/** @typedef {import("../types.js").Bytes} Tensor */
/** @typedef {OffscreenCanvasRenderingContext2D} Context */
/** @typedef {{x: number, y: number, radius: number, scale: number, test: boolean}} Spot */

const MOST_FINE = 4; // words between two cells of the server's
const FAR = 3; // times as high as the picture, where a line need not be drawn to scale

export class MapPainter {
  constructor() {
    this.cells = new OffscreenCanvas(1, 1);
    /** @type {ImageData | null} */
    this.image = null;
    /** @type {Theme | null} */
    this.pale = null; // of the ground beneath the points
    this.signed = { shades: new Uint32Array(256), flat: new Uint32Array(2) };
    /** @type {Uint32Array[]} */
    this.classes = [];
    /** @type {Uint32Array} */
    this.labels = new Uint32Array(0);
  }

  /** @param {Theme} theme */
  setTheme(theme) {
    const pale = (this.pale = paleTheme(theme));
    this.signed = { shades: signedPalette(pale), flat: twoPalette(pale) };
    this.classes = [];
    this.labels = new Uint32Array(0);
  }

  /** @type {(k: number) => Uint32Array} */
  shadesOf(k) {
    const { middle, classes } = /** @type {Theme} */ (this.pale);
    return (this.classes[k] ??= shadePalette(middle, classes[k]));
  }

  /** Paint a boundary [channels, side, side] over the whole canvas.  `shown` is the class whose
   * output it is, if it is one alone of several.
   * @type {(boundary: Tensor, scene: Scene, shown: number | null) => void} */
  paint({ shape: [channels, side], data }, scene, shown) {
    const { discretize, selectedClass, problem } = scene.options;
    if (channels === 1) return this.paintOne(data, side, scene, shown);
    if (selectedClass !== null) {
      const plane = data.subarray(selectedClass * side * side, (selectedClass + 1) * side * side);
      return this.paintOne(plane, side, scene, selectedClass);
    }
    if (problem !== "multilabel") return this.paintClasses(data, side, channels, scene);
    const theme = /** @type {Theme} */ (this.pale);
    if (!discretize)
      return this.paintCells(side, scene, (words) => colourLabels(data, words, channels, theme));
    if (this.labels.length !== 2 ** channels) this.labels = labelPalette(channels, theme);
    this.paintDecided(
      { planes: data, channels, side, rule: labelsOf, flat: this.labels, palettes: [] },
      scene,
    );
  }

  /** One value over the plane: signed, or how much of a class.
   * @type {(plane: Uint8Array, side: number, scene: Scene, shown: number | null) => void} */
  paintOne(plane, side, scene, shown) {
    const shades = shown === null ? this.signed.shades : this.shadesOf(shown);
    if (!scene.options.discretize)
      return this.paintCells(side, scene, (words) => colour(plane, words, shades));
    const { middle, classes } = /** @type {Theme} */ (this.pale);
    const flat = shown === null ? this.signed.flat : yesPalette(middle, classes[shown]);
    this.paintDecided(
      { planes: plane, channels: 1, side, rule: sideOf, flat, palettes: [] },
      scene,
    );
  }

  /** The likeliest class, the paler the less it is sure; flat if decided.
   * @type {(planes: Uint8Array, side: number, channels: number, scene: Scene) => void} */
  paintClasses(planes, side, channels, scene) {
    const palettes = Array.from({ length: channels }, (_, k) => this.shadesOf(k));
    const flat = scene.options.discretize ? palettes.map((palette) => palette[215]) : null;
    this.paintDecided({ planes, channels, side, rule: winnerOf, flat, palettes }, scene);
  }

  /** Colours that may run into one another: a word a cell, smoothed by the canvas.
   * @type {(side: number, scene: Scene, fill: (words: Uint32Array) => void) => void} */
  paintCells(side, { context, size }, fill) {
    fill(this.wordsFor(side));
    this.flush();
    const margin = size / (side - 1) / 2; // the outermost cells are centred on the edges
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.cells, -margin, -margin, size + 2 * margin, size + 2 * margin);
  }

  /** Colours that may not: borders are found between the cells.
   * @type {(regions: import("./class_regions.js").Regions, scene: Scene) => void} */
  paintDecided(regions, { context, size }) {
    const fine = Math.min(MOST_FINE, Math.ceil(size / (regions.side - 1)));
    colourRegions(regions, fine, this.wordsFor((regions.side - 1) * fine));
    this.flush();
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "low";
    context.drawImage(this.cells, 0, 0, size, size);
  }

  /** The words of a square picture, kept from one picture to the next.
   * @type {(side: number) => Uint32Array} */
  wordsFor(side) {
    if (this.image?.width !== side) {
      this.cells = new OffscreenCanvas(side, side);
      this.image = new ImageData(side, side);
    }
    return new Uint32Array(/** @type {ImageData} */ (this.image).data.buffer);
  }

  flush() {
    contextOf(this.cells).putImageData(/** @type {ImageData} */ (this.image), 0, 0);
  }
}

/** Paint the axes of y = f(x), and lines at two thirds of its height.
 * @type {(scene: Scene) => void} */
export function paintAxes({ context, size, theme, options: { ratio } }) {
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
  context.moveTo(Math.round(across(0, size)) + 0.5, 0);
  context.lineTo(Math.round(across(0, size)) + 0.5, size);
  context.stroke();
}

/** Paint y = f(x), as high as the picture reaches; of a regions only the side of zero.
 * @type {(curve: ArrayLike<number>, scene: Scene, highest: number) => void} */
export function paintCurve(curve, scene, highest) {
  const { context, size, theme } = scene;
  const { ratio, discretize } = scene.options;
  const far = FAR * highest;
  context.strokeStyle = css(theme.ink);
  context.lineWidth = 2.5 * ratio;
  context.lineJoin = "round";
  context.beginPath();
  for (let i = 0; i < curve.length; i++) {
    const y = discretize ? (curve[i] < 0 ? -1 : 1) : Math.max(-far, Math.min(far, curve[i]));
    context.lineTo((i / (curve.length - 1)) * size, size / 2 - (y * size) / (2 * highest));
  }
  context.stroke();
}

const POINT = 3.2;
const TEST = 3; // radii in CSS pixels
const SEVERAL = 1.35; // how much larger a point of several labels is, for its parts to be seen
const MANY = 1500; // points, from which on they are drawn smaller
const USUAL_SIDE = 320; // CSS pixels of a map, beyond which points grow with the root of it
const LARGEST = 2.2; // times as large as there
const RIM = 0.95; // CSS pixels
const RING = 1.6; // CSS pixels, of the colour of a point that tests
const HALO = 1.6; // CSS pixels around the rim

/** Points with the one of several targets that a map is of.
 * @type {(points: import("../types.js").Point[], unit: number, options: Options) =>
 *   import("../types.js").Point[]} */
export const targetOf = (points, unit, { problem }) =>
  problem === "regression" && Array.isArray(points[0]?.[2])
    ? points.map(([x1, x2, label]) => [x1, x2, /** @type {number[]} */ (label)[unit]])
    : points;

/** Points as a layer of their own, drawn anew only when they change; over `line` their labels are
 * heights.
 * @type {(points: import("../types.js").Point[], scene: Scene, test: boolean,
 *   line: import("./plane.js").LinePlot | null) => OffscreenCanvas} */
export function drawPoints(points, scene, test, line) {
  const { size, options } = scene;
  const { ratio } = options;
  const layer = new OffscreenCanvas(size, size);
  const context = contextOf(layer);
  const growth = Math.min(LARGEST, Math.max(1, Math.sqrt(size / ratio / USUAL_SIDE)));
  const scale = ratio * growth * (points.length > MANY ? 0.7 : 1);
  const radius = (test ? TEST : POINT) * scale;
  for (const [x1, x2, label] of points) {
    const x = across(line?.axis === "x2" ? x2 : x1, size);
    const up = line ? (Number(label) / line.highest + 1) * (size / 2) : across(x2, size);
    drawPoint(context, label, { x, y: size - up, radius, scale, test }, scene);
  }
  return layer;
}

/** How a problem's labels look; those of no shape of their own are discs of their sign.
 * @type {Record<string, (label: number, theme: Theme) => [import("./appearance.js").Corners,
 *   number[]]>} */
const LOOKS = {
  multiclass: (label, { classes }) => [shapeOf(label), classColour(classes, label)],
  classification: (label, theme) => [shapeOfSign(label), signColour(label, theme)],
};

/** A label is a number, or for several labels a list of no and yes.
 * @type {(context: Context, label: import("../types.js").Label, spot: Spot, scene: Scene) =>
 *   void} */
function drawPoint(context, label, spot, scene) {
  const { theme, options } = scene;
  const { problem, selectedClass } = options;
  if (!Array.isArray(label)) {
    const [corners, colour] = LOOKS[problem]?.(label, theme) ?? [
      SHAPES[0],
      signColour(label, theme),
    ];
    return stamp(context, corners, colour, spot, theme);
  }
  const given = label.flatMap((yes, k) => (yes ? [k] : []));
  const seen = selectedClass === null ? given : given.filter((k) => k === selectedClass);
  if (seen.length > 1) return wedges(context, seen, spot, theme);
  if (seen.length) return stamp(context, shapeOf(seen[0]), theme.classes[seen[0]], spot, theme);
  return stamp(context, SHAPES[0], theme.ground, { ...spot, radius: 0.8 * spot.radius }, theme);
}

/** @type {(label: number, theme: Theme) => number[]} */
function signColour(label, { middle, negative, positive }) {
  const t = Math.max(-1, Math.min(1, label));
  const end = t < 0 ? negative : positive;
  return middle.map((value, i) => value + Math.abs(t) * (end[i] - value));
}

/** One shape, with a rim that is told from every ground, and a halo in the page's own colour.
 * @type {(context: Context, corners: import("./appearance.js").Corners, colour: number[],
 *   spot: Spot, theme: Theme) => void} */
function stamp(context, corners, colour, { x, y, radius, scale, test }, { ground, ink }) {
  context.lineJoin = "round";
  context.beginPath();
  trace(context, corners, x, y, radius);
  edge(context, css(ground, 0.8), scale * (RIM + 2 * HALO + (test ? RING : 0)));
  if (test) {
    edge(context, css(rimOf(colour, ink)), scale * (RING + 2 * RIM));
    edge(context, css(colour), scale * RING);
    context.fillStyle = css(ground);
  } else {
    edge(context, css(rimOf(colour, ink)), scale * 2 * RIM);
    context.fillStyle = css(colour);
  }
  context.fill();
}

/** @type {(context: Context, style: string, width: number) => void} */
function edge(context, style, width) {
  context.strokeStyle = style;
  context.lineWidth = width;
  context.stroke();
}

/** A point of several labels: a disc with a part in the colour of each.
 * @type {(context: Context, given: number[], spot: Spot, theme: Theme) => void} */
function wedges(context, given, { x, y, radius, scale, test }, { ground, ink, classes }) {
  const turn = (2 * Math.PI) / given.length;
  const reach = SEVERAL * radius;
  context.beginPath();
  context.arc(x, y, reach, 0, 2 * Math.PI);
  edge(context, css(ground, 0.8), scale * (RIM + 2 * HALO));
  edge(context, css(ink), scale * 2 * RIM);
  for (const [i, k] of given.entries()) {
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, reach, i * turn - Math.PI / 2, (i + 1) * turn - Math.PI / 2);
    context.fillStyle = css(classes[k]);
    context.fill();
  }
  if (!test) return;
  context.beginPath();
  context.arc(x, y, reach / 2, 0, 2 * Math.PI);
  context.fillStyle = css(ground);
  context.fill();
}
