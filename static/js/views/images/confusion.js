// The confusion matrix: a row is what validation pictures are, a column what the network says of
// them.  A cell opens its pictures.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal, untracked } from "../../../vendor/signals-core/signals-core.mjs";
import { askPages } from "../../images/pages.js";
import { imagesConfusionWords as words } from "../../words/en/images.js";
import { draw } from "../components.js";
import { percent } from "../format.js";
import { drawPictures } from "./canvases.js";
import { followSeen } from "./seen.js";
import { keepPixels, tiles } from "./tiles.js";

/** @typedef {import("../../store/images.js").Images} Images */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../image_types.js").ToldPictures} ToldPictures */
/** @template T @typedef {import("../../types.js").Signal<T>} Signal */

const FIRST = 24; // pictures of a cell at once
const MORE = 200; // that are added to them
const SHADES = 4; // of a cell's ground

/** @type {(root: HTMLElement, images: Images) => void} */
export function mount(root, images) {
  render(
    html`<header><h2>${words.heading}</h2></header><div class="matrix"></div>
      <div class="opened" aria-live="polite"></div>`,
    root,
  );
  const [, matrix, opened] = /** @type {HTMLElement[]} */ ([...root.children]);
  draw(matrix, () => contents(images));
  mountCell(opened, images);
  matrix.addEventListener("keydown", moveInMatrix);
}

/** @type {(images: Images) => Template} */
function contents(images) {
  const { classes, confusion } = images;
  const rows = confusion.value;
  if (!rows.length) return html`<p class="hint">${words.notYet}</p>`;
  const names = classes.value;
  const all = rows.flat().reduce((sum, count) => sum + count, 0);
  const most = Math.max(1, ...rows.flatMap((row, k) => row.filter((_, j) => j !== k)));
  return html`<p class="hint">${words.about(all, images.epoch.value)}</p>
    <div class="scrolled"><table class="confusion">
    <caption class="unseen">${words.heading}</caption>
    <thead><tr><td class="corner"><span>${words.isSaid}</span></td>${names.map(
      (name) => html`<th scope="col"><span>${name}</span></th>`,
    )}<th scope="col"><span>${words.recall}</span></th></tr></thead>
    <tbody>${rows.map((row, k) => {
      const sum = row.reduce((total, count) => total + count, 0);
      return html`<tr><th scope="row">${names[k]}</th>
        ${row.map((count, j) => cell(images, { label: k, said: j }, count, k === j ? sum : most))}
        <td class="recall">${percent(sum ? row[k] / sum : null)}</td></tr>`;
    })}</tbody></table></div>`;
}

/** A count; the darker its ground the more it is, and mistakes are hatched.
 * @type {(images: Images, at: {label: number, said: number}, count: number, most: number) =>
 *   Template} */
function cell(images, at, count, most) {
  const isRight = at.label === at.said;
  const [is, said] = [at.label, at.said].map((k) => images.classes.value[k]);
  const shade = most ? Math.ceil((SHADES * count) / most) : 0;
  const now = images.cell.value;
  const isOpen = now?.label === at.label && now?.said === at.said;
  const label = isRight ? words.right(count, is) : words.cell(count, is, said);
  return html`<td class=${`${isRight ? "right" : "wrong"} share-${Math.min(SHADES, shade)}`}>${
    count
      ? html`<button aria-label=${label} title=${label} aria-pressed=${isOpen}
          @click=${() => (images.cell.value = isOpen ? null : at)}>${count}</button>`
      : html`<span class="none">0</span>`
  }</td>`;
}

/** The arrow keys lead from cell to cell: the next one that has pictures.
 * @param {KeyboardEvent} event */
function moveInMatrix(event) {
  const step = {
    ArrowRight: [0, 1],
    ArrowLeft: [0, -1],
    ArrowDown: [1, 0],
    ArrowUp: [-1, 0],
  }[event.key];
  const from = /** @type {Element} */ (event.target).closest("td");
  const row = /** @type {HTMLTableRowElement | null} */ (from?.parentElement ?? null);
  const body = /** @type {HTMLTableSectionElement | null} */ (row?.parentElement ?? null);
  if (!step || !from || !row || !body) return;
  event.preventDefault();
  let [down, across] = [row.sectionRowIndex, from.cellIndex];
  for (;;) {
    down += step[0];
    across += step[1];
    const cell = body.rows[down]?.cells[across];
    if (!cell) return;
    const found = cell.querySelector("button");
    if (found) return found.focus();
  }
}

/** The pictures of the open cell.
 * @type {(root: HTMLElement, images: Images) => void} */
function mountCell(root, images) {
  const told = signal(/** @type {ToldPictures | null} */ (null));
  const count = signal(FIRST);
  const { pixels, want } = keepPixels(images);
  const again = followSeen(root, images, {
    moving: images.byEpoch,
    async ask() {
      const cell = images.cell.peek();
      if (!cell) return { answer: { epoch: 0, pictures: [] }, refusal: null };
      const where = `true=${cell.label}&said=${cell.said}`;
      return askPages(
        (first, most) => images.ask(`cell?${where}&first=${first}&count=${most}`),
        count.peek(),
      );
    },
    take({ answer }) {
      if (!answer) return;
      told.value = answer;
      want(answer.pictures.map((/** @type {{id: number}} */ { id }) => id));
    },
  });
  effect(() => {
    void images.cell.value;
    untracked(() => {
      told.value = null;
      count.value = FIRST;
    });
    again();
  });
  const more = () => {
    count.value += MORE;
    again();
  };
  drawPictures(root, () => openedCell(images, told, pixels.value, more));
}

/** @type {(images: Images, told: Signal<ToldPictures | null>, pixels: Map<number, Uint8Array>,
 *   more: () => void) => Template} */
function openedCell(images, { value: told }, pixels, more) {
  const cell = images.cell.value;
  if (!cell) return nothing;
  const [is, said] = [cell.label, cell.said].map((k) => images.classes.value[k]);
  const all = told?.total ?? 0;
  const shown = told?.pictures.length ?? 0;
  return html`<header><h3>${is === said ? words.rightly(is) : words.taken(is, said)}</h3>
      <button class="plain" @click=${() => (images.cell.value = null)}>${words.close}</button>
    </header>
    <p class="hint">${told ? (all ? words.shown(shown, all) : words.empty) : words.loading}</p>
    ${told ? tiles(images, told.pictures, pixels) : nothing}
    ${
      shown < all
        ? html`<p><button class="plain" @click=${more}>${words.more}</button></p>`
        : nothing
    }`;
}
