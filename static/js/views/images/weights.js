// The first layer's weights as a wall of pictures, in the order of their numbers or norms.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { bytesOf, parted } from "../../images/base64.js";
import { imagesWeightsWords as words } from "../../words/en/images.js";
import { draw, select } from "../components.js";
import { loss, signed } from "../format.js";
import { paletteOf, themes } from "./canvases.js";
import { followSeen } from "./seen.js";
import { showUnit } from "./showing.js";
import { createWall } from "./wall.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../image_types.js").FirstWeights} FirstWeights */
/** @typedef {FirstWeights & {parts: Uint8Array[]}} Shown */

const PACE = 1500; // milliseconds between two looks at the weights while the run moves
const MOST = 512; // units that are asked for
const MIDDLE = 128; // the byte of a weight of 0

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const order = signal("number");
  const shown = signal(/** @type {Shown | null} */ (null));
  const at = signal(0); // in the order
  render(
    html`<header><h2>${words.heading}</h2><div class="options"></div></header>
      <p class="hint"></p><div class="wall-place"></div>
      <p class="told" role="status"></p>
      <div class="signs" role="img" aria-label=${words.legend}><span>${words.negative}</span>
        <span class="scale"></span><span>${words.positive}</span></div>`,
    root,
  );
  const [options, about, place, told] = [".options", ".hint", ".wall-place", ".told"].map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  draw(options, () => choice(order));
  draw(about, () => (shown.value ? words.about(shown.value.units, shown.value.layer) : ""));
  draw(told, () => toldOf(shown.value, unitAt(shown.value, order.value, at.value)));
  const wall = createWall(place, {
    palette: () => paletteOf("signed"),
    move: (next) => (at.value = next),
    open: (next) => {
      const unit = unitAt(shown.peek(), order.peek(), next);
      if (unit !== null && !hasFilters(images)) showUnit(images, 1, unit);
    },
  });
  effect(() => {
    if (!shown.value) return;
    void themes.value;
    const { parts, width, height, units } = shown.value;
    const pictures = orderOf(shown.value, order.value).map((unit) => parts[unit]);
    wall.show(words.wall(units), { pictures, width, height });
  });
  followSeen(root, images, {
    pace: PACE,
    ask: () => images.ask(`weights?first=0&count=${MOST}`),
    take({ answer }) {
      if (!answer) return;
      const parts = parted(bytesOf(answer.pictures), answer.width * answer.height);
      shown.value = { ...answer, parts };
    },
  });
}

/** A filter is no unit of a hidden layer: what excites it is not asked.
 * @type {(images: Images) => boolean} */
const hasFilters = ({ document }) => Boolean(document.peek()?.network.convolution.length);

/** @type {(order: {value: string}) => Template} */
const choice = (order) =>
  select({
    label: words.sortedBy,
    control: "weights-order",
    options: [
      { name: "number", label: words.byNumber },
      { name: "norm", label: words.byNorm },
    ],
    value: order.value,
    change: (name) => (order.value = name),
  });

/** The units in the order in which they are shown.
 * @type {(shown: FirstWeights, order: string) => number[]} */
function orderOf({ norms }, order) {
  const units = norms.map((_, unit) => unit);
  return order === "norm" ? units.sort((one, other) => norms[other] - norms[one]) : units;
}

/** @type {(shown: FirstWeights | null, order: string, at: number) => number | null} */
const unitAt = (shown, order, at) => (shown ? (orderOf(shown, order)[at] ?? null) : null);

/** A unit in words.
 * @type {(shown: Shown | null, unit: number | null) => string} */
function toldOf(shown, unit) {
  if (!shown || unit === null) return "";
  const { norms, biases, scales, parts, width, height } = shown;
  const text = words.unit(unit, loss(norms[unit]), signed(biases[unit]), loss(scales[unit]));
  return text + words.strongest(placeOf(parts[unit], width, height));
}

/** Where the largest weight lies: in which third down and across.
 * @type {(bytes: Uint8Array, width: number, height: number) => string} */
function placeOf(bytes, width, height) {
  let most = 0;
  bytes.forEach((byte, i) => {
    if (Math.abs(byte - MIDDLE) > Math.abs(bytes[most] - MIDDLE)) most = i;
  });
  const third = (/** @type {number} */ place, /** @type {number} */ all) =>
    Math.min(2, Math.floor((3 * place) / all));
  const down = words.rows[third(Math.floor(most / width), height)];
  return words.place(down, words.columns[third(most % width, width)]);
}
