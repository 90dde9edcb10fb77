// Pictures with a line beneath each: what it is, what the network says of it.  A press asks the
// network about the picture.
import { html } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { imagesPicturesWords as words } from "../../words/en/images.js";
import { signed } from "../format.js";
import { askAbout } from "./showing.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../image_types.js").Told} Told */
/** @typedef {Map<number, Uint8Array>} Pixels */

const AGAIN = 3000; // milliseconds until pixels that did not come are asked for again

/** The pixels of the pictures that are wanted, as soon as they have come.
 * @type {(images: Images) => {pixels: {value: Pixels}, want: (ids: number[]) => void}} */
export function keepPixels(images) {
  const pixels = signal(/** @type {Pixels} */ (new Map()));
  let wanted = /** @type {number[]} */ ([]);
  const want = async (/** @type {number[]} */ ids) => {
    wanted = ids;
    if (!ids.length) return;
    const found = await images.pixels(ids);
    if (wanted !== ids) return;
    if (found) pixels.value = found;
    else setTimeout(() => wanted === ids && want(ids), AGAIN);
  };
  return { pixels, want };
}

/** A canvas for a picture, painted by `drawPictures`.
 * @type {(images: Images, bytes: Uint8Array | undefined) => Template} */
export function canvas(images, bytes) {
  const [height, width] = images.topology.value?.shape ?? [1, 1];
  return html`<canvas class="picture" width=${width} height=${height} aria-hidden="true"
    .picture=${pictureOf(bytes, width, height)}></canvas>`;
}

/** @type {WeakMap<Uint8Array, import("./canvases.js").Picture>} */
const pictures = new WeakMap();

/** The same object for the same bytes, so that nothing is painted twice.
 * @type {(bytes: Uint8Array | undefined, width: number, height: number) =>
 *   import("./canvases.js").Picture | null} */
function pictureOf(bytes, width, height) {
  if (!bytes || bytes.length !== width * height) return null;
  const picture = pictures.get(bytes) ?? { bytes, width, height };
  pictures.set(bytes, picture);
  return picture;
}

/** @type {(images: Images, told: Told[], pixels: Pixels) => Template} */
export const tiles = (images, told, pixels) =>
  html`<ul class="pictures">${told.map(
    (one) => html`<li>${tile(images, one, pixels.get(one.id))}</li>`,
  )}</ul>`;

/** @type {(images: Images, told: Told, bytes: Uint8Array | undefined) => Template} */
function tile(images, { id, label, said, probabilities, activation }, bytes) {
  const [is, told] = [label, said].map((k) => images.classes.value[k]);
  const value = activation === undefined ? "" : signed(activation);
  const text = value
    ? words.excited(id, is, value)
    : words.picture(id, is, told, probabilities?.[said]);
  const kind = value ? "excited" : label === said ? "right" : "wrong";
  return html`<button class=${kind} aria-label=${text} title=${text}
      @click=${() => askAbout(images, id)}>
      ${canvas(images, bytes)}
      <span class="is">${is}</span>
      <span class="said">${value || `${label === said ? "✓" : "✗"} ${told}`}</span></button>`;
}
