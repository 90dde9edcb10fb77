// The network as a picture: tiles and weights are painted by the painter upon one canvas;
// here are its room and its frame, the controls above each layer and beside each feature.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { isColumn, rowsOf, same } from "../store/document.js";
import { DASHES } from "../workers/appearance.js";
import { layoutNetwork } from "./layout.js";
import { featureButtons } from "./feature_buttons.js";
import { drawOverlay, focusedNeuron, showFocused, tellNumber } from "./neurons.js";
import { aboutOf, button, draw, explanationOf, fetchPart, icon, onValue } from "./components.js";
import { neuronHint } from "./messages.js";
import { networkWords as words } from "../words/en/stage.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */

const ADD_GAP = 8; // CSS pixels: above the button below the features
const NARROW = 84; // CSS pixels from column to column, below which a layer's buttons stand in rows
const LEAST_HEIGHT = 200; // CSS pixels, of tiles
const LARGEST = 6; // of a tile, in letters of the page
const FEW = 5; // columns, whose tiles are as large as all others
const MOST_ROWS = 12; // of columns that are seen at once; more of them scroll
/** @type {{value: typeof layoutNetwork | undefined}} */
const beside = signal(undefined); // how one is laid out beside many columns, once that has come

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const room = signal({ width: 600, height: 420, largest: 96 });
  const all = signal(false);
  const bias = signal(/** @type {import("../types.js").Tile | null} */ (null));
  render(frame(page), root);
  const [count, features, head, box, overlay, canvas, tip] = [
    ".layer-count",
    "[data-part=features]",
    "[data-part=layers]",
    ".picture",
    ".overlay",
    "#network",
    ".tip",
  ].map((name) => /** @type {HTMLElement} */ (root.querySelector(name)));
  const measure = () => {
    const beneath = addRow() + ADD_GAP;
    const now = {
      width: box.clientWidth - features.offsetWidth,
      height: Math.max(LEAST_HEIGHT, box.clientHeight - head.offsetHeight - beneath),
      largest: LARGEST * parseFloat(getComputedStyle(document.documentElement).fontSize),
    };
    if (!same(now, room.peek())) room.value = now;
  };
  const sizes = new ResizeObserver(measure);
  for (const one of [box, head, features]) sizes.observe(one);
  followRoom(root.closest(".board"));
  effect(() => layOut(page, overlay, room.value, all));
  draw(count, () => layerCount(page));
  draw(features, () => featureButtons(page));
  draw(head, () => layerHeads(page));
  effect(() => placeHeads(head, page));
  effect(() => placeFeatures(features, page));
  effect(() => {
    if (!page.layout.value) return;
    box.classList.add("laid");
    for (const element of [canvas, overlay]) sizeTo(element, page.layout.value);
    drawOverlay(page, overlay, { all, bias });
  });
  effect(() => tellNumber(page, bias.value, tip));
  keepInSight(page, overlay, all);
}

/** Lay the network out in its room.  A neuron that has the focus is never left out.
 * @type {(page: Page, overlay: HTMLElement, room: import("./layout.js").Room,
 *   all: {value: boolean}) => void} */
function layOut(page, overlay, room, all) {
  const topology = page.topology.value;
  if (!topology) return;
  const rows = rowsShown(page, topology);
  const columns = rows.some(isColumn) ? rows.length : 0;
  const box = /** @type {HTMLElement} */ (overlay.closest(".picture"));
  box.style.setProperty("--rows", String(columns <= MOST_ROWS ? columns : 0));
  const lay = (columns > FEW && besideMany(page)) || layoutNetwork;
  const layout = lay(topology, room, rows, all.value);
  box.classList.toggle("unnamed", Boolean(layout.isPicture));
  if (isLeftOut(layout, topology, focusedNeuron(overlay)) && !all.value) all.value = true;
  else page.layout.value = layout;
}

/** @type {(page: Page) => typeof layoutNetwork | undefined} */
function besideMany(page) {
  const load = () => import("./input_block.js");
  if (!beside.value) void fetchPart(page, load, (block) => (beside.value = block.layoutBeside));
  return beside.value;
}

/** Whether a layer is cut before a neuron.
 * @type {(layout: import("../types.js").Layout, topology: import("../types.js").Topology,
 *   neuron: string | null) => boolean} */
const isLeftOut = ({ tiles }, { neurons }, neuron) =>
  neurons.includes(neuron ?? "") && tiles.every((tile) => tile.neuron !== neuron);

/** The neuron with the focus, or the open one, stays in sight where the window has another width.
 * @type {(page: Page, overlay: HTMLElement, all: {value: boolean}) => void} */
function keepInSight(page, overlay, all) {
  followWidth(() => {
    const [layout, topology] = [page.layout.peek(), page.topology.peek()];
    if (layout && topology && isLeftOut(layout, topology, page.pinned.peek())) all.value = true;
    showFocused(overlay);
  });
}

/** Call when the window has become wider or narrower, once all has its new place.
 * @type {(act: () => void) => void} */
function followWidth(act) {
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth === width) return; // a phone's bars come and go
    width = innerWidth;
    requestAnimationFrame(() => requestAnimationFrame(act));
  });
}

/** Features that have a row; where none is to be chosen only those that are used.
 * @type {(page: Page, topology: import("../types.js").Topology) => string[]} */
const rowsShown = ({ catalog, embedded, big, experiment }, { inputs }) =>
  embedded || big.value || experiment.value.view.hide.includes("features")
    ? inputs
    : rowsOf(catalog, inputs);

/** @type {(element: HTMLElement, size: {width: number, height: number}) => void} */
const sizeTo = ({ style }, { width, height }) =>
  void Object.assign(style, { width: `${width}px`, height: `${height}px` });

/** The height of the button that adds a feature: a finger wants more.
 * @type {() => number} */
const addRow = () => (matchMedia("(pointer: coarse), (max-width: 719px)").matches ? 40 : 24);

/** The board is told how much of the window is left for it, whatever stands above; and what lies
 * beneath the bar while the page scrolls, how high the bar is.
 * @type {(board: HTMLElement | null) => void} */
function followRoom(board) {
  if (!board) return;
  const [bar, steering] = [".bar", ".steering"].map(
    (name) => /** @type {HTMLElement} */ (document.querySelector(name)),
  );
  const tell = () => {
    board.style.setProperty("--room", `${innerHeight - board.offsetTop}px`);
    const height = bar.offsetHeight || steering.offsetHeight; // on a phone the bar has no box
    document.body.style.setProperty("--bar", `${height}px`);
  };
  const above = new ResizeObserver(tell);
  for (const one of [steering, ...document.querySelectorAll(".bar, .bar ~ [data-view]")])
    above.observe(one);
  addEventListener("resize", tell);
}

/** @type {(page: Page) => Template} */
const frame = (page) => html`
  <div class="titles">
    <h2>${words.features}</h2>
    <div class="layer-count" data-control="numHiddenLayers"></div>
    <p class="caption">${words.whatIsSeen}</p>
    <p class="caption">${words.eachNeuronMixesWhatIs}</p>
  </div>
  <div class="picture" tabindex="-1">
    <div data-part="layers" class="heads"></div>
    <div data-part="features" data-control="features" class="features" role="group"
      aria-label=${words.features}></div>
    <div class="stage">
      <canvas id="network" aria-hidden="true"></canvas>
      <div class="overlay"></div>
      <p class="tip" role="status"></p>
    </div>
  </div>
  <ul class="key">
    <li>${line("positive")} ${words.weightAbove}</li>
    <li>${line("negative")} ${words.weightBelow}</li>
    <li>${words.theThicker}</li>
    <li>${biasSign("positive")}${biasSign("negative")} ${words.biasMark}</li>
    <li class="neuron-hint">${neuronHint()}</li>
  </ul>`;

/** How a weight is painted.
 * @type {(sign: "positive" | "negative") => Template} */
const line = (
  sign,
) => html`<svg class=${sign} viewBox="0 0 36 14" width="36" aria-hidden="true"><path
  d="M0 7H36" stroke-width="3" stroke-dasharray=${DASHES[sign].join(" ")}></path></svg>`;

/** How a bias is painted.
 * @type {(sign: "positive" | "negative") => Template} */
const biasSign = (sign) => html`<svg class=${sign} viewBox="0 0 12 12" width="12"
  aria-hidden="true"><rect width="12" height="12" stroke="none"></rect><path class="sign-of-bias"
  d=${sign === "positive" ? "M2 6H10M6 2V10" : "M2 6H10"}></path></svg>`;

/** @type {(page: Page) => Template} */
function layerCount(page) {
  const { length } = page.experiment.value.network.hidden;
  const { max_layers: most } = page.catalog.limits;
  const kind = "small";
  return html`
    ${button({
      kind,
      label: words.removeTheLastHiddenLayer,
      title: explanationOf("numHiddenLayers"),
      why: length ? "" : words.thereIsNoHiddenLayer,
      press: page.removeLayer,
      content: icon("minus"),
    })}
    <h2>${words.hiddenLayers}</h2>
    ${button({
      kind,
      label: words.addAHiddenLayer,
      title: explanationOf("numHiddenLayers"),
      why: length < most ? "" : words.atMostHiddenLayers(most),
      press: page.addLayer,
      content: icon("plus"),
    })}`;
}

/** @type {(catalog: Page["catalog"], layer: import("../types.js").Hidden) => string} */
const layerTitle = ({ activations }, { activation }) =>
  `${explanationOf("layerActivation") ?? ""} ${aboutOf(activations, activation)}`.trim();

/** @type {(page: Page) => Template} */
function layerHeads(page) {
  const { hidden } = page.experiment.value.network;
  const { max_units: most } = page.catalog.limits;
  const kind = "small";
  return html`${hidden.map(
    (layer, i) => html`
    <div class="layer-head" role="group" aria-label=${words.hiddenLayer(i + 1)}>
      <span class="counter" role="group" data-control="layers" aria-label=${words.neuronsOfALayer}
        title=${explanationOf("layers") ?? nothing}>
        ${button({
          kind,
          label: words.removeANeuronFromHidden(i + 1),
          why: layer.units > 1 ? "" : words.atLeastNeuronInA,
          press: () => page.removeUnit(i),
          content: icon("minus"),
        })}
        <span class="units">${layer.units}</span>
        ${button({
          kind,
          label: words.addANeuronToHidden(i + 1),
          why: layer.units < most ? "" : words.atMostNeuronsInA(most),
          press: () => page.addUnit(i),
          content: icon("plus"),
        })}
      </span>
      <select data-control="layerActivation" aria-label=${words.activationOfHiddenLayer(i + 1)}
        title=${layerTitle(page.catalog, layer)}
        @change=${onValue((value) => page.setActivation(i, value))}>
        ${page.catalog.activations.map(
          (one) =>
            html`<option value=${one.name}
              .selected=${one.name === layer.activation}>${one.label}</option>`,
        )}
      </select>
    </div>`,
  )}
    ${hidden.length ? nothing : html`<p class="hint">${words.noHiddenLayerTheOutput}</p>`}`;
}

/** Each hidden layer's controls stand above its column.
 * @type {(head: HTMLElement, page: Page) => void} */
function placeHeads(head, page) {
  const layout = page.layout.value;
  void page.experiment.value;
  if (!layout) return;
  const { centres, step, width } = layout;
  head.classList.toggle("narrow", step < NARROW);
  head.style.width = `${width}px`;
  head.style.paddingLeft = `${Math.max(0, (centres[1] ?? 0) - step / 2)}px`;
  for (const one of /** @type {NodeListOf<HTMLElement>} */ (head.querySelectorAll(".layer-head")))
    one.style.width = `${step}px`;
}

/** Each feature's button stands beside its tile; one whose tile is still to come waits unseen.
 * Below them more may be added.
 * @type {(box: HTMLElement, page: Page) => void} */
function placeFeatures(box, page) {
  const layout = page.layout.value;
  void page.experiment.value;
  if (!layout) return;
  const beneath = Math.max(...layout.slots.map(({ y, size }) => y + size)) + ADD_GAP;
  // a table has no room for more
  const add = /** @type {HTMLElement | null} */ (box.querySelector(".add"));
  box.style.height = `${Math.max(layout.height, add ? beneath + addRow() : 0)}px`;
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (
    box.querySelectorAll("[data-slot]")
  )) {
    const slot = layout.slots.find(({ neuron }) => neuron === button.dataset.slot);
    button.style.visibility = slot ? "" : "hidden";
    if (!slot) continue;
    Object.assign(button.style, { top: `${slot.y}px`, height: `${slot.size}px` });
    button.style.setProperty("--tile", `${slot.size}px`);
  }
  if (add) Object.assign(add.style, { top: `${beneath}px`, height: `${addRow()}px` });
}
