// What repeats in the views: icons, labelled controls, and how numbers and names are written.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect } from "../../vendor/signals-core/signals-core.mjs";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Topology} Topology */
/** @typedef {{name: string | number, label: string | number}} Option */
/** @typedef {{label: string, control: string, options: Option[], value: any,
 *   change: (value: string, element: HTMLSelectElement) => void,
 *   resets?: boolean, title?: string}} Select */
/** @typedef {{label: string, control: string, value: number, low: number, high: number,
 *   step: number,
 *   change: (value: number) => void, show?: (value: number) => string}} Range */
/** @typedef {{kind: string, label?: string, title?: string, why: string, control?: string,
 *   press: () => void, content: any}} Button */

/** Draw a template into a place, again whenever a signal that it reads has changed.
 * @type {(place: HTMLElement, template: () => any) => () => void} */
export const draw = (place, template) => effect(() => void render(template(), place));

/** Whether a finger touches the page, which cannot hover.
 * @type {() => boolean} */
export const isTouched = () => matchMedia("(hover: none)").matches;

/** @type {(name: string) => any} */
export const icon = (name) =>
  html`<svg class="icon" aria-hidden="true"><use href=${`#${name}`}></use></svg>`;

/** A listener for what a field says now.
 * @type {(act: (value: string) => void) => (event: Event) => void} */
export const onValue = (act) => onField(({ value }) => act(value));

/** A listener for a box that is ticked or not.
 * @type {(act: (checked: boolean) => void) => (event: Event) => void} */
export const onChecked = (act) => onField(({ checked }) => act(checked));

/** A listener for the element to which something happened.
 * @type {(act: (element: any) => void) => (event: Event) => void} */
export const onField = (act) => (event) => act(event.target);

/** @type {(field: HTMLElement, text: string) => void} */
function showBeside({ parentElement }, text) {
  /** @type {HTMLElement} */ (parentElement?.querySelector(".value")).textContent = text;
}

/** A button.  Where it may not be pressed it stays in its place, tells why, and does nothing.
 * @type {(about: Button) => any} */
export const button = ({ kind, label, title, why, control, press, content }) => html`
  <button class=${kind} data-control=${control ?? nothing} aria-label=${label ?? nothing}
    aria-disabled=${why ? "true" : nothing}
    title=${why || title || nothing} @click=${() => why || press()}>${content}</button>`;

const AWAY = "The server cannot be reached just now; try again when it is back.";

/** Fetch a part of the page when it is first wanted, and use it; where it cannot be had, say so.
 * @type {<T>(store: any, load: () => Promise<T>, use: (part: T) => void, away?: string) =>
 *   Promise<boolean>} */
export async function fetchPart(store, load, use, away = AWAY) {
  const part = await load().catch(() => null);
  if (part) use(part);
  else store.notice("warning", away);
  return part !== null;
}

/** The sign of a control that begins the training anew. */
const RESETS = html`<span class="resets" title="Restarts training" aria-hidden="true">↺</span
  ><span class="unseen"> (restarts training)</span>`;

/** @type {(about: Select) => any} */
export const select = ({ label, control, options, value, change, resets, title }) => html`
  <label class="field" data-control=${control} title=${title ?? nothing}>
    <span class="name">${label}${resets ? RESETS : nothing}</span>
    <select @change=${onField((field) => change(field.value, field))}>
      ${options.map(
        (option) =>
          html`<option value=${option.name}
            .selected=${option.name === value}>${option.label}</option>`,
      )}
    </select>
  </label>`;

/** A slider whose value is sent when it is let go, and shown while it moves.
 * @type {(about: Range) => any} */
export const range = ({ label, control, value, low, high, step, change, show = String }) => html`
  <label class="field" data-control=${control}>
    <span class="name">${label}${RESETS}<span class="value"
      .textContent=${show(value)}></span></span>
    <input type="range" min=${low} max=${high} step=${step} .value=${String(value)}
      @input=${onField((field) => showBeside(field, show(Number(field.value))))}
      @change=${onValue((value) => change(Number(value)))}>
  </label>`;

/** Arrow keys choose among the radio buttons.
 * @type {(event: KeyboardEvent) => void} */
export function moveChoice(event) {
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const group = /** @type {HTMLElement} */ (event.currentTarget);
  const all = [...group.querySelectorAll("button")];
  const next =
    all[
      (all.indexOf(/** @type {any} */ (document.activeElement)) + step + all.length) % all.length
    ];
  event.preventDefault();
  event.stopPropagation();
  next.focus();
  next.click();
}

/** Options of a list of usual values, with the present one in its place.
 * @type {(usual: number[], value: number) => Option[]} */
export const usualValues = (usual, value) =>
  [...new Set([...usual, value])]
    .sort((a, b) => a - b)
    .map((number) => ({ name: number, label: String(number) }));

const SMALL = 0.001;
const LARGE = 1e5; // beyond, a number is written with a power of ten
const LARGEST_R2 = 100; // beyond, two places say nothing

/** @type {(value: number) => string} */
const power = (value) => value.toExponential(1).replace("+", "").replaceAll("-", "−");

/** A loss: three places, fewer for a larger one, or a power of ten where they would say nothing or
 * not fit.
 * @type {(value: number | null | undefined) => string} */
export function loss(value) {
  if (value == null) return "–";
  const size = Math.abs(value);
  const places = 3 - Math.max(0, Math.min(3, Math.floor(Math.log10(size))));
  return value === 0 || (size >= SMALL && size < LARGE)
    ? value.toFixed(places).replace("-", "−")
    : power(value);
}

/** @type {(value: number | null | undefined) => string} */
export const percent = (value) => (value == null ? "–" : `${(100 * value).toFixed(1)} %`);

/** @type {(digits: number) => (value: number | null | undefined) => string} */
export const signedTo = (digits) => (value) => {
  if (value == null || !Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return (value < 0 ? "−" : "+") + (size < LARGE ? size.toFixed(digits) : power(size));
};
export const signed = signedTo(2);

/** @type {(value: number | null | undefined) => string} */
export const r2 = (value) => (Math.abs(value ?? 0) < LARGEST_R2 ? signed(value) : loss(value));

/** An epoch as six digits, so that nothing moves when it grows.
 * @type {(value: number) => string} */
export const epochDigits = (value) =>
  String(value)
    .padStart(6, "0")
    .replace(/(\d{3})$/, ",$1");

/** What a neuron is called in words.
 * @type {(name: string, catalog: Catalog, topology: Topology | null) => string} */
export function neuronName(name, catalog, topology) {
  const feature = catalog.features.find((one) => one.name === name);
  if (feature) return `feature ${feature.label}`;
  if (topology?.inputs.includes(name))
    return `feature ${topology.labels?.[topology.inputs.indexOf(name)] ?? name}`;
  const [layer, unit] = name.split(".");
  if (layer === "output") return "output";
  if (layer === "o")
    return topology && topology.channels > 1
      ? `output for ${topology.classes[Number(unit)]}`
      : "output";
  return `layer ${layer.slice(1)}, neuron ${Number(unit) + 1}`;
}
