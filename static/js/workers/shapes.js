// A shape for each class, so that colour is never alone: on the map, in the legend, in the pictures
// of the data. Corners lie about the origin, sized so that all shapes weigh about the same as a
// disc of radius 1.

/** @typedef {[number, number][]} Corners no corners are the circle */
/** @typedef {{moveTo(x: number, y: number): void, lineTo(x: number, y: number): void,
 *   closePath(): void,
 *   arc(x: number, y: number, radius: number, from: number, to: number): void}} Pen */

const TURN = 2 * Math.PI;

/** Corners of a ring of radii by turns, the first one at an angle.
 * @type {(count: number, radii: number[], turn: number) => Corners} */
const star = (count, radii, turn) =>
  Array.from({ length: count }, (_, i) => {
    const radius = radii[i % radii.length];
    const angle = TURN * (turn + i / count);
    return [radius * Math.cos(angle), radius * Math.sin(angle)];
  });

/** @type {(corners: Corners, turn: number) => Corners} */
const turned = (corners, turn) => {
  const [c, s] = [Math.cos(TURN * turn), Math.sin(TURN * turn)];
  return corners.map(([x, y]) => [c * x - s * y, s * x + c * y]);
};

const ARM = 0.42;
const LONG = 1.3; // of a cross: half its width, its reach
/** @type {Corners} */
const CROSS = [
  [ARM, -LONG],
  [ARM, -ARM],
  [LONG, -ARM],
  [LONG, ARM],
  [ARM, ARM],
  [ARM, LONG],
  [-ARM, LONG],
  [-ARM, ARM],
  [-LONG, ARM],
  [-LONG, -ARM],
  [-ARM, -ARM],
  [-ARM, -LONG],
];

/** Circle, square, triangle, diamond, cross, triangle upside down, cross askew, star, hourglass,
 * bar.
 * @type {Corners[]} */
export const SHAPES = [
  [],
  star(4, [1.25], 1 / 8),
  star(3, [1.4], -1 / 4),
  star(4, [1.35], 0),
  CROSS,
  star(3, [1.4], 1 / 4),
  turned(CROSS, 1 / 8),
  star(10, [1.5, 0.65], -1 / 4),
  [
    [-1.15, -1.2],
    [1.15, -1.2],
    [-1.15, 1.2],
    [1.15, 1.2],
  ],
  [
    [-1.45, -0.6],
    [1.45, -0.6],
    [1.45, 0.6],
    [-1.45, 0.6],
  ],
];

/** The shape of class k.
 * @type {(k: number) => Corners} */
export const shapeOf = (k) => SHAPES[Math.abs(Math.trunc(k)) % SHAPES.length];

/** The shape of a label of two: a disc for yes, a square for no.
 * @type {(label: number) => Corners} */
export const shapeOfSign = (label) => SHAPES[label < 0 ? 1 : 0];

/** Add a shape to a canvas's path.
 * @type {(pen: Pen, corners: Corners, x: number, y: number, radius: number) => void} */
export function trace(pen, corners, x, y, radius) {
  if (!corners.length) {
    pen.moveTo(x + radius, y);
    return pen.arc(x, y, radius, 0, TURN);
  }
  corners.forEach(([dx, dy], i) =>
    i ? pen.lineTo(x + radius * dx, y + radius * dy) : pen.moveTo(x + radius * dx, y + radius * dy),
  );
  pen.closePath();
}

/** The same for SVG, about the origin with radius 1.
 * @type {(corners: Corners) => string} */
export const outline = (corners) =>
  corners.length
    ? `M${corners.map((corner) => corner.map((value) => value.toFixed(2)).join(" ")).join("L")}Z`
    : "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z";
