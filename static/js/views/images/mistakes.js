// The worst mistakes now, and what the network said of the same pictures at other epochs.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { imagesMistakesWords as words } from "../../words/en/images.js";
import { draw, onValue } from "../components.js";
import { drawPictures } from "./canvases.js";
import { followSeen } from "./seen.js";
import { canvas, keepPixels, tiles } from "./tiles.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../image_types.js").PastPictures} PastPictures */
/** @typedef {import("../../image_types.js").Told} Told */
/** @typedef {{pictures: Told[], past: PastPictures | null}} Mistakes */

const PACE = 1200; // milliseconds between two looks at them while the run moves
const COUNT = 24; // mistakes
const FOLLOWED = 8; // of them, along the epochs
const MOST_EPOCHS = 8;
const FIRST_EPOCHS = [1, 5, 30]; // the book's

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const told = signal(/** @type {Mistakes | null} */ (null));
  const epochs = signal(FIRST_EPOCHS);
  const wrong = signal("");
  const { pixels, want } = keepPixels(images);
  render(
    html`<header><h2>${words.heading}</h2></header><p class="hint">${words.about}</p>
      <div class="worst"></div><h3>${words.strip}</h3>
      <div class="fields"></div><p class="fault" role="alert"></p><div class="strip"></div>`,
    root,
  );
  const [worst, fields, fault, strip] = [".worst", ".fields", ".fault", ".strip"].map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  const again = followSeen(root, images, {
    moving: images.byEpoch,
    pace: PACE,
    ask: () => askMistakes(images, epochs.peek()),
    take({ answer }) {
      if (!answer) return;
      told.value = answer;
      want(answer.pictures.map((/** @type {Told} */ { id }) => id));
    },
  });
  drawPictures(worst, () => {
    const pictures = told.value?.pictures;
    if (pictures && !pictures.length) return html`<p class="hint">${words.none}</p>`;
    return pictures ? tiles(images, pictures, pixels.value) : nothing;
  });
  draw(fault, () => wrong.value);
  draw(fields, () => {
    const set = (/** @type {string} */ text) => {
      const found = epochsOf(text);
      wrong.value = found ? "" : words.epochsWrong(text.trim());
      if (!found) return;
      epochs.value = found;
      again();
    };
    return html`<label class="field"><span class="name">${words.epochs}</span>
      <input autocomplete="off" .value=${epochs.value.join(", ")} title=${words.epochsHint}
        aria-invalid=${wrong.value ? "true" : nothing} @change=${onValue(set)}></label>`;
  });
  drawPictures(strip, () => (told.value ? table(images, told.value, pixels.value) : nothing));
}

/** The mistakes, and what the network said of the first ones at those epochs that it has reached.
 * @type {(images: Images, epochs: number[]) => Promise<import("../../types.js").Asked>} */
async function askMistakes(images, epochs) {
  const told = await images.ask(`mistakes?count=${COUNT}`);
  const pictures = /** @type {Told[]} */ (told.answer?.pictures ?? []);
  if (!told.answer || !pictures.length) return told;
  const ids = pictures.slice(0, FOLLOWED).map(({ id }) => id);
  const reached = epochs.filter((epoch) => epoch <= images.latest.peek());
  const none = { answer: { epochs: [], pictures: [] } };
  const asked = `pictures?ids=${ids.join(",")}&epochs=${reached.join(",")}`;
  const past = reached.length ? await images.ask(asked) : none;
  return { answer: { ...told.answer, past: past.answer }, refusal: null };
}

/** Whole numbers from 0 of a text, ascending; null if it is something else.
 * @type {(text: string) => number[] | null} */
function epochsOf(text) {
  const parts = text.split(/[\s,;]+/).filter(Boolean);
  if (!parts.length || parts.length > MOST_EPOCHS || !parts.every((part) => /^\d{1,6}$/.test(part)))
    return null;
  return [...new Set(parts.map(Number))].sort((one, other) => one - other);
}

/** @type {(images: Images, told: Mistakes, pixels: Map<number, Uint8Array>) => Template} */
function table(images, { pictures, past }, pixels) {
  if (!pictures.length || !past) return nothing;
  if (!past.epochs.length) return html`<p class="hint">${words.noEpochs}</p>`;
  const names = images.classes.value;
  return html`<div class="scrolled" tabindex="0" role="group" aria-label=${words.stripAbout}>
    <table><caption class="unseen">${words.stripAbout}</caption>
    <thead><tr><th scope="col">${words.picture}</th>${past.epochs.map(
      (epoch) => html`<th scope="col">${words.epoch(epoch)}</th>`,
    )}</tr></thead>
    <tbody>${past.pictures.map(
      ({ id, label, said, probabilities }) => html`<tr><th scope="row"><span class="with-picture">
        ${canvas(images, pixels.get(id))} ${names[label]}</span></th>
      ${past.epochs.map(
        (_, at) => html`<td class=${said[at] === label ? "right" : "wrong"}>
          ${said[at] === label ? "✓" : "✗"}
          ${words.cell(names[said[at]], probabilities[at]?.[label] ?? 0)}</td>`,
      )}</tr>`,
    )}</tbody></table></div>`;
}
