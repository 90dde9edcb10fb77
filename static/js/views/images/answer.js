// What the network says of the picture that it is asked about: as it sees it, the probabilities of
// all classes, and what each layer with maps makes of it.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { bytesOf, parted, textOf } from "../../images/base64.js";
import { sheetOf } from "../../images/pixels.js";
import { sentence } from "../../page.js";
import { imagesAskWords as words } from "../../words/en/images.js";
import { loss, percent } from "../format.js";
import { drawPictures, paintWords, paletteOf, themes } from "./canvases.js";
import { followSeen } from "./seen.js";
import { canvas } from "./tiles.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../image_types.js").AskedPicture} AskedPicture */
/** @typedef {import("../../image_types.js").Asking} Asking */
/** @typedef {import("../../image_types.js").LayerMaps} LayerMaps */
/** @typedef {{asked: Asking, answer: AskedPicture, seen: Uint8Array}} Answered */

const PACE = 250; // milliseconds between two questions about one picture while the run moves
const NAMED = 3; // classes and maps that are named
const SCALE = 2; // CSS pixels of a pixel of a map

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const told = signal(/** @type {Answered | null} */ (null));
  const wrong = signal("");
  const again = followSeen(root, images, {
    pace: PACE,
    ask: () => ask(images),
    take({ answer, refusal }) {
      wrong.value = refusal?.detail ? sentence(refusal.detail) : "";
      if (answer) told.value = answer.asked ? answer : null;
    },
  });
  effect(() => {
    void images.asked.value;
    again();
  });
  const [says, maps] = [document.createElement("div"), document.createElement("div")];
  maps.className = "maps";
  root.replaceChildren(says, maps);
  drawPictures(says, () => contents(images, told.value, wrong.value));
  effect(() => {
    void themes.value;
    render(mapsOf(told.value), maps);
    paintMaps(maps, told.value?.answer.layers ?? []);
  });
}

/** @type {(images: Images) => Promise<import("../../types.js").Asked>} */
async function ask(images) {
  const asked = images.asked.peek();
  if (!asked) return { answer: { asked }, refusal: null };
  const maps = Boolean(images.topology.peek()?.maps.length);
  const what = "id" in asked ? { id: asked.id } : { pixels: textOf(asked.pixels) };
  const { answer, refusal } = await images.ask("answer", { ...what, maps });
  if (!answer) return { answer: null, refusal };
  return { answer: { asked, answer, seen: bytesOf(answer.seen) }, refusal: null };
}

/** @type {(images: Images, told: Answered | null, wrong: string) => Template} */
function contents(images, told, wrong) {
  if (!told) return html`${faultOf(wrong)}<p class="hint">${words.empty}</p>`;
  const { asked, answer, seen } = told;
  const names = images.classes.value;
  const [[first, most], ...rest] = answer.top;
  const inked = seen.reduce((sum, byte) => sum + (byte ? 1 : 0), 0);
  const others = rest.slice(0, NAMED - 1).map(([k, share]) => words.rank(names[k], share));
  return html`${faultOf(wrong)}<div class="answer">
    <figure><div role="img" aria-label=${words.seenPicture(images.side.value, inked)}>
      ${canvas(images, seen)}</div><figcaption>${words.seen}</figcaption></figure>
    <div><p class="hint">${sourceOf(asked, answer, names)}</p>
      <p class="says" role="status"><strong>${words.says(names[first], most)}</strong>
        ${verdict(answer.label, first, names)}
        ${others.length ? words.then(others.join(", ")) : nothing}</p>
      <p class="hint">${words.atEpoch(answer.epoch)}</p></div></div>
    ${bars(names, answer)}`;
}

/** @type {(wrong: string) => Template} */
const faultOf = (wrong) => html`<p class="fault" role="alert">${wrong}</p>`;

/** @type {(asked: Asking, answer: AskedPicture, names: string[]) => string} */
const sourceOf = (asked, { label }, names) =>
  "id" in asked
    ? words.ofData(asked.id, label == null ? words.leftOut : names[label])
    : words.drawn;

/** @type {(label: number | null | undefined, said: number, names: string[]) => string} */
function verdict(label, said, names) {
  if (label == null) return "";
  return label === said ? words.isRight : words.isWrong(names[label]);
}

/** A bar for each class; those named first are marked.
 * @type {(names: string[], answer: AskedPicture) => Template} */
const bars = (names, { probabilities, top, label }) => html`<table class="bars">
  <caption class="unseen">${words.probabilities}</caption>
  <thead class="unseen"><tr><th scope="col">${words.class}</th>
    <th scope="col">${words.probability}</th></tr></thead>
  <tbody>${names.map((name, k) => {
    const rank = top.findIndex(([one]) => one === k);
    const share = probabilities[k] ?? 0;
    return html`<tr class=${rank === 0 ? "first" : rank > 0 ? "named" : ""}>
      <th scope="row">${name}${label === k ? " ✓" : ""}</th>
      <td><svg class="bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect
          width=${100 * share} height="8"></rect></svg>
        <span class="share">${percent(share)}</span></td></tr>`;
  })}</tbody></table>`;

/** @type {(told: Answered | null) => Template} */
function mapsOf(told) {
  const layers = told?.answer.layers ?? [];
  if (!layers.length) return nothing;
  return html`<h3>${words.maps}</h3><p class="hint">${words.mapsAbout}</p>
    ${layers.map(
      ({ name, channels, height, width, largest, maps }) => html`<figure>
        <canvas role="img" aria-label=${words.mapsPicture(
          name,
          channels,
          strongest({ channels, height, width, maps }),
        )}></canvas>
        <figcaption>${words.layer(name, channels, height, width)};
          ${largest > 0 ? words.largest(loss(largest)) : words.silentMaps}</figcaption></figure>`,
    )}`;
}

/** The numbers of the maps with the largest sums.
 * @type {(layer: {channels: number, height: number, width: number, maps: string}) => string} */
const strongest = ({ height, width, maps }) =>
  parted(bytesOf(maps), height * width)
    .map((bytes, at) => ({ at, sum: bytes.reduce((sum, byte) => sum + byte, 0) }))
    .sort((one, other) => other.sum - one.sum)
    .slice(0, NAMED)
    .map(({ at }) => at)
    .join(", ");

/** @type {(root: HTMLElement, layers: LayerMaps[]) => void} */
function paintMaps(root, layers) {
  const canvases = root.querySelectorAll("canvas");
  layers.forEach(({ height, width, channels, maps }, at) => {
    const found = canvases[at];
    if (!found) return;
    const pictures = parted(bytesOf(maps), height * width);
    const room = Math.floor(root.clientWidth / (SCALE * (width + 1)));
    const columns = Math.max(1, Math.min(room, channels));
    const sheet = sheetOf(pictures, { width, height, columns }, paletteOf("grey"));
    paintWords(found, sheet);
    found.style.width = `${SCALE * sheet.width}px`;
  });
}
