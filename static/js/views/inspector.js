// One neuron laid open: its function, its bias and the weights that reach it, each to be edited.
import { html, nothing, render, svg } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { typed } from "../store/codecs.js";
import { barrier } from "./messages.js";
import { icon, isTouched, onField } from "./components.js";
import { digits } from "./digits.js";
import { neuronName, signed } from "./format.js";
import { copyMap, isSheet } from "./sheet.js";
import { inspectorWords as texts } from "../words/en/results.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {import("../types.js").Layer} Layer */
/** @typedef {import("../types.js").Template} Template */

// iPhones' keypad for decimal numbers has no minus: the whole keyboard is asked for
const NUMBER = "\\s*(-|−|\\+)?[0-9]*[.,]?[0-9]*(e(-|−|\\+)?[0-9]+)?\\s*";
const LARGEST = 1e6; // what a weight may be set to
const LARGEST_SHOWN = 1e7; // in full
const MOST_ROWS = 130;
const SMALLEST_SHOWN = 5e-4; // of a weight, in three places

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  effect(() => {
    const place = placeOf(page.pinned.value, page.topology.value);
    render(place ? panel(page, place) : nothing, root);
  });
  effect(() => {
    const parameter = page.parameterWanted.value;
    const field = root.querySelector(`[data-parameter="${parameter}"]`);
    if (!field) return;
    /** @type {HTMLElement} */ (field).focus();
    page.parameterWanted.value = null;
  });
  effect(() => {
    const neuron = document.querySelector(`.overlay [data-neuron="${page.pinned.value}"]`);
    if (page.pinned.value)
      (isSheet() ? neuron : root)?.scrollIntoView({
        block: "nearest",
        behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth",
      });
  });
  addEventListener("keydown", (event) => {
    const at = /** @type {HTMLElement} */ (event.target);
    if (
      event.key === "Escape" &&
      !event.defaultPrevented &&
      (at === document.body || at.closest(".inspector, .overlay"))
    )
      close(page);
  });
  effect(() => follow(root, page));
  effect(() => layOpen(root, page));
  copyMap(root, page);
}

/** The focus goes back to the neuron that was open.
 * @type {(page: Page) => void} */
function close(page) {
  const name = page.pinned.value;
  page.pinned.value = null;
  /** @type {HTMLElement | null} */ (
    document.querySelector(`.overlay [data-neuron="${name}"]`)
  )?.focus();
}

/** Which layer and unit a neuron's name means; features have neither.
 * @type {(name: string | null, topology: Topology | null) => {name: string, layer: Layer | null,
 *   number: number, unit: number} | null} */
export function placeOf(name, topology) {
  if (!name || !topology) return null;
  const [short, unit] = name.split(".");
  const layers = [topology.layers, topology.auxiliary ?? []].flat();
  const number = layers.findIndex((layer) => layer.name === short) + 1;
  return number || topology.inputs.includes(name)
    ? { name, layer: layers[number - 1] ?? null, number, unit: Number(unit) }
    : null;
}

/** @type {(page: Page, place: NonNullable<ReturnType<typeof placeOf>>) => Template} */
function panel(page, { name, layer, number, unit }) {
  const title = neuronName(name, page.catalog, page.topology.value);
  return html`
    <section class="inspector" aria-label=${texts.inspector(title)}>
      <header>
        <canvas class="map-copy" width="192" height="192" role="img"
          aria-label=${texts.mapOf(title)}></canvas>
        <h2>${title[0].toUpperCase() + title.slice(1)}</h2>
        <button class="small" aria-label=${texts.closeTheInspector}
          @click=${() => close(page)}>${icon("close")}</button>
      </header>
      <div class="about">${layer ? functionOf(page, layer.activation) : formulaOf(page, name)}${
        layer ? html`<figure class="spread"></figure>` : nothing
      }</div>
      ${
        layer
          ? html`<div class="numbers"
              data-control="weights">${rows(page, layer, number, unit)}</div>
            <p role="alert" class="alert"></p>`
          : nothing
      }
    </section>`;
}

/** @type {(page: Page, name: string) => Template} */
const formulaOf = (page, name) =>
  html`<p class="formula">${
    page.catalog.features.find((one) => one.name === name)?.formula ?? name
  }</p>`;

/** @type {(page: Page, name: string) => Template} */
function functionOf(page, name) {
  const activation = page.catalog.activations.find((one) => one.name === name);
  if (!activation) return html`<p class="formula">${name}</p>`;
  return html`<p class="formula"><strong>${activation.label}</strong> a = ${activation.formula}
    <span class="derivative">a′ = ${activation.derivative}</span>
    ${activation.note}</p>`;
}

/** @type {(page: Page, layer: Layer, number: number, unit: number) => Template[]} */
function rows(page, layer, number, unit) {
  const names =
    layer.sources ??
    (number === 1
      ? (page.topology.value?.inputs ?? [])
      : Array.from({ length: layer.inputs }, (_, i) => `h${number - 1}.${i}`));
  const weights = names
    .slice(0, MOST_ROWS)
    .map((name, from) =>
      field(
        page,
        texts.weightFrom(neuronName(name, page.catalog, page.topology.value)),
        layer.kernel + from * layer.units + unit,
        (value) => page.setWeight(number, from, unit, value),
      ),
    );
  return [
    field(page, texts.bias, layer.bias + unit, (value) => page.setBias(number, unit, value)),
    ...weights,
  ];
}

/** @type {(page: Page, label: string, index: number, set: (value: number) => void) => Template} */
const field = (page, label, index, set) => html`
  <label class="number"><span>${label}</span><span class="slope" data-slope=${index}
    aria-hidden="true"></span>
    <input inputmode="text" pattern=${NUMBER} autocomplete="off" data-parameter=${index}
      ?readonly=${barrier(page) !== ""}
      @focus=${onField((field) => field.select())}
      @change=${onField((field) => commit(field, label, set))}
      @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, page, index)}
      @blur=${onField((field) => leave(field, page.parameters.value[index]))}>
  </label>`;

/** What is wrong stays as it was typed; all else shows the number again.
 * @type {(field: HTMLInputElement, number: number) => void} */
function leave(field, number) {
  if (!field.matches("[aria-invalid]")) show(field, number);
}

/** @type {(event: KeyboardEvent, page: Page, index: number) => void} */
function onKey(event, page, index) {
  const field = /** @type {HTMLInputElement} */ (event.target);
  if (event.key === "Enter") field.dispatchEvent(new Event("change"));
  const edited = field.matches("[aria-invalid]") || field.value !== field.dataset.committed;
  if (event.key !== "Escape" || !edited) return;
  event.preventDefault();
  field.removeAttribute("aria-invalid");
  /** @type {Element} */ (field.closest("section")?.querySelector("[role=alert]")).textContent = "";
  show(field, page.parameters.value[index]);
}

/** @type {(input: HTMLInputElement, label: string, set: (value: number) => void) => void} */
function commit(input, label, set) {
  const number = typed(input.value);
  const wrong = !(Math.abs(number) <= LARGEST);
  const alert = /** @type {HTMLElement} */ (
    input.closest("section")?.querySelector("[role=alert]")
  );
  alert.textContent = wrong ? texts.theMustBeANumber(label, input.value) : "";
  if (wrong) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  if (wrong || input.dataset.committed === input.value) return;
  input.dataset.committed = input.value;
  set(number);
}

/** @type {(input: HTMLInputElement, value: number) => void} */
function show(input, value) {
  const size = Math.abs(value);
  const isPlain = size < LARGEST_SHOWN && (size >= SMALLEST_SHOWN || !size);
  const text = isPlain ? value.toFixed(3) : value.toExponential(3).replace("+", "");
  input.value = Number.isFinite(value) ? text.replaceAll("-", "−") : "–";
  input.dataset.committed = input.value;
}

/** What the server found by laying the neuron open: gradients beside the numbers, pre-activations
 * as bars.
 * @type {(root: HTMLElement, page: Page) => void} */
function layOpen(root, page) {
  /** @type {import("../types.js").LaidOpen | null} */
  const inspection = page.laidOpen.value;
  const place = placeOf(page.pinned.value, page.topology.value);
  const gradients = new Map();
  if (inspection && place?.layer) {
    const { layer, unit } = place;
    gradients.set(layer.bias + unit, inspection.gradient.bias);
    inspection.gradient.weights.forEach((slope, from) =>
      gradients.set(layer.kernel + from * layer.units + unit, slope),
    );
  }
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (
    root.querySelectorAll("[data-slope]")
  )) {
    const slope = gradients.get(Number(element.dataset.slope));
    const words = typeof slope === "number" ? texts.gradient(digits(slope)) : "";
    element.textContent = words;
    element.nextElementSibling?.setAttribute("aria-description", words);
  }
  const figure = /** @type {HTMLElement | null} */ (root.querySelector(".spread"));
  if (figure) render(inspection ? bars(inspection) : nothing, figure);
}

const BAR = 8;
const HEIGHT = 40; // of the bars' own units

/** @type {(inspection: import("../types.js").LaidOpen) => Template} */
function bars({ histogram: { counts, from, to }, points }) {
  const most = Math.max(1, ...counts);
  const width = counts.length * BAR;
  const words = texts.itsInputsZOverTraining(points, signed(from), signed(to));
  return html`
    <svg viewBox=${`0 0 ${width} ${HEIGHT}`} preserveAspectRatio="none" role="img"
      aria-label=${words}>
      ${counts.map(
        (count, i) =>
          svg`<rect x=${i * BAR} width=${BAR - 1} y=${HEIGHT - (HEIGHT * count) / most}
            height=${(HEIGHT * count) / most}></rect>`,
      )}
    </svg>
    <figcaption><span>${signed(from)}</span><span>${texts.zOf(points)}</span>
      <span>${signed(to)}</span></figcaption>`;
}

/** Numbers follow the training, but never under the hand that edits one.
 * @type {(root: HTMLElement, page: Page) => void} */
function follow(root, page) {
  const parameters = page.parameters.value;
  (void page.pinned.value, page.topology.value);
  for (const input of root.querySelectorAll("input"))
    if (input !== document.activeElement && !input.matches("[aria-invalid]"))
      show(input, parameters[Number(input.dataset.parameter)]);
}
