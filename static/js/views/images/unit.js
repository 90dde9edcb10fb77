// What excites a unit: the validation pictures for which its value is greatest.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { sentence } from "../../page.js";
import { imagesUnitWords as words } from "../../words/en/images.js";
import { draw, onValue, select } from "../components.js";
import { drawPictures } from "./canvases.js";
import { followSeen } from "./seen.js";
import { keepPixels, tiles } from "./tiles.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../image_types.js").ToldPictures} ToldPictures */

const COUNT = 18; // pictures

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const wrong = signal("");
  const told = signal(/** @type {ToldPictures | null} */ (null));
  const { pixels, want } = keepPixels(images);
  render(
    html`<header><h2>${words.heading}</h2></header><p class="hint">${words.about}</p>
      <div class="fields"></div><p class="fault" role="alert"></p><div class="excited"></div>`,
    root,
  );
  const [fields, fault, excited] = [".fields", ".fault", ".excited"].map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  draw(fields, () => choice(images, wrong));
  draw(fault, () => wrong.value);
  const again = followSeen(root, images, {
    moving: images.byEpoch,
    ask() {
      const { layer, unit } = images.unit.peek();
      return images.ask(`exciting?layer=${layer}&unit=${unit}&count=${COUNT}`);
    },
    take({ answer, refusal }) {
      if (refusal?.detail) wrong.value = sentence(refusal.detail);
      if (!answer) return;
      told.value = answer;
      want(answer.pictures.map((/** @type {{id: number}} */ { id }) => id));
    },
  });
  effect(() => {
    void images.unit.value;
    again();
  });
  drawPictures(excited, () => {
    const pictures = told.value?.pictures ?? [];
    const isDead = pictures.length > 0 && pictures.every(({ activation }) => activation === 0);
    return html`${isDead ? html`<p class="hint">${words.silent}</p>` : nothing}
      ${tiles(images, isDead ? [] : pictures, pixels.value)}`;
  });
}

/** @type {(images: Images, wrong: {value: string}) => Template} */
function choice(images, wrong) {
  const layers = images.topology.value?.layers ?? [];
  const { layer, unit } = images.unit.value;
  const last = (layers[layer - 1]?.units ?? 1) - 1;
  const set = (/** @type {string} */ text) => {
    const number = Number(text);
    const isUnit = text.trim() !== "" && Number.isInteger(number) && number >= 0 && number <= last;
    wrong.value = isUnit ? "" : words.unitWrong(last, text.trim());
    if (isUnit) images.unit.value = { layer, unit: number };
  };
  return html`${select({
    label: words.layer,
    control: "unit-layer",
    options: layers.map(({ name, units }, i) => ({
      name: `${i + 1}`,
      label: words.layerOption(name, units),
    })),
    value: `${layer}`,
    change: (name) => {
      wrong.value = "";
      images.unit.value = { layer: Number(name), unit: 0 };
    },
  })}<label class="field"><span class="name">${words.unit}</span>
    <input inputmode="numeric" autocomplete="off" .value=${`${unit}`}
      aria-invalid=${wrong.value ? "true" : nothing} @change=${onValue(set)}></label>`;
}
