// The microscope: one step of training, for one example or its mini-batch, with every number of it.
// Four stops: forward, loss, backward, update.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { backpropWords as words } from "../../words/en/backprop.js";
import { draw, onChecked, onValue } from "../components.js";
import { neuronName } from "../format.js";
import { backwardStop } from "./backprop/backward.js";
import { score } from "./backprop/blanks.js";
import { drawMarks, exampleChoice, followMap } from "./backprop/example.js";
import { writeDigitsOf } from "./backprop/figures.js";
import { forwardStop } from "./backprop/forward.js";
import { lossStop } from "./backprop/loss.js";
import { mazur } from "./backprop/mazur.js";
import { ask, chosenIn, createMicroscope } from "./backprop/microscope.js";
import { drawNetworkMarks } from "./backprop/network_marks.js";
import { printSheet } from "./backprop/printed.js";
import { chosenAt, fits, sourcesOf } from "./backprop/reading.js";
import { show } from "./backprop/steps.js";
import { updateStop } from "./backprop/update.js";
import { pictureUpon, pictureUponMap } from "./map_marks.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../types.js").Topology} Topology */
/** @typedef {import("./backprop/microscope.js").Microscope} Microscope */

const STOPS = [forwardStop, lossStop, backwardStop, updateStop];
const [LOSS, BACKWARD] = [1, 2]; // stops: the loss is of no neuron, and the way back is of a weight

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  const microscope = createMicroscope(page);
  const ended = new AbortController();
  const { signal } = ended;
  const onMap = pictureUponMap();
  const onNetwork = pictureUpon("lens-network", "#network");
  followMap(microscope, signal);
  followNetwork(microscope, signal);
  const lens = /** @type {HTMLElement} */ (root.closest(".lens") ?? root);
  lens.addEventListener("keydown", (event) => onKey(event, microscope), { signal });
  const stops = [
    ask(microscope),
    draw(root, () => panel(microscope)),
    effect(() => drawMarks(microscope, onMap)),
    effect(() => drawNetworkMarks(microscope, onNetwork, chosenIn(microscope))),
    effect(() => followPinned(microscope)),
    effect(() => writeDigitsOf(page.settled.value.network)),
  ];
  return () => {
    for (const stop of stops) stop();
    ended.abort();
    onMap.remove();
    onNetwork.remove();
    render(nothing, root);
  };
}

/** The neuron that is open in the network is the one that is looked at.
 * @type {(microscope: Microscope) => void} */
function followPinned({ page, topology, chosen }) {
  const [name, unit] = (page.pinned.value ?? "").split(".");
  const layer = topology.value?.layers.findIndex((one) => one.name === name) ?? -1;
  if (layer >= 0) chosen.value = { layer, unit: Number(unit), source: chosen.peek().source };
}

/** A click on a weight of the network chooses it.
 * @type {(microscope: Microscope, signal: AbortSignal) => void} */
function followNetwork({ page, topology, chosen }, signal) {
  addEventListener(
    "click",
    ({ target }) => {
      const place = page.hoveredLink.peek();
      const whole = topology.peek();
      const isLink = /** @type {Element} */ (target).closest(".overlay .links path");
      if (isLink && place !== null && whole) chosen.value = chosenAt(whole, place);
    },
    { signal },
  );
}

/** Arrow keys go from stop to stop.
 * @type {(event: KeyboardEvent, microscope: Microscope) => void} */
function onKey(event, { stop }) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const at = /** @type {Element} */ (event.target);
  if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
  if (at.closest("input, select, textarea")) return;
  event.preventDefault();
  event.stopPropagation();
  go(stop, step);
}

/** @type {(stop: Microscope["stop"], step: number) => void} */
const go = (stop, step) =>
  void (stop.value = Math.max(0, Math.min(STOPS.length - 1, stop.peek() + step)));

/** @type {(microscope: Microscope) => Template} */
function panel(microscope) {
  const { page, stop } = microscope;
  const topology = microscope.topology.value;
  if (!topology) return nothing;
  return html`<div class="microscope">
    ${exampleChoice(microscope)}
    ${stopChoice(stop)}
    ${stop.value === LOSS ? nothing : unitChoice(microscope, topology)}
    ${stop.value === LOSS ? nothing : blankChoice(microscope, topology)}
    ${page.status.value === "diverged" ? html`<p class="alert">${words.diverged}</p>` : nothing}
    <div class="stop" role="group" aria-label=${words.stops[stop.value]}>${stage(
      microscope,
      topology,
    )}</div>
    ${presets(microscope, topology)}
  </div>`;
}

/** The example that most texts use; and where the weights to begin with are given, the way back to
 * their biases, which that example leaves alone.
 * @type {(microscope: Microscope, topology: Topology) => Template} */
const presets = ({ page, example }, topology) => html`<p class="buttons">
    <button class="plain" @click=${() => {
      example.value = { row: 0, of: "train" };
      page.load(mazur(page.catalog));
    }}>${words.mazur}</button>
    ${
      page.settled.value.network.parameters
        ? html`<button class="plain" @click=${() => setBiasesBack(page, topology)}>${
            words.biasesBack
          }</button>`
        : nothing
    }</p>`;

/** @type {(page: Page, topology: Topology) => void} */
function setBiasesBack(page, { layers }) {
  const given = page.settled.peek().network.parameters ?? [];
  for (const [at, { bias, units }] of layers.entries())
    for (let unit = 0; unit < units; unit++) page.setBias(at + 1, unit, given[bias + unit]);
}

/** @type {(stop: Microscope["stop"]) => Template} */
const stopChoice = (stop) => html`
  <div class="stops" role="group" aria-label=${words.stopsLabel}>
    <button class="small" ?disabled=${stop.value === 0} aria-label=${words.back}
      title=${words.back} @click=${() => go(stop, -1)}>‹</button>
    ${words.stops.map(
      (name, at) => html`<button class="plain" aria-current=${at === stop.value ? "step" : nothing}
        @click=${() => (stop.value = at)}>${name}</button>`,
    )}
    <button class="small" ?disabled=${stop.value === STOPS.length - 1} aria-label=${words.next}
      title=${words.next} @click=${() => go(stop, 1)}>›</button>
  </div>`;

/** Whether a learner fills the numbers in, here or on paper; they stand still meanwhile.
 * @type {(microscope: Microscope, topology: Topology) => Template} */
function blankChoice(microscope, topology) {
  const { page, answer, blanks } = microscope;
  const told = answer.value;
  const print = () => {
    if (fits(told, topology))
      printSheet({ page, topology, answer: told, chosen: chosenIn(microscope) }, STOPS);
  };
  return html`<div class="blanks">
    <label class="check"><input type="checkbox" .checked=${blanks.on.value}
      @change=${onChecked((on) => (blanks.on.value = on))}> ${words.fill}</label>
    ${blanks.on.value ? score(blanks) : nothing}
    <button class="plain" ?disabled=${!fits(told, topology)}
      @click=${print}>${words.print}</button></div>`;
}

/** @type {(microscope: Microscope, topology: Topology) => Template} */
function unitChoice(microscope, topology) {
  const { page, chosen, stop } = microscope;
  const now = chosenIn(microscope);
  const nameOf = (/** @type {string} */ name) => neuronName(name, page.catalog, topology);
  const units = topology.layers.flatMap(({ name, units: count }, layer) =>
    Array.from({ length: count }, (_, unit) => ({ layer, unit, name: `${name}.${unit}` })),
  );
  return html`<div class="unit">
    <label class="field inline"><span class="name">${words.neuron}</span>
      <select @change=${onValue((at) => {
        const { layer, unit } = units[Number(at)];
        chosen.value = { layer, unit, source: now.source };
      })}>${units.map(
        ({ layer, unit, name }, at) => html`<option value=${at}
          .selected=${layer === now.layer && unit === now.unit}>${nameOf(name)}</option>`,
      )}</select></label>
    ${
      stop.value < BACKWARD
        ? nothing
        : html`<label class="field inline"><span class="name">${words.weight}</span>
          <select @change=${onValue((at) => {
            chosen.value = { ...now, source: Number(at) };
          })}>${sourcesOf(topology, now.layer).map(
            (name, at) => html`<option value=${at} .selected=${at === now.source}
              >${words.weightFrom(nameOf(name))}</option>`,
          )}<option value="-1" .selected=${now.source < 0}>${words.bias}</option></select></label>`
    }
    <p class="hint">${words.clickTheNetwork}</p>
  </div>`;
}

/** @type {(microscope: Microscope, topology: Topology) => Template} */
function stage(microscope, topology) {
  const { page, answer, trouble, stop } = microscope;
  const told = answer.value;
  const why = trouble.value ? html`<p role="alert" class="alert">${trouble.value}</p>` : nothing;
  if (!fits(told, topology)) return trouble.value ? why : html`<p>${words.asking}</p>`;
  const seen = { page, topology, answer: told, chosen: chosenIn(microscope) };
  return html`${why}${show(STOPS[stop.value](seen), microscope.blanks)}`;
}
