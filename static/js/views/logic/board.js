// The picture of the board: inputs with switches, neurons, parts, outputs and wires.  Everything on
// it is reached and done with the pointer and with keys.
import { html, nothing, svg } from "../../../vendor/lit-html/lit-html.js";
import { signal } from "../../../vendor/signals-core/signals-core.mjs";
import { elementOf, solvedBy, wiresOf } from "../../logic/board.js";
import { seen } from "../../logic/flat.js";
import { labelOf } from "../../logic/lab.js";
import { layoutOf } from "../../logic/layout.js";
import { logicWords as words } from "../../words/en/logic.js";
import { draw } from "../components.js";
import { onActivation, valueText } from "./keys.js";
import { contents } from "./neuron.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../logic/lab.js").Lab} Lab */
/** @typedef {import("../../logic/layout.js").Layout} Layout */
/** @typedef {import("../../logic/layout.js").Place} Place */
/** @typedef {Map<string, number>} Values of wires; what is not complete has none */
/** @typedef {{lab: Lab, layout: Layout, values: Values}} Picture */

const DOT = 10; // pixels, the radius of what a wire is drawn from
const REACH = 20; // of what a finger hits

/** @type {(root: HTMLElement, lab: Lab) => void} */
export function mount(root, lab) {
  const room = signal(root.clientWidth);
  new ResizeObserver(([{ contentRect }]) => (room.value = contentRect.width)).observe(root);
  const pen = createPen(lab);
  draw(root, () => picture(lab, room.value, pen));
  addEventListener("keydown", ({ key }) => {
    if (key === "Escape" && lab.pending.peek()) lab.letGo();
  });
}

/** Draws a wire by dragging from a dot to what shall listen to it.
 * @typedef {{at: {value: Place | null}, begin: (wire: string) => void,
 *   move: (event: PointerEvent) => void, end: (event: PointerEvent) => void}} Pen
 * @type {(lab: Lab) => Pen} */
function createPen(lab) {
  const at = signal(/** @type {Place | null} */ (null));
  let isDown = false;
  return {
    at,
    begin(wire) {
      isDown = true;
      lab.takeWire(wire);
    },
    move({ currentTarget, clientX, clientY }) {
      if (!lab.pending.peek()) return void (at.value = null);
      const { left, top } = /** @type {Element} */ (currentTarget).getBoundingClientRect();
      return void (at.value = { x: clientX - left, y: clientY - top });
    },
    end({ clientX, clientY }) {
      const over = document.elementFromPoint(clientX, clientY)?.closest("[data-hears]");
      const target = over instanceof SVGElement ? over.dataset.hears : "";
      if (isDown && target && lab.pending.peek()) lab.connect(lab.pending.peek(), target);
      isDown = false;
      at.value = null;
    },
  };
}

/** @type {(lab: Lab, room: number, pen: Pen) => Template} */
function picture(lab, room, pen) {
  const { board, on } = lab.shown.value;
  const layout = layoutOf(board, room);
  const about = { lab, layout, values: seen(board, on) };
  const { width, height } = layout;
  const letGo = (/** @type {Event} */ event) => event.target === event.currentTarget && lab.letGo();
  return html`<svg class=${`board ${lab.pending.value && "pending"}`} role="group"
      aria-label=${words.board} width=${width} height=${height} viewBox="0 0 ${width} ${height}"
      @click=${letGo} @pointermove=${pen.move} @pointerup=${pen.end}>
      ${wires(about)} ${rubber(about, pen)}
      ${board.inputs.map((name, at) => [input(about, name, at), dot(about, name, pen)])}
      ${board.elements.map((one) => [
        element(about, one),
        wiresOf(board.parts, one).map((wire) => dot(about, wire, pen)),
      ])}
      ${board.outputs.map((one) => output(about, one))}
    </svg>${board.elements.length ? nothing : html`<p class="hint">${words.empty}</p>`}`;
}

/** @type {(value: number | undefined) => string} */
const stateOf = (value) => (value === undefined ? "open" : value ? "fires" : "rests");

/** @type {(from: Place, to: Place) => string} */
function curve(from, to) {
  const bend = Math.max(12, Math.abs(to.x - from.x) / 2);
  return `M${from.x} ${from.y}C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}

/** @type {(picture: Picture) => Template} */
function wires({ lab, layout, values }) {
  const { elements, outputs } = lab.shown.value.board;
  const ends = [
    ...elements.flatMap(({ name, from }) => from.map((wire, at) => ({ wire, name, at }))),
    ...outputs.map(({ name, from }) => ({ wire: from, name, at: 0 })),
  ];
  return svg`<g aria-hidden="true">${ends.map(({ wire, name, at }) => {
    const [from, to] = [layout.drives.get(wire), layout.hears.get(name)?.[at]];
    return from && to
      ? svg`<path class=${`wire ${stateOf(values.get(wire))}`} d=${curve(from, to)}></path>`
      : nothing;
  })}</g>`;
}

/** The wire that is being drawn.
 * @type {(picture: Picture, pen: Pen) => Template} */
function rubber({ lab, layout }, pen) {
  const from = layout.drives.get(lab.pending.value);
  const to = pen.at.value;
  return from && to ? svg`<path class="wire rubber" d=${curve(from, to)}></path>` : nothing;
}

/** What a wire is drawn from; its value stands in it.
 * @type {(picture: Picture, wire: string, pen: Pen) => Template} */
function dot({ lab, layout, values }, wire, pen) {
  const { x, y } = /** @type {Place} */ (layout.drives.get(wire));
  const value = valueText(values.get(wire));
  const isTaken = lab.pending.value === wire;
  return svg`<g class=${`dot ${stateOf(values.get(wire))}`} role="button" tabindex="0"
      data-wire=${wire} aria-label=${words.wireFrom(wire, value)} aria-pressed=${isTaken}
      @pointerdown=${() => pen.begin(wire)} @click=${onActivation(() => lab.takeWire(wire))}
      @keydown=${onActivation(() => lab.takeWire(wire))}>
    <circle class="reach" cx=${x} cy=${y} r=${REACH}></circle>
    <circle cx=${x} cy=${y} r=${DOT}></circle>
    <text x=${x} y=${y + 4} text-anchor="middle">${values.get(wire) ?? "?"}</text>
  </g>`;
}

/** @type {(layout: Layout, name: string) => import("../../logic/layout.js").Box} */
const boxOf = ({ boxes }, name) =>
  /** @type {import("../../logic/layout.js").Box} */ (boxes.get(name));

/** @type {(picture: Picture, name: string, at: number) => Template} */
function input({ lab, layout }, name, at) {
  const { x, y, width, height } = boxOf(layout, name);
  const value = lab.shown.value.on[at];
  return svg`<g class=${`node input ${value ? "on" : "off"}`} role="switch" tabindex="0"
      aria-checked=${value ? "true" : "false"} aria-label=${words.input(name, value)}
      @click=${() => lab.flip(at)} @keydown=${onActivation(() => lab.flip(at))}>
    <rect x=${x} y=${y} width=${width} height=${height} rx="8"></rect>
    <text class="title" x=${x + 8} y=${y + height / 2 + 5}>${name}</text>
    <path class="switch" d="M${x + 27} ${y + 14}V${y + height - 14}"></path>
    <circle class="knob" cx=${x + 27} cy=${value ? y + 15 : y + height - 15} r="5"></circle>
  </g>`;
}

/** An element or output hears the wire that is being drawn, or is looked at.
 * @type {(lab: Lab, name: string) => void} */
function choose(lab, name) {
  const wire = lab.pending.peek();
  if (wire) lab.connect(wire, name);
  else lab.selected.value = lab.selected.peek() === name ? "" : name;
}

/** @type {(picture: Picture, one: import("../../logic/board.js").Element) => Template} */
function element({ lab, layout, values }, one) {
  const { name, kind, from } = one;
  const { board } = lab.shown.value;
  const [wire] = wiresOf(board.parts, one);
  const heard = from.filter(Boolean).join(", ") || words.nothing;
  const about = words.element(name, labelOf(kind), heard, valueText(values.get(wire)));
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.key !== "Delete" && event.key !== "Backspace") return;
    event.preventDefault();
    /** @type {Element} */ (event.currentTarget).closest("svg")?.parentElement?.focus();
    lab.remove(name);
  };
  return svg`<g class=${`node ${solvedBy(kind) ? "part" : "neuron"}`} role="button" tabindex="0"
      data-hears=${name} aria-label=${about} aria-pressed=${lab.selected.value === name}
      @click=${() => choose(lab, name)} @keydown=${onActivation(() => choose(lab, name), onKey)}>
    ${contents(one, board, boxOf(layout, name))}</g>`;
}

/** @type {(picture: Picture, one: import("../../logic/board.js").Output) => Template} */
function output({ lab, layout, values }, { name, from }) {
  const { x, y, width, height } = boxOf(layout, name);
  const value = values.get(from);
  const about = words.output(name, from || words.nothing, valueText(value));
  return svg`<g class=${`node output ${stateOf(value)}`} role="button" tabindex="0"
      data-hears=${name} aria-label=${about} aria-pressed=${lab.selected.value === name}
      @click=${() => choose(lab, name)} @keydown=${onActivation(() => choose(lab, name))}>
    <rect x=${x} y=${y} width=${width} height=${height} rx="8"></rect>
    <text class="title" x=${x + width / 2} y=${y + 19} text-anchor="middle">${name}</text>
    <text class="value" x=${x + width / 2} y=${y + 38} text-anchor="middle">${value ?? "?"}</text>
  </g>`;
}

/** Whether an output or element of a name is on the board.
 * @type {(lab: Lab, name: string) => boolean} */
export const isThere = ({ shown }, name) =>
  Boolean(elementOf(shown.value.board, name)) ||
  shown.value.board.outputs.some((output) => output.name === name);
