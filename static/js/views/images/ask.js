// Paper on which a picture is drawn, with a pointer, a finger or keys; or a picture of the data is
// laid upon it.  What is drawn is what the network is asked about.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { createPaper, usualRadius } from "../../images/paper.js";
import { imagesAskWords as words } from "../../words/en/images.js";
import { draw, onValue } from "../components.js";
import { paintPicture, themes } from "./canvases.js";
import { followHand } from "./hand.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../images/paper.js").Paper} Paper */
/** @typedef {{width: keyof typeof WIDTHS, isErasing: boolean}} Tool */

/** How much thicker than the usual brush each is. */
const WIDTHS = { thin: 0.6, usual: 1, thick: 2.4 };
const PACE = 120; // milliseconds between two drawings that the network is asked about, at least

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  const tool = signal(/** @type {Tool} */ ({ width: "usual", isErasing: false }));
  const wrong = signal("");
  render(
    html`<header><h2>${words.heading}</h2></header><p class="hint">${words.about}</p>
      <div class="paper"><canvas role="application" tabindex="0" aria-label=${words.paper}
        aria-describedby="paper-keys"></canvas><div class="cross" aria-hidden="true"
        hidden></div></div>
      <div class="tools"></div><p class="hint keys-hint" id="paper-keys">${words.keys}</p>
      <div class="fields"></div><p class="fault" role="alert"></p>`,
    root,
  );
  const [place, tools, fields, fault] = [".paper", ".tools", ".fields", ".fault"].map(
    (name) => /** @type {HTMLElement} */ (root.querySelector(name)),
  );
  const canvas = /** @type {HTMLCanvasElement} */ (place.querySelector("canvas"));
  const desk = createDesk(images, canvas);
  followHand(place, {
    side: () => desk.paper().side,
    stroke: (from, to) => desk.stroke(from, to, tool.peek()),
    clear: desk.clear,
  });
  draw(tools, () => toolbox(tool, desk));
  const counts = countPictures(images);
  draw(fields, () => choice(images, counts.value, wrong));
  draw(fault, () => wrong.value);
}

/** The paper, and what is done with it.
 * @param {Images} images  @param {HTMLCanvasElement} canvas */
function createDesk(images, canvas) {
  let paper = createPaper(1);
  let due = 0;
  let last = -Infinity;
  const paint = () => {
    const { side } = paper;
    paintPicture(canvas, { bytes: paper.bytes(), width: side, height: side });
  };
  /** Ask about what is drawn, but not too often; an empty paper is no picture. */
  const ask = () => {
    paint();
    due ||= setTimeout(
      () => {
        due = 0;
        last = performance.now();
        images.asked.value = paper.isEmpty() ? null : { pixels: paper.bytes() };
      },
      Math.max(0, last + PACE - performance.now()),
    );
  };
  effect(() => {
    const side = images.side.value;
    void themes.value;
    if (side && side !== paper.side) paper = createPaper(side);
    paint();
  });
  followAsked(images, canvas, () => paper);
  return {
    paper: () => paper,
    /** @type {(from: import("../../images/paper.js").Place,
     *   to: import("../../images/paper.js").Place, tool: Tool) => void} */
    stroke(from, to, { width, isErasing }) {
      paper.stroke(from, to, { radius: WIDTHS[width] * usualRadius(paper.side), isErasing });
      ask();
    },
    fill() {
      paper.fill();
      ask();
    },
    clear() {
      paper.clear();
      ask();
    },
  };
}

/** A picture of the data that is asked about lies on the paper, to be drawn on.
 * @type {(images: Images, canvas: HTMLCanvasElement, paper: () => Paper) => void} */
function followAsked(images, canvas, paper) {
  effect(() => {
    const asked = images.asked.value;
    if (!asked || !("id" in asked)) return;
    void images.pixels([asked.id]).then((found) => {
      const [bytes, { side, lay }] = [found?.get(asked.id), paper()];
      if (!bytes || images.asked.peek() !== asked) return;
      lay(bytes);
      paintPicture(canvas, { bytes, width: side, height: side });
    });
  });
}

/** @typedef {ReturnType<typeof createDesk>} Desk */

/** @type {(tool: {value: Tool}, desk: Desk) => Template} */
const toolbox = (tool, desk) => html`
  <div class="brushes" role="group" aria-label=${words.brush}>${Object.entries(words.brushes).map(
    ([width, label]) => {
      const isIt = !tool.value.isErasing && tool.value.width === width;
      const name = /** @type {Tool["width"]} */ (width);
      return html`<button class="plain" aria-pressed=${isIt}
        @click=${() => (tool.value = { width: name, isErasing: false })}>${label}</button>`;
    },
  )}
  <button class="plain" aria-pressed=${tool.value.isErasing}
    @click=${() => (tool.value = { ...tool.value, isErasing: !tool.value.isErasing })}
    >${words.erase}</button></div>
  <button class="plain" @click=${desk.fill}>${words.fill}</button>
  <button class="plain" @click=${desk.clear}>${words.clear}</button>`;

/** A picture of the data by its number, or any of those to test: these are the last ones.
 * @type {(images: Images, counts: {all: number, test: number}, wrong: {value: string}) =>
 *   Template} */
function choice(images, { all, test }, wrong) {
  if (!all) return nothing;
  const last = all - 1;
  const asked = images.asked.value;
  const show = (/** @type {string} */ text) => {
    const id = Number(text);
    const isOne = /^\s*\d+\s*$/.test(text) && id <= last;
    wrong.value = isOne ? "" : words.numberWrong(last, text.trim());
    if (isOne) images.asked.value = { id };
  };
  const another = () => {
    wrong.value = "";
    images.asked.value = { id: last - Math.floor(Math.random() * test) };
  };
  return html`<label class="field"><span class="name">${words.number}</span>
      <input inputmode="numeric" autocomplete="off" aria-invalid=${wrong.value ? "true" : nothing}
        .value=${asked && "id" in asked ? `${asked.id}` : ""} @change=${onValue(show)}></label>
    <button class="plain" @click=${another}>${words.another}</button>`;
}

/** How many pictures the files of the run's data hold, as soon as the server has said it.
 * @type {(images: Images) => {value: {all: number, test: number}}} */
function countPictures(images) {
  const counts = signal({ all: 0, test: 0 });
  effect(() => {
    const name = images.topology.value?.data;
    if (!name || images.connection.value !== "live") return;
    void images.data().then(({ answer }) => {
      /** @type {import("../../image_types.js").ImageData[]} */
      const list = answer?.data ?? [];
      const found = list.find((one) => one.name === name);
      if (found) counts.value = { all: found.train + found.test, test: found.test };
    });
  });
  return counts;
}
