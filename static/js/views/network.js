// The network as a picture: tiles and weights are painted by the painter upon one canvas;
// here are its room and its frame, the controls above each layer and beside each feature.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { layoutNetwork } from "./layout.js";
import { drawOverlay, tellNumber } from "./neurons.js";
import { button, draw, icon } from "./parts.js";

const LEAST_HEAD = 76, USUAL_HEIGHT = 400, BENEATH = 270; // CSS pixels: of a layer's head, of a network below other things, of what stands beneath it

/** @type {(root: HTMLElement, store: any) => void} */
export function mount(root, store) {
  const room = signal({ width: 600, height: 420 }), all = signal(false), bias = signal(/** @type {any} */ (null));
  const names = store.catalog.features.map((/** @type {any} */ one) => one.name);
  render(frame(store), root);
  const [count, features, head, box, overlay, canvas, tip] = [".layer-count", "[data-part=features]", "[data-part=layers]", ".picture", ".overlay", "#network", ".tip"]
    .map((name) => /** @type {HTMLElement} */ (root.querySelector(name)));
  const measure = () => {
    const now = { width: box.clientWidth - features.offsetWidth, height: roomFor(box, classesOf(store)) }, { width, height } = room.peek();
    if (now.width !== width || now.height !== height) room.value = now;
  };
  new ResizeObserver(measure).observe(box);
  effect(measure);
  effect(() => {
    if (store.topology.value) store.layout.value = layoutNetwork(store.topology.value, room.value, names, all.value);
  });
  draw(count, () => layerCount(store));
  draw(features, () => featureButtons(store));
  draw(head, () => layerHeads(store));
  effect(() => placeHeads(head, store));
  effect(() => placeFeatures(features, store));
  effect(() => {
    if (!store.layout.value) return;
    for (const element of [canvas, overlay]) sizeTo(element, store.layout.value);
    drawOverlay(store, overlay, { all, bias });
  });
  effect(() => tellNumber(store, bias.value, tip));
}

/** @type {(element: HTMLElement, size: {width: number, height: number}) => void} */
const sizeTo = ({ style }, { width, height }) => void Object.assign(style, { width: `${width}px`, height: `${height}px` });

/** How many classes the confusion matrix beneath tells apart.
 * @type {(store: any) => number} */
const classesOf = (store) => (store.experiment.value.problem === "multiclass" ? (store.topology.value?.channels ?? 0) : 0);

/** The height of the network: what is left of the screen by what stands beneath it.
 * @type {(box: HTMLElement, classes: number) => number} */
function roomFor(box, classes) {
  if (!matchMedia("(min-width: 1181px)").matches) return USUAL_HEIGHT;
  const beneath = Math.max(BENEATH, BENEATH / 2 + 22 * (classes + 2));
  return Math.max(280, innerHeight - scrollY - box.getBoundingClientRect().top - beneath);
}

/** @type {(store: any) => any} */
const frame = (store) => html`
  <div class="titles">
    <h2>Features</h2>
    <div class="layer-count" data-control="numHiddenLayers"></div>
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
function layerCount(store) {
  const { length } = store.experiment.value.network.hidden, { max_layers: most } = store.catalog.limits, kind = "small";
  return html`
    ${button({ kind, label: "Remove the last hidden layer (restarts training)", title: "Remove a layer (restarts training)",
      why: length ? "" : "There is no hidden layer to remove", press: store.removeLayer, content: icon("minus") })}
    <h2>Hidden layers</h2>
    ${button({ kind, label: "Add a hidden layer (restarts training)", title: "Add a layer (restarts training)",
      why: length < most ? "" : `At most ${most} hidden layers`, press: store.addLayer, content: icon("plus") })}`;
}

/** @type {(store: any) => any} */
function featureButtons(store) {
  const chosen = store.experiment.value.features;
  return store.catalog.features.map((/** @type {any} */ feature) => html`
    <button class="feature" data-control=${feature.name} aria-pressed=${chosen.includes(feature.name)} title=${feature.formula}
      @click=${() => store.toggleFeature(feature.name)}>${feature.label}</button>`);
}

/** @type {(store: any) => any} */
function layerHeads(store) {
  const { hidden } = store.experiment.value.network, { max_units: most } = store.catalog.limits, kind = "small";
  return html`${hidden.map((/** @type {any} */ layer, /** @type {number} */ i) => html`
    <div class="layer-head" role="group" aria-label=${`Hidden layer ${i + 1}`}>
      <span class="counter">
        ${button({ kind, label: "Remove a neuron (restarts training)", why: layer.units > 1 ? "" : "At least 1 neuron in a layer", press: () => store.removeUnit(i), content: icon("minus") })}
        <span class="units">${layer.units}</span>
        ${button({ kind, label: "Add a neuron (restarts training)", why: layer.units < most ? "" : `At most ${most} neurons in a layer`, press: () => store.addUnit(i), content: icon("plus") })}
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
    const width = Math.min(112, (layout.step || LEAST_HEAD) - 2);
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
