// What lies over the painted network: a button for every neuron, a wide invisible curve for every
// weight, a place to point at for every bias, and pictures of the features that are not chosen.
import { html, nothing, render, svg } from "../../vendor/lit-html/lit-html.js";
import { css, outline, shapeOf } from "../workers/appearance.js";
import { onField } from "./components.js";
import { neuronName, signed } from "./format.js";
import { neuronsWords as words } from "../words/en/stage.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Tile} Tile */
/** @typedef {import("../types.js").Topology} Topology */

const MOST_HIT_CURVES = 1500; // beyond, weights are reached by the inspector alone
const TIGHT = 36; // CSS pixels: a tile with room for a number, not for a shape besides
const HIT = 14; // CSS pixels: of a bias's mark

/** Draw the map of a feature that is not chosen, as the catalog has it: once, in half-clear colours
 * that suit both themes.
 * @type {(canvas: HTMLCanvasElement, name: string, catalog: Catalog) => void} */
function drawFeature(canvas, name, { features }) {
  if (canvas.dataset.drawn === name) return;
  canvas.dataset.drawn = name;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
  const side = canvas.width;
  const bytes = atob(features.find((one) => one.name === name)?.values ?? "");
  context.clearRect(0, 0, side, side);
  for (let cell = 0; cell < bytes.length; cell++) {
    const value = bytes.charCodeAt(cell) / 127.5 - 1;
    context.fillStyle = `rgb(${value < 0 ? "240 130 30" : "10 117 179"} / ${Math.abs(value)})`;
    context.fillRect(cell % side, Math.floor(cell / side), 1, 1);
  }
}

/** Draw what lies over the painted network.  `all` says whether layers too long for the screen are
 * shown whole, `bias` whose bias is pointed at.
 * @type {(page: Page, overlay: HTMLElement, here: {all: {value: boolean},
 *   bias: {value: Tile | null}}) => void} */
export function drawOverlay(page, overlay, { all, bias }) {
  const layout = page.layout.value;
  const topology = page.topology.value;
  if (!layout || !topology) return;
  const focused = focusedNeuron(overlay);
  overlay.style.setProperty("--step", `${layout.step}px`); // names of classes reach over it
  const links = layout.links.length <= MOST_HIT_CURVES ? layout.links : [];
  const idle = layout.slots.filter((slot) => !topology.inputs.includes(slot.neuron));
  render(
    html`
    ${idle.map(
      (slot) => html`<canvas class="idle" width="20" height="20" data-feature=${slot.neuron}
        aria-hidden="true"
      @click=${() => page.toggleFeature(slot.neuron)}></canvas>`,
    )}
    <svg class="links" width=${layout.width} height=${layout.height}
      aria-hidden="true">${links.map((link) => hitCurve(page, link))}</svg>
    <div role="group" data-control="neurons" aria-label=${words.neuronsArrowKeysMoveEnter}
      @keydown=${(/** @type {KeyboardEvent} */ event) => moveFocus(event, layout.columns)}>
      ${layout.tiles.map((/** @type {Tile} */ tile, /** @type {number} */ i) =>
        neuronButton(page, tile, i, topology),
      )}
    </div>
    <svg class="marks" width=${layout.width} height=${layout.height}
      aria-hidden="true">${layout.tiles.map((/** @type {Tile} */ tile) =>
        hitMark(page, tile, bias),
      )}</svg>
    ${layout.more.map(
      (more) => html`<button class="more" @click=${() => (all.value = more.count > 0)}>
      ${more.count ? words.more(more.count) : words.showFewer}</button>`,
    )}`,
    overlay,
  );
  for (const [i, button] of overlay.querySelectorAll(".neuron").entries())
    place(button, layout.tiles[i]);
  for (const [i, button] of overlay.querySelectorAll(".more").entries())
    place(button, layout.more[i], false);
  for (const [i, canvas] of overlay.querySelectorAll("canvas").entries()) {
    place(canvas, idle[i]);
    drawFeature(canvas, idle[i].neuron, page.catalog);
  }
  refocus(overlay, focused);
}

/** The neuron with the focus; null if none has it.
 * @type {(overlay: HTMLElement) => string | null} */
export function focusedNeuron(overlay) {
  const at = /** @type {HTMLElement | null} */ (document.activeElement);
  return at && overlay.contains(at) ? (at.dataset.neuron ?? null) : null;
}

/** Give a neuron the focus again, if drawing has taken it.
 * @type {(overlay: HTMLElement, name: string | null) => void} */
function refocus(overlay, name) {
  const button = /** @type {HTMLElement | null} */ (
    name && overlay.querySelector(`[data-neuron="${name}"]`)
  );
  if (!button || button === document.activeElement) return;
  for (const one of overlay.querySelectorAll(".neuron"))
    /** @type {HTMLElement} */ (one).tabIndex = one === button ? 0 : -1;
  button.focus();
}

/** Bring the neuron with the focus, or else the open one, into sight.
 * @type {(overlay: HTMLElement) => void} */
export function showFocused(overlay) {
  const name = focusedNeuron(overlay);
  const button = overlay.querySelector(
    name ? `[data-neuron="${name}"]` : '.neuron[aria-pressed="true"]',
  );
  button?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** @type {(page: Page, tile: Tile, i: number, topology: Topology) => Template} */
const neuronButton = (page, tile, i, topology) => html`
  <button class=${["neuron", ...marksOf(page, tile)].join(" ")} data-neuron=${tile.neuron}
    tabindex=${i ? -1 : 0}
    aria-pressed=${tile.neuron === page.pinned.value}
    aria-label=${nameOf(page, tile, topology)}
    @mouseenter=${() => (page.hovered.value = tile.neuron)}
    @mouseleave=${() => (page.hovered.value = null)}
    @focus=${onField((one) => one.matches(":focus-visible") && (page.hovered.value = tile.neuron))}
    @blur=${() => (page.hovered.value = null)}
    @click=${() => (page.pinned.value = page.pinned.value === tile.neuron ? null : tile.neuron)}
    >${className(page.catalog, tile, topology)}</button>`;

/** @type {(page: Page, tile: Tile, topology: Topology) => string} */
const nameOf = (page, tile, topology) =>
  [neuronName(tile.neuron, page.catalog, topology), ...marksOf(page, tile)]
    .join(", ")
    .replace("-", " ");

/** What marks a neuron beside its name: that it is dead, or open where the run is steered.
 * @type {(page: Page, tile: Tile) => string[]} */
const marksOf = (page, tile) => [
  ...(isDead(page, tile) ? ["dead"] : []),
  ...(page.run.value?.canControl === false && tile.neuron === page.shown.value
    ? ["pointed-out"]
    : []),
];

/** Whether a neuron learns no more: its slope is 0 at every training point.
 * @type {(page: Page, tile: Tile) => boolean} */
function isDead(page, { neuron }) {
  const [layer, unit] = neuron.split(".");
  const figures = page.diagnosis.value.layers.find(({ name }) => name === layer);
  return figures?.dead.includes(Number(unit)) ?? false;
}

/** @type {(element: Element, place: {x: number, y: number, size: number}, square?: boolean) =>
 *   void} */
function place(element, { x, y, size }, square = true) {
  Object.assign(
    /** @type {HTMLElement} */ (element).style,
    { left: `${x}px`, top: `${y}px` },
    square ? { width: `${size}px`, height: `${size}px` } : {},
  );
}

/** The class that an output is for, where there are several.
 * @type {(catalog: Catalog, tile: Tile, topology: Topology) => Template} */
function className({ class_colours: colours }, { neuron, size }, { channels, classes }) {
  if (channels < 2 || !neuron.startsWith("o.")) return nothing;
  const k = Number(neuron.slice(2));
  return html`<span class=${size < TIGHT ? "class-name tight" : "class-name"}
    aria-hidden="true"><svg viewBox="-1.5 -1.5 3 3"><path d=${outline(shapeOf(k))}
    fill=${css(colours[k])}></path></svg>${classes[k]}</span>`;
}

/** Where a bias's mark is painted: the number is told on hovering, a click opens the neuron at its
 * bias.
 * @type {(page: Page, tile: Tile, bias: {value: Tile | null}) => Template} */
const hitMark = (page, tile, bias) =>
  tile.bias === null
    ? nothing
    : svg`
  <rect x=${tile.x - HIT / 2 - 1} y=${tile.y + tile.size - HIT / 2 + 1} width=${HIT} height=${HIT}
    data-bias=${tile.neuron}
    @mouseenter=${() => (bias.value = tile)} @mouseleave=${() => (bias.value = null)}
    @click=${() => openAt(page, tile.neuron, tile.bias)}></rect>`;

/** @type {(page: Page, link: import("../types.js").Link) => Template} */
function hitCurve(page, link) {
  const { x1, y1, x2, y2, low, neuron, parameter } = link;
  const half = (x2 - x1) / 2;
  const bend = `${x1 + half} ${low ?? y1} ${x2 - half} ${low ?? y2}`;
  return svg`<path d=${`M${x1} ${y1}C${bend} ${x2} ${y2}`}
    @mouseenter=${() => (page.hoveredLink.value = parameter)}
    @mouseleave=${() => (page.hoveredLink.value = null)}
    @click=${() => openAt(page, neuron, parameter)}
    ></path>`;
}

/** Open a neuron at one of its numbers.
 * @type {(page: Page, neuron: string, parameter: number | null) => void} */
function openAt(page, neuron, parameter) {
  page.parameterWanted.value = null;
  page.pinned.value = neuron;
  page.parameterWanted.value = parameter;
}

/** Arrow keys: left and right between columns, up and down within one.
 * @type {(event: KeyboardEvent, columns: string[][]) => void} */
function moveFocus(event, columns) {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[
    event.key
  ];
  const from = /** @type {HTMLElement} */ (event.target).dataset.neuron;
  if (!step || !from) return;
  event.preventDefault();
  event.stopPropagation();
  const column = columns.findIndex((names) => names.includes(from));
  const next = columns[Math.max(0, Math.min(columns.length - 1, column + step[0]))];
  const row = Math.max(0, Math.min(next.length - 1, columns[column].indexOf(from) + step[1]));
  const group = /** @type {HTMLElement} */ (event.currentTarget);
  for (const button of group.querySelectorAll("button"))
    button.tabIndex = button.dataset.neuron === next[row] ? 0 : -1;
  /** @type {HTMLElement} */ (group.querySelector(`[data-neuron="${next[row]}"]`)).focus();
}

/** The number of the weight or bias under the cursor.
 * @type {(page: Page, bias: Tile | null, tip: HTMLElement) => void} */
export function tellNumber(page, bias, tip) {
  const link = page.layout.value?.links.find((one) => one.parameter === page.hoveredLink.value);
  const there = bias && page.layout.value?.tiles.includes(bias); // it goes with its picture
  tip.hidden = !link && !there;
  const number = (/** @type {number} */ index) => signed(page.parameters.value[index]);
  const write = (
    /** @type {string} */ text,
    /** @type {number} */ left,
    /** @type {number} */ top,
  ) => {
    tip.textContent = text;
    Object.assign(tip.style, { left: `${left}px`, top: `${top}px` });
  };
  if (there) write(words.bias(number(Number(bias.bias))), bias.x, bias.y + bias.size + HIT / 2 + 4);
  else if (link)
    write(
      words.weight(number(link.parameter)),
      (link.x1 + link.x2) / 2,
      (link.y1 + link.y2) / 2 - 26,
    );
}
