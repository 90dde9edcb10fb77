// How values and classes look, on the map, in the legend and in the pictures of the data: orange by
// way of a neutral middle to blue for values, and for each class a colour and a shape, so that
// colour is never alone.  A picture is written as RGBA words, one look-up a cell.  Corners lie
// about the origin, sized so that all shapes weigh about the same as a disc of radius 1.

/** @typedef {[number, number, number]} Colour */
/** @typedef {{negative: Colour, middle: Colour, positive: Colour, ground: Colour, ink: Colour,
 *   classes: Colour[]}} Theme */

/** Dashes and gaps of a weight's line, in CSS pixels. */
export const DASHES = { positive: [9, 2], negative: [4, 5] };

/** The colour of class k, of those that the catalog gives.
 * @type {(colours: Colour[], k: number) => Colour} */
export const classColour = (colours, k) => colours[Math.abs(Math.trunc(k)) % colours.length];

/** How much of its colour the ground of a large map takes: a point must be told from it. */
export const PALE = 0.57;
const DECIDED = 0.84; // of that: where something is decided on, with no shades
const DEEP = 0.8; // of ink, in the rim of a point

/** @type {(from: number[], to: number[], t: number) => number[]} */
const between = (from, to, t) => from.map((value, i) => value + t * (to[i] - value));

/** @type {(colours: number[][]) => Uint32Array<ArrayBuffer>} */
const asWords = (colours) =>
  new Uint32Array(Uint8ClampedArray.from(colours.flatMap((colour) => [...colour, 255])).buffer);

/** A colour of the ground beneath points.
 * @type {(middle: number[], colour: number[]) => Colour} */
export const paleOf = (middle, colour) => /** @type {Colour} */ (between(middle, colour, PALE));

/** The rim of a point of a colour: far from every ground, whatever the theme.
 * @type {(colour: number[], ink: number[]) => number[]} */
export const rimOf = (colour, ink) => between(colour, ink, DEEP);

/** A theme whose colours are as pale as the ground beneath points.
 * @type {(theme: Theme) => Theme} */
export const paleTheme = (theme) => ({
  ...theme,
  negative: paleOf(theme.middle, theme.negative),
  positive: paleOf(theme.middle, theme.positive),
  classes: theme.classes.map((colour) => paleOf(theme.middle, colour)),
});

/** 256 words from negative by way of the middle to positive.
 * @type {(theme: Theme) => Uint32Array<ArrayBuffer>} */
export const signedPalette = ({ negative, middle, positive }) =>
  asWords(
    Array.from({ length: 256 }, (_, byte) => {
      const t = byte / 127.5 - 1;
      return between(middle, t < 0 ? negative : positive, Math.abs(t));
    }),
  );

/** The same in two words only: which side of the middle.
 * @type {(theme: Theme) => Uint32Array<ArrayBuffer>} */
export const twoPalette = ({ negative, middle, positive }) =>
  asWords([negative, positive].map((end) => between(middle, end, DECIDED)));

/** 256 words from the ground to one colour.
 * @type {(ground: Colour, colour: Colour) => Uint32Array<ArrayBuffer>} */
export const shadePalette = (ground, colour) =>
  asWords(Array.from({ length: 256 }, (_, byte) => between(ground, colour, byte / 255)));

/** Two words, no and yes, of one colour.
 * @type {(ground: Colour, colour: Colour) => Uint32Array<ArrayBuffer>} */
export const yesPalette = (ground, colour) => asWords([ground, between(ground, colour, DECIDED)]);

/** Colour bytes by a palette.
 * @type {(bytes: Uint8Array, words: Uint32Array, palette: Uint32Array) => void} */
export function colour(bytes, words, palette) {
  for (let i = 0; i < words.length; i++) words[i] = palette[bytes[i]];
}

/** The mean of some colours.
 * @type {(colours: Colour[]) => number[]} */
const mixed = (colours) =>
  [0, 1, 2].map((i) => colours.reduce((sum, colour) => sum + colour[i], 0) / colours.length);

/** One word for every set of labels, as bits: a mixture of their colours, the ground for none.
 * @type {(channels: number, theme: Theme) => Uint32Array<ArrayBuffer>} */
export const labelPalette = (channels, { middle, classes }) =>
  asWords(
    Array.from({ length: 2 ** channels }, (_, bits) => {
      const given = classes.slice(0, channels).filter((_, k) => bits & (1 << k));
      return given.length ? between(middle, mixed(given), DECIDED) : middle;
    }),
  );

/** Colour cells by all their labels at once: mixed by how probable each is, as pale as the most
 * probable.
 * @type {(planes: Uint8Array, words: Uint32Array, channels: number, theme: Theme) => void} */
export function colourLabels(planes, words, channels, { middle: ground, classes }) {
  const cells = words.length;
  for (let i = 0; i < cells; i++) {
    let sum = 0;
    let most = 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0, at = i; k < channels; k++, at += cells) {
      const weight = planes[at];
      const [r, g, b] = classes[k];
      sum += weight;
      if (weight > most) most = weight;
      red += weight * r;
      green += weight * g;
      blue += weight * b;
    }
    const share = most / 255;
    const scale = sum ? share / sum : 0;
    const rest = 1 - share;
    words[i] =
      0xff000000 |
      ((blue * scale + ground[2] * rest) << 16) |
      ((green * scale + ground[1] * rest) << 8) |
      (red * scale + ground[0] * rest);
  }
}

/** @type {(colour: number[], alpha?: number) => string} */
export const css = ([r, g, b], alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;

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
