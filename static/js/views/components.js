// What repeats in the views: icons, buttons, labelled controls, listeners, parts fetched on use.
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../vendor/signals-core/signals-core.mjs";
import { componentsWords as words } from "../words/en/stage.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").Choice} Choice */
/** @typedef {{name: string | number, label: string | number}} Option */
/** @typedef {{label: string, control: string, options: Option[], value: string | number | null,
 *   change: (value: string, element: HTMLSelectElement) => void,
 *   resets?: boolean, title?: string}} Select */
/** @typedef {{label: string, control: string, value: number, low: number, high: number,
 *   step: number,
 *   change: (value: number) => void, show?: (value: number) => string, resets?: boolean}} Range */
/** @typedef {{kind: string, label?: string, title?: string, why: string, control?: string,
 *   press: () => void, content: unknown}} Button */

const OTHER = "other"; // than the usual values

/** A line for each control, by its name: `words/en/explanations.js`, once it has come.
 * @type {{value: Record<string, string>}} */
export const explanations = signal({});

/** What a control does, in a line.
 * @type {(control?: string) => string | undefined} */
export const explanationOf = (control = "") => explanations.value[control];

/** Draw a template into a place, again whenever a signal that it reads has changed.
 * @type {(place: HTMLElement | SVGElement, template: () => unknown) => () => void} */
export const draw = (place, template) => effect(() => void render(template(), place));

/** Whether a finger touches the page, which cannot hover.
 * @type {() => boolean} */
export const isTouched = () => matchMedia("(hover: none)").matches;

/** @type {(name: string) => Template} */
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

/** Whether a key is for the page: neither typed into a field or a dialog, nor with Ctrl or Alt.
 * @type {(event: KeyboardEvent) => boolean} */
export const isShortcut = ({ target, ctrlKey, metaKey, altKey }) =>
  !(/** @type {Element} */ (target).closest("input, select, textarea, dialog, [role=grid]")) &&
  !(ctrlKey || metaKey || altKey);

/** @type {(field: HTMLElement, text: string) => void} */
function showBeside({ parentElement }, text) {
  /** @type {HTMLElement} */ (parentElement?.querySelector(".value")).textContent = text;
}

/** A button.  Where it may not be pressed it stays in its place, tells why, and does nothing.
 * @type {(about: Button) => Template} */
export const button = ({ kind, label, title, why, control, press, content }) => html`
  <button class=${kind} data-control=${control ?? nothing} aria-label=${label ?? nothing}
    aria-disabled=${why ? "true" : nothing}
    title=${why || title || explanationOf(control) || nothing}
    @click=${() => why || press()}>${content}</button>`;

const AWAY = words.theServerCannotBeReached;

/** Fetch a part of the page when it is first wanted, and use it; where it cannot be had, say so.
 * @type {<T>(page: Page, load: () => Promise<T>, use: (part: T) => void, away?: string) =>
 *   Promise<boolean>} */
export async function fetchPart(page, load, use, away = AWAY) {
  const part = await load().catch(() => null);
  if (part) use(part);
  else page.notice("warning", away, null, "away");
  return part !== null;
}

/** The sign of a control that begins the training anew. */
const RESETS = html`<span class="resets" title=${words.restartsTraining} aria-hidden="true">↺</span
  ><span class="unseen">${words.restarts}</span>`;

/** @type {(about: Select) => Template} */
export const select = ({ label, control, options, value, change, resets, title }) => html`
  <label class="field" data-control=${control}
    title=${[explanationOf(control), title].filter(Boolean).join(" ") || nothing}>
    <span class="name">${label}${resets ? RESETS : nothing}</span>
    <select @change=${onField((field) => change(field.value, field))}>
      ${options.map(
        (option) =>
          html`<option value=${option.name}
            .selected=${option.name === value}>${option.label}</option>`,
      )}
    </select>
  </label>`;

/** A box that is ticked while the network goes on with what it has learned.
 * @type {(keeps: {value: boolean}, label?: string) => Template} */
export const keepsWeights = (keeps, label = words.keepTheWeights) => html`
  <label class="check" data-control="keepWeights" title=${explanationOf("keepWeights") ?? nothing}>
    <input type="checkbox" .checked=${keeps.value}
    @change=${onChecked((on) => (keeps.value = on))}> ${label}</label>`;

/** What a control says of training, beside its name.
 * @type {(keeps: {value: boolean}) => string} */
export const restarts = ({ value }) => (value ? "" : words.restarts);

/** A slider whose value is sent when it is let go, and shown while it moves.
 * @type {(about: Range) => Template} */
export const range = ({
  label,
  control,
  value,
  low,
  high,
  step,
  change,
  show = String,
  resets = true,
}) => html`
  <label class="field" data-control=${control} title=${explanationOf(control) ?? nothing}>
    <span class="name">${label}${resets ? RESETS : nothing}<span class="value"
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
      (all.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement)) + step + all.length) %
        all.length
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

/** One of the catalog's names, at a path of the document.
 * @type {(page: Page, label: string, path: string, list: Choice[],
 *   more?: {change?: (name: string) => void, resets?: boolean}) => Template} */
export function named(page, label, path, list, { change, resets } = {}) {
  const value = page.current(path);
  return select({
    label,
    control:
      path
        .split(".")
        .filter((part) => part !== "name" && part !== "kind")
        .at(-1) ?? path,
    options: namesOf(list),
    value,
    resets,
    title: aboutOf(list, value),
    change: change ?? ((name) => page.change(path, name)),
  });
}

/** @type {(list: Choice[]) => {name: string, label: string}[]} */
export const namesOf = (list) => list.map(({ name, label }) => ({ name, label }));

/** A choice's formula, and what is to be known of it.
 * @type {(list: Choice[], name: string) => string} */
export function aboutOf(list, name) {
  const { label = "", formula, note = "" } = list.find((one) => one.name === name) ?? {};
  return formula ? `${label}: ${formula}. ${note}`.trim() : "";
}

/** Usual values to choose from, or any other, asked for in a small dialog; or none, where that has
 * a name.
 * @type {(page: Page, label: string, control: string, path: string, usual: number[],
 *   none?: string, resets?: boolean) => Template} */
export function numberChoice(page, label, control, path, usual, none = "", resets = false) {
  const value = page.current(path) ?? "";
  const options = [
    ...(none ? [{ name: "", label: none }] : []),
    ...usualValues(usual, value === "" ? usual[0] : value),
    { name: OTHER, label: words.other },
  ];
  return select({
    label,
    control,
    options,
    value,
    resets,
    change: (chosen, element) => {
      if (chosen !== OTHER) return page.change(path, chosen === "" ? null : Number(chosen));
      const done = () => (element.value = String(page.current(path) ?? ""));
      return openNumber(page, { label, path, done });
    },
  });
}

/** @type {(page: Page, about: {label: string, path: string, done: () => void}) => Promise<void>} */
async function openNumber(page, about) {
  const isOpen = await fetchPart(
    page,
    () => import("./number_dialog.js"),
    (dialog) => dialog.askNumber(page, about),
  );
  if (!isOpen) about.done();
}
