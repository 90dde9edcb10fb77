// Points upon the large map: filled for training, hollow for test, each class in a shape of its
// own.
import { across, contextOf, HIGHEST } from "./plane.js";
import { classColour, css, shapeOf, shapeOfSign, SHAPES, trace } from "./appearance.js";

/** @typedef {import("./appearance.js").Theme} Theme */
/** @typedef {import("./paint_map.js").Scene} Scene */
/** @typedef {OffscreenCanvasRenderingContext2D} Context */
/** @typedef {{x: number, y: number, radius: number, test: boolean}} Spot */

const POINT = 3.2;
const TEST = 3; // radii in CSS pixels
const SEVERAL = 1.35; // how much larger a point of several labels is, for its parts to be seen
const MANY = 1500; // points, from which on they are drawn smaller
const PALE = 70; // of 255: how near to the ground a colour is hard to see on it

/** Points as a layer of their own, drawn anew only when they change; over `line` their labels are
 * heights.
 * @type {(points: import("../types.js").Point[], scene: Scene, test: boolean,
 *   line: string | null) => OffscreenCanvas} */
export function drawPoints(points, scene, test, line) {
  const {
    size,
    options: { ratio },
  } = scene;
  const layer = new OffscreenCanvas(size, size);
  const context = contextOf(layer);
  context.lineWidth = (test ? 1.6 : 1) * ratio;
  const radius = (test ? TEST : POINT) * ratio * (points.length > MANY ? 0.7 : 1);
  for (const [x1, x2, label] of points) {
    const x = across(line === "x2" ? x2 : x1, size);
    const up = line
      ? (Math.max(-HIGHEST, Math.min(HIGHEST, Number(label))) * size) / (2 * HIGHEST) + size / 2
      : across(x2, size);
    drawPoint(context, label, { x, y: size - up, radius, test }, scene);
  }
  return layer;
}

/** How a problem's labels look; those of no shape of their own are discs of their sign.
 * @type {Record<string, (label: number, theme: Theme) => [import("./appearance.js").Corners,
 *   number[]]>} */
const LOOKS = {
  multiclass: (label) => [shapeOf(label), classColour(label)],
  classification: (label, theme) => [shapeOfSign(label), signColour(label, theme)],
};

/** A label is a number, or for several labels a list of no and yes.
 * @type {(context: Context, label: import("../types.js").Label, spot: Spot, scene: Scene) =>
 *   void} */
function drawPoint(context, label, spot, scene) {
  const {
    theme,
    options: { problem, selectedClass },
  } = scene;
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
  if (seen.length) return stamp(context, shapeOf(seen[0]), classColour(seen[0]), spot, theme);
  return stamp(context, SHAPES[0], theme.ground, { ...spot, radius: 0.8 * spot.radius }, theme);
}

/** @type {(label: number, theme: Theme) => number[]} */
function signColour(label, { middle, negative, positive }) {
  const t = Math.max(-1, Math.min(1, label));
  const end = t < 0 ? negative : positive;
  return middle.map((value, i) => value + Math.abs(t) * (end[i] - value));
}

/** One shape, edged against what it lies on: a pale point in ink, any other in the ground's colour.
 * @type {(context: Context, corners: import("./appearance.js").Corners, colour: number[],
 *   spot: Spot,
 *   theme: Theme) => void} */
function stamp(context, corners, colour, { x, y, radius, test }, { ground, ink }) {
  const pale = colour.every((value, i) => Math.abs(value - ground[i]) < PALE);
  context.beginPath();
  trace(context, corners, x, y, radius);
  context.fillStyle = test ? css(ground, 0.6) : css(colour);
  if (pale) context.strokeStyle = css(ink, 0.6);
  else context.strokeStyle = test ? css(colour) : css(ground, 0.95);
  if (test) context.fill();
  context.stroke();
  if (!test) context.fill();
}

/** A point of several labels: a disc with a part in the colour of each.
 * @type {(context: Context, classes: number[], spot: Spot, theme: Theme) => void} */
function wedges(context, classes, { x, y, radius, test }, { ground }) {
  const turn = (2 * Math.PI) / classes.length;
  const reach = SEVERAL * radius;
  context.beginPath();
  context.arc(x, y, reach, 0, 2 * Math.PI);
  context.strokeStyle = css(ground, 0.95);
  context.stroke();
  for (const [i, k] of classes.entries()) {
    context.beginPath();
    context.moveTo(x, y);
    context.arc(x, y, reach, i * turn - Math.PI / 2, (i + 1) * turn - Math.PI / 2);
    context.fillStyle = css(classColour(k));
    context.fill();
  }
  if (!test) return;
  context.beginPath();
  context.arc(x, y, reach / 2, 0, 2 * Math.PI);
  context.fillStyle = css(ground);
  context.fill();
}
