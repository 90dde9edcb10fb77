// The network as a picture: tiles and weights are painted by the painter upon one canvas;
// above it lie a button for every neuron and a wide invisible curve for every weight.
import { html, nothing, render, svg } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { columnsOf, layoutNetwork } from "./layout.js";
import { draw, icon, neuronName, signed } from "./parts.js";

const LEAST_HEAD = 76; // CSS pixels
const MOST_HIT_CURVES = 1500; // beyond, weights are reached by the inspector alone

/** @type {(root: HTMLElement, store: any) => void} */
export function mount(root, store) {
  const room = signal({ width: 600, height: 420 }), names = store.catalog.features.map((/** @type {any} */ one) => one.name);
  render(frame(store), root);
  const [features, head, box] = ["[data-part=features]", "[data-part=layers]", ".picture"].map((name) => /** @type {HTMLElement} */ (root.querySelector(name)));
  const overlay = /** @type {HTMLElement} */ (root.querySelector(".overlay"));
  new ResizeObserver(() => (room.value = { width: box.clientWidth - features.offsetWidth, height: roomFor(box) })).observe(box);
  effect(() => {
    if (store.topology.value) store.layout.value = layoutNetwork(store.topology.value, room.value, names);
  });
  draw(features, () => featureButtons(store));
  draw(head, () => layerHeads(store));
  effect(() => placeHeads(head, store));
  effect(() => placeFeatures(features, store));
  effect(() => {
    if (store.layout.value) drawOverlay(store, root, overlay);
  });
  effect(() => tellLink(store, /** @type {HTMLElement} */ (root.querySelector(".tip"))));
}

/** @type {(box: HTMLElement) => number} */
const roomFor = (box) => (matchMedia("(min-width: 900px)").matches ? Math.max(280, innerHeight - box.getBoundingClientRect().top - 230) : 400);

/** @type {(store: any) => any} */
const frame = (store) => html`
  <div class="titles">
    <h2>Features</h2>
    <div class="layer-count" data-control="numHiddenLayers">
      <button class="small" aria-label="Remove the last hidden layer (restarts training)" title="Remove a layer (restarts training)" @click=${store.removeLayer}>${icon("minus")}</button>
      <h2 data-part="count">Hidden layers</h2>
      <button class="small" aria-label="Add a hidden layer (restarts training)" title="Add a layer (restarts training)" @click=${store.addLayer}>${icon("plus")}</button>
    </div>
  </div>
  <div class="picture" tabindex="-1">
    <div data-part="layers" class="heads"></div>
    <div data-part="features" class="features" role="group" aria-label="Features (restart training)"></div>
    <div class="stage">
      <canvas id="network" aria-hidden="true"></canvas>
      <div class="overlay"></div>
      <p class="tip" role="status"></p>
    </div>
  </div>`;

/** @type {(store: any) => any} */
function featureButtons(store) {
  const chosen = store.experiment.value.features;
  return store.catalog.features.map((/** @type {any} */ feature) => html`
    <button class="feature" data-control=${feature.name} aria-pressed=${chosen.includes(feature.name)} title=${feature.formula}
      @click=${() => store.toggleFeature(feature.name)}>${feature.label}</button>`);
}

/** @type {(store: any) => any} */
function layerHeads(store) {
  const { hidden } = store.experiment.value.network;
  return html`${hidden.map((/** @type {any} */ layer, /** @type {number} */ i) => html`
    <div class="layer-head" role="group" aria-label=${`Hidden layer ${i + 1}`}>
      <span class="counter">
        <button class="small" aria-label="Remove a neuron (restarts training)" ?disabled=${layer.units <= 1} @click=${() => store.removeUnit(i)}>${icon("minus")}</button>
        <span class="units">${layer.units}</span>
        <button class="small" aria-label="Add a neuron (restarts training)" ?disabled=${layer.units >= store.catalog.limits.max_units} @click=${() => store.addUnit(i)}>${icon("plus")}</button>
      </span>
      <select aria-label=${`Activation of hidden layer ${i + 1} (restarts training)`} @change=${(/** @type {any} */ event) => store.setActivation(i, event.target.value)}>
        ${store.catalog.activations.map((/** @type {any} */ one) => html`<option value=${one.name} .selected=${one.name === layer.activation}>${one.label}</option>`)}
      </select>
    </div>`)}
    ${hidden.length ? nothing : html`<p class="hint">No hidden layer: the output sees the features themselves.</p>`}`;
}

/** Each hidden layer's controls stand above its column.
 * @type {(head: HTMLElement, store: any) => void} */
function placeHeads(head, store) {
  const layout = store.layout.value;
  void store.experiment.value;
  if (!layout) return;
  head.style.width = `${layout.width}px`;
  for (const [i, element] of head.querySelectorAll(".layer-head").entries()) {
    const width = Math.min(112, (layout.step || LEAST_HEAD) - 6);
    Object.assign(/** @type {HTMLElement} */ (element).style, { left: `${(layout.centres[i + 1] ?? 0) - width / 2}px`, width: `${width}px` });
  }
}

/** Each feature's button stands beside its tile.
 * @type {(box: HTMLElement, store: any) => void} */
function placeFeatures(box, store) {
  const layout = store.layout.value;
  if (!layout) return;
  box.style.height = `${layout.height}px`;
  for (const [i, button] of box.querySelectorAll("button").entries()) {
    const { y, size } = layout.slots[i];
    Object.assign(button.style, { top: `${y}px`, height: `${size}px` });
    button.style.setProperty("--tile", `${size}px`);
  }
}

/** What a feature answers over the plane; those that are chosen the server draws.
 * @type {Record<string, (x1: number, x2: number) => number>} */
const FEATURES = {
  x1: (x1) => x1, x2: (_, x2) => x2, x1_squared: (x1) => x1 * x1, x2_squared: (_, x2) => x2 * x2,
  x1_x2: (x1, x2) => x1 * x2, sin_x1: (x1) => Math.sin(x1), sin_x2: (_, x2) => Math.sin(x2),
};

/** Draw the map of a feature that is not chosen: once, in half-clear colours that suit both themes.
 * @type {(canvas: HTMLCanvasElement, feature: string) => void} */
function drawFeature(canvas, feature) {
  if (canvas.dataset.drawn === feature) return;
  canvas.dataset.drawn = feature;
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d")), side = canvas.width;
  context.clearRect(0, 0, side, side);
  for (let cell = 0; cell < side * side; cell++) {
    const column = cell % side, row = Math.floor(cell / side), at = (/** @type {number} */ i) => (12 * i) / (side - 1) - 6;
    const value = FEATURES[feature]?.(at(column), -at(row)) ?? 0;
    context.fillStyle = `rgb(${value < 0 ? "240 130 30" : "10 117 179"} / ${Math.min(1, Math.abs(value))})`;
    context.fillRect(column, row, 1, 1);
  }
}

/** @type {(store: any, root: HTMLElement, overlay: HTMLElement) => void} */
function drawOverlay(store, root, overlay) {
  const layout = store.layout.value, topology = store.topology.value, pinned = store.pinned.value;
  const canvas = /** @type {HTMLElement} */ (root.querySelector("#network"));
  for (const element of [canvas, overlay]) {
    element.style.width = `${layout.width}px`;
    element.style.height = `${layout.height}px`;
  }
  const links = layout.links.length <= MOST_HIT_CURVES ? layout.links : [];
  const idle = layout.slots.filter((/** @type {any} */ slot) => !topology.inputs.includes(slot.neuron));
  render(html`
    ${idle.map((/** @type {any} */ slot) => html`<canvas class="idle" width="20" height="20" data-feature=${slot.neuron} aria-hidden="true"
      @click=${() => store.toggleFeature(slot.neuron)}></canvas>`)}
    <svg class="links" width=${layout.width} height=${layout.height} aria-hidden="true">${links.map((/** @type {any} */ link) => hitCurve(store, link))}</svg>
    <div role="group" aria-label="Neurons: arrow keys move, Enter opens one" @keydown=${(/** @type {any} */ event) => moveFocus(event, topology)}>
      ${layout.tiles.map((/** @type {any} */ tile, /** @type {number} */ i) => html`
        <button class="neuron" data-neuron=${tile.neuron} tabindex=${i ? -1 : 0} aria-pressed=${tile.neuron === pinned}
          aria-label=${neuronName(tile.neuron, store.catalog, topology)}
          @mouseenter=${() => (store.hovered.value = tile.neuron)} @mouseleave=${() => (store.hovered.value = null)}
          @focus=${() => (store.hovered.value = tile.neuron)} @blur=${() => (store.hovered.value = null)}
          @click=${() => (store.pinned.value = store.pinned.value === tile.neuron ? null : tile.neuron)}></button>`)}
    </div>`, overlay);
  for (const [i, button] of overlay.querySelectorAll("button").entries()) place(button, layout.tiles[i]);
  for (const [i, canvas] of overlay.querySelectorAll("canvas").entries()) {
    place(canvas, idle[i]);
    drawFeature(canvas, idle[i].neuron);
  }
}

/** @type {(button: HTMLElement, tile: import("../types.js").Tile) => void} */
function place(button, { x, y, size }) {
  Object.assign(button.style, { left: `${x}px`, top: `${y}px`, width: `${size}px`, height: `${size}px` });
}

/** @type {(store: any, link: import("../types.js").Link) => any} */
function hitCurve(store, link) {
  const { x1, y1, x2, y2, parameter } = link, half = (x2 - x1) / 2;
  return svg`<path d=${`M${x1} ${y1}C${x1 + half} ${y1} ${x2 - half} ${y2} ${x2} ${y2}`}
    @mouseenter=${() => (store.hoveredLink.value = parameter)} @mouseleave=${() => (store.hoveredLink.value = null)}
    @click=${() => openWeight(store, link)}></path>`;
}

/** Open the neuron that a weight leads to, at that weight.
 * @type {(store: any, link: import("../types.js").Link) => void} */
function openWeight(store, { layer, to, parameter }) {
  store.pinned.value = `${store.topology.value.layers[layer - 1].name}.${to}`;
  /** @type {HTMLElement | null} */ (document.querySelector(`[data-parameter="${parameter}"]`))?.focus();
}

/** Arrow keys: left and right between columns, up and down within one.
 * @type {(event: KeyboardEvent, topology: any) => void} */
function moveFocus(event, topology) {
  const step = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
  const from = /** @type {HTMLElement} */ (event.target).dataset.neuron;
  if (!step || !from) return;
  event.preventDefault();
  event.stopPropagation();
  const columns = columnsOf(topology), column = columns.findIndex((names) => names.includes(from));
  const next = columns[Math.max(0, Math.min(columns.length - 1, column + step[0]))];
  const row = Math.max(0, Math.min(next.length - 1, columns[column].indexOf(from) + step[1]));
  const group = /** @type {HTMLElement} */ (event.currentTarget);
  for (const button of group.querySelectorAll("button")) button.tabIndex = button.dataset.neuron === next[row] ? 0 : -1;
  /** @type {HTMLElement} */ (group.querySelector(`[data-neuron="${next[row]}"]`)).focus();
}

/** The value of the weight under the cursor.
 * @type {(store: any, tip: HTMLElement) => void} */
function tellLink(store, tip) {
  const link = store.layout.value?.links.find((/** @type {any} */ one) => one.parameter === store.hoveredLink.value);
  tip.hidden = !link;
  if (!link) return;
  tip.textContent = `weight ${signed(store.parameters.value[link.parameter])}`;
  Object.assign(tip.style, { left: `${(link.x1 + link.x2) / 2}px`, top: `${(link.y1 + link.y2) / 2 - 26}px` });
}
