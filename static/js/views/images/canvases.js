// Canvases in templates: an element gets its bytes as a property, and all that have new ones are
// painted at once, after the template was rendered; again when the theme changes.
import { render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { onThemeChange, sheetColour, coloursOf } from "../../sheet_colours.js";
import { shadePalette, signedPalette } from "../../workers/appearance.js";

/** @typedef {import("../../images/pixels.js").Sheet} Sheet */
/** @typedef {{bytes: Uint8Array, width: number, height: number}} Picture
 * @typedef {HTMLCanvasElement & {picture?: Picture, painted?: Picture, theme?: number}} Painted */

/** Grows with each change of the theme: what is drawn in its colours reads it. */
export const themes = signal(0);
onThemeChange(() => themes.value++);

/** @type {{theme: number, grey: Uint32Array<ArrayBuffer>, signed: Uint32Array<ArrayBuffer>}} */
let palettes = { theme: -1, grey: new Uint32Array(256), signed: new Uint32Array(256) };

/** The words of bytes: grey from the ground to the ink, signed from orange to blue. */
export function paletteOf(/** @type {"grey" | "signed"} */ name) {
  const theme = themes.value;
  if (palettes.theme !== theme) {
    const colour = (/** @type {string} */ one) => coloursOf(sheetColour(one));
    const [negative, middle, positive] = ["negative", "middle", "positive"].map(colour);
    const [raised, ink] = ["raised", "ink"].map(colour);
    const unused = { ground: raised, ink, classes: [] };
    palettes = {
      theme,
      grey: shadePalette(raised, ink),
      signed: signedPalette({ negative, middle, positive, ...unused }),
    };
  }
  return palettes[name];
}

/** @type {(canvas: HTMLCanvasElement, picture: Picture) => void} */
export function paintPicture(canvas, { bytes, width, height }) {
  const palette = paletteOf("grey");
  const words = new Uint32Array(width * height);
  for (let i = 0; i < words.length; i++) words[i] = palette[bytes[i]];
  paintWords(canvas, { width, height, words });
}

/** @type {(canvas: HTMLCanvasElement,
 *   sheet: {width: number, height: number, words: Uint32Array<ArrayBuffer>}) => void} */
export function paintWords(canvas, { width, height, words }) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const colours = new Uint8ClampedArray(words.buffer);
  context.putImageData(new ImageData(colours, width, height), 0, 0);
}

/** Draw a template that has canvases with `.picture`, again whenever a signal that it reads has
 * changed.
 * @type {(place: HTMLElement, template: () => unknown) => () => void} */
export const drawPictures = (place, template) =>
  effect(() => {
    render(template(), place);
    const theme = themes.value;
    for (const found of place.querySelectorAll("canvas.picture")) {
      const canvas = /** @type {Painted} */ (found);
      const { picture } = canvas;
      if (canvas.painted === picture && canvas.theme === theme) continue;
      if (picture) paintPicture(canvas, picture);
      else canvas.getContext("2d")?.clearRect(0, 0, canvas.width, canvas.height); // another's
      Object.assign(canvas, { painted: picture, theme });
    }
  });
