// Bytes to colours: orange by way of a neutral middle to blue, and one colour for each class.
// A picture is written as RGBA words, one look-up a cell.

/** @typedef {[number, number, number]} Colour */
/** @typedef {{negative: Colour, middle: Colour, positive: Colour, ground: Colour, ink: Colour}} Theme */

/** Ten colours that stay apart for the colour-blind and differ in lightness.
 * @type {Colour[]} */
export const CLASSES = [
  [8, 119, 189], [245, 147, 34], [0, 158, 115], [204, 121, 167], [86, 180, 233],
  [213, 94, 0], [148, 120, 210], [180, 160, 20], [100, 100, 100], [120, 70, 40],
];

/** @type {(from: Colour, to: Colour, t: number) => number[]} */
const between = (from, to, t) => from.map((value, i) => value + t * (to[i] - value));

/** @type {(colours: number[][]) => Uint32Array<ArrayBuffer>} */
const asWords = (colours) =>
  new Uint32Array(Uint8ClampedArray.from(colours.flatMap((colour) => [...colour, 255])).buffer);

/** 256 words from negative by way of the middle to positive.
 * @type {(theme: Theme) => Uint32Array<ArrayBuffer>} */
export const signedPalette = ({ negative, middle, positive }) =>
  asWords(Array.from({ length: 256 }, (_, byte) => {
    const t = byte / 127.5 - 1;
    return between(middle, t < 0 ? negative : positive, Math.abs(t));
  }));

/** The same in two colours only: which side of the middle.
 * @type {(theme: Theme) => Uint32Array<ArrayBuffer>} */
export const twoPalette = ({ negative, middle, positive }) =>
  asWords(Array.from({ length: 256 }, (_, byte) => between(middle, byte < 128 ? negative : positive, 0.8)));

/** 256 words from the ground to one colour.
 * @type {(ground: Colour, colour: Colour) => Uint32Array<ArrayBuffer>} */
export const shadePalette = (ground, colour) =>
  asWords(Array.from({ length: 256 }, (_, byte) => between(ground, colour, byte / 255)));

/** Colour bytes by a palette.
 * @type {(bytes: Uint8Array, words: Uint32Array, palette: Uint32Array) => void} */
export function colour(bytes, words, palette) {
  for (let i = 0; i < words.length; i++) words[i] = palette[bytes[i]];
}

/** Colour each cell by its winning class, the paler the less it is sure; flat if `decided`.
 * @type {(planes: Uint8Array, words: Uint32Array, palettes: Uint32Array[], decided: boolean) => void} */
export function colourClasses(planes, words, palettes, decided) {
  const cells = words.length;
  for (let i = 0; i < cells; i++) {
    let best = 0, most = -1;
    for (let k = 0, at = i; k < palettes.length; k++, at += cells)
      if (planes[at] > most) {
        most = planes[at];
        best = k;
      }
    words[i] = palettes[best][decided ? 215 : most];
  }
}

/** @type {(colour: number[], alpha?: number) => string} */
export const css = ([r, g, b], alpha = 1) => `rgb(${r} ${g} ${b} / ${alpha})`;
