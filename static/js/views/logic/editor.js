// The neuron, part or output that is looked at: its kind, its wires with their weights, and its
// threshold, to be changed without the picture.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { allWires, asOwn, driverOf, elementOf, solvedBy } from "../../logic/board.js";
import { numberIn, weightIn } from "../../logic/board_address.js";
import { whatIsMissing } from "../../logic/flat.js";
import { goalOf } from "../../logic/goals.js";
import { labelOf } from "../../logic/lab.js";
import { sentence } from "../../page.js";
import { KIND_WORDS, logicReasons as reasons, logicWords as words } from "../../words/en/logic.js";
import { button, draw, onField, select } from "../components.js";
import { isThere } from "./board.js";
import { neuronOf } from "./neuron.js";
import { kindsFor } from "./toolbox.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../logic/lab.js").Lab} Lab */
/** @typedef {import("../../logic/board.js").Element} Element */
/** @typedef {{lab: Lab, wrong: {value: string}}} Editor `wrong` is why a number was refused */

/** @type {(root: HTMLElement, lab: Lab) => void} */
export function mount(root, lab) {
  const editor = { lab, wrong: signal("") };
  draw(root, () => {
    const name = lab.selected.value;
    if (!name || !isThere(lab, name)) return nothing;
    const element = elementOf(lab.shown.value.board, name);
    return html`<section class="editor" aria-label=${words.editor(name)}>
      <h2>${element ? words.editorOf(name, labelOf(element.kind)) : words.editorOfOutput(name)}</h2>
      ${element ? ofElement(editor, element) : ofOutput(lab, name)}
      <p class="buttons">${element ? removal(lab, name) : nothing}
        ${button({
          kind: "plain",
          why: "",
          press: () => void (lab.selected.value = ""),
          content: words.close,
        })}</p>
    </section>`;
  });
}

/** @type {(lab: Lab, name: string) => Template} */
const removal = (lab, name) =>
  button({
    kind: "plain",
    why: "",
    press: () => lab.remove(name),
    content: words.removeLong(name),
  });

/** @type {(editor: Editor, element: Element) => Template} */
function ofElement(editor, element) {
  const missing = whatIsMissing(element);
  return html`${missing ? html`<p class="hint">${sentence(missing)}</p>` : nothing}
    ${solvedBy(element.kind) ? inputsOfPart(editor.lab, element) : ofNeuron(editor, element)}
    <p class="alert" role="alert">${editor.wrong.value}</p>`;
}

/** @type {(editor: Editor, element: Element) => Template} */
function ofNeuron(editor, element) {
  const { lab } = editor;
  const { name, kind, k, from } = element;
  const kinds = [...new Set([...kindsFor(lab.shown.value.goal), kind])];
  const options = kinds.map((one) => ({ name: one, label: labelOf(one) }));
  const set = (/** @type {string} */ value) => lab.setKind(name, value);
  const counts = Array.from({ length: Math.max(k, from.length, 1) }, (_, at) => ({
    name: at + 1,
    label: at + 1,
  }));
  const setK = (/** @type {string} */ value) => lab.change(name, { k: Number(value) });
  return html`<p class="hint">${KIND_WORDS[kind].about}</p><div class="fields">
    ${select({ label: words.kind, control: "kind", options, value: kind, change: set })}
    ${
      kind === "k_of_n"
        ? select({ label: words.k, control: "k", options: counts, value: k, change: setK })
        : nothing
    }
    ${threshold(editor, element)}</div>
    <ul class="wired">${from.map((wire, at) => weight(editor, element, wire, at))}</ul>
    ${listenTo(lab, element)}`;
}

/** A field for a number; what is no such number is refused and stays to be mended.
 * @type {(label: string, value: string, take: (field: HTMLInputElement) => void) => Template} */
const numberField = (label, value, take) => html`<label class="field">
  <span class="name">${label}</span><input inputmode="text" autocomplete="off" .value=${value}
    @change=${onField(take)}></label>`;

/** Take a number from a field, or say what is allowed.
 * @template T
 * @param {Editor} editor
 * @param {HTMLInputElement} field
 * @param {T | null} value
 * @param {string} why
 * @param {(value: T) => void} use */
function taken({ wrong }, field, value, why, use) {
  if (value === null) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  wrong.value = value === null ? why : "";
  if (value !== null) use(value);
}

/** @type {(editor: Editor, element: Element) => Template} */
function threshold(editor, element) {
  const neuron = neuronOf(element);
  if (!neuron) return nothing;
  return numberField(words.threshold, String(neuron.threshold), (field) =>
    taken(editor, field, numberIn(field.value), reasons.threshold, (value) =>
      editor.lab.change(element.name, { ...asOwn(element), threshold: value }),
    ),
  );
}

/** A wire into a neuron: its weight, and the way to cut it.
 * @type {(editor: Editor, element: Element, wire: string, at: number) => Template} */
function weight(editor, element, wire, at) {
  const neuron = neuronOf(element);
  const own = asOwn(element);
  const set = (/** @type {import("../../logic/gates.js").Weight} */ value) =>
    editor.lab.change(element.name, {
      ...own,
      weights: own.weights.map((one, k) => (k === at ? value : one)),
    });
  return html`<li>${
    neuron
      ? numberField(words.weightOf(wire), String(neuron.weights[at]), (field) =>
          taken(editor, field, weightIn(field.value), reasons.weight, set),
        )
      : html`<span>${wire}</span>`
  }
    ${button({
      kind: "plain",
      label: words.cut(wire),
      why: "",
      press: () => editor.lab.cut(element.name, at),
      content: words.cutShort,
    })}</li>`;
}

/** The wires that an element may still listen to: none of its own.
 * @type {(lab: Lab, name: string) => string[]} */
const othersOf = ({ shown }, name) =>
  allWires(shown.value.board).filter((wire) => driverOf(wire) !== name);

/** A choice of a wire; without one, `cut` takes the present one away.
 * @type {(label: string, value: string, wires: string[], take: (wire: string) => void,
 *   cut?: () => void) => Template} */
const wireChoice = (label, value, wires, take, cut = () => {}) =>
  select({
    label,
    control: "wire",
    options: [
      { name: "", label: words.choose },
      ...wires.map((wire) => ({ name: wire, label: wire })),
    ],
    value,
    change: (wire, field) => {
      if (wire) take(wire);
      else cut();
      if (!value) field.value = "";
    },
  });

/** @type {(lab: Lab, element: Element) => Template} */
const listenTo = (lab, { name, from }) =>
  wireChoice(
    words.listen,
    "",
    othersOf(lab, name).filter((wire) => !from.includes(wire)),
    (wire) => lab.connect(wire, name),
  );

/** @type {(lab: Lab, element: Element) => Template} */
const inputsOfPart = (lab, { name, kind, from }) =>
  html`<div class="fields">${(goalOf(solvedBy(kind))?.inputs ?? []).map((input, at) =>
    wireChoice(
      words.inputOfPart(input),
      from[at],
      othersOf(lab, name),
      (wire) => lab.connect(wire, name, at),
      () => lab.cut(name, at),
    ),
  )}</div>`;

/** @type {(lab: Lab, name: string) => Template} */
function ofOutput(lab, name) {
  const { board } = lab.shown.value;
  const from = board.outputs.find((output) => output.name === name)?.from ?? "";
  return html`<div class="fields">${wireChoice(
    words.listens,
    from,
    allWires(board),
    (wire) => lab.connect(wire, name),
    () => lab.cut(name, 0),
  )}</div>`;
}
