// Bytes to colours: orange by way of a neutral middle to blue, and one colour for each class.
// A picture is written as RGBA words, one look-up a cell.

/** @typedef {[number, number, number]} Colour */
/** @typedef {{negative: Colour, middle: Colour, positive: Colour, ground: Colour,
 *   ink: Colour}} Theme */

/** Ten colours that stay apart for the colour-blind and differ in lightness.
 * @type {Colour[]} */
export const CLASSES = [
  [8, 119, 189],
  [245, 147, 34],
  [0, 158, 115],
  [204, 121, 167],
  [86, 180, 233],
  [213, 94, 0],
  [148, 120, 210],
  [180, 160, 20],
  [100, 100, 100],
  [120, 70, 40],
];

/** @type {(k: number) => Colour} */
export const classColour = (k) => CLASSES[Math.abs(Math.trunc(k)) % CLASSES.length];

const DECIDED = 0.84; // of full colour: where something is decided on, with no shades

/** @type {(from: number[], to: number[], t: number) => number[]} */
const between = (from, to, t) => from.map((value, i) => value + t * (to[i] - value));

/** @type {(colours: number[][]) => Uint32Array<ArrayBuffer>} */
const asWords = (colours) =>
  new Uint32Array(Uint8ClampedArray.from(colours.flatMap((colour) => [...colour, 255])).buffer);

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
  asWords([negative, positive].map((end) => between(middle, end, 0.8)));

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

/** The mean of some classes' colours.
 * @type {(classes: number[]) => number[]} */
export const mixed = (classes) =>
  [0, 1, 2].map((i) => classes.reduce((sum, k) => sum + classColour(k)[i], 0) / classes.length);

/** One word for every set of labels, as bits: a mixture of their colours, the ground for none.
 * @type {(channels: number, ground: Colour) => Uint32Array<ArrayBuffer>} */
export const labelPalette = (channels, ground) =>
  asWords(
    Array.from({ length: 2 ** channels }, (_, bits) => {
      const given = Array.from({ length: channels }, (_, k) => k).filter((k) => bits & (1 << k));
      return given.length ? between(ground, mixed(given), DECIDED) : ground;
    }),
  );

/** Colour cells by all their labels at once: mixed by how probable each is, as pale as the most
 * probable.
 * @type {(planes: Uint8Array, words: Uint32Array, channels: number, ground: Colour) => void} */
export function colourLabels(planes, words, channels, ground) {
  const cells = words.length;
  for (let i = 0; i < cells; i++) {
    let sum = 0;
    let most = 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let k = 0, at = i; k < channels; k++, at += cells) {
      const weight = planes[at];
      const [r, g, b] = classColour(k);
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
