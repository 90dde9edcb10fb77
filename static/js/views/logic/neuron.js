// What stands in the box of a neuron or part: its name and kind, the weight of each wire, and the
// threshold; of a part its inputs and outputs.
import { svg } from "../../../vendor/lit-html/lit-html.js";
import { solvedBy } from "../../logic/board.js";
import { whatIsMissing } from "../../logic/flat.js";
import { GATES, INHIBIT, OWN } from "../../logic/gates.js";
import { goalOf } from "../../logic/goals.js";
import { labelOf } from "../../logic/lab.js";
import { HEAD, ROW } from "../../logic/layout.js";
import { logicWords as words } from "../../words/en/logic.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../logic/board.js").Board} Board */
/** @typedef {import("../../logic/board.js").Element} Element */
/** @typedef {import("../../logic/layout.js").Box} Box */

/** A weight or threshold as people write it.
 * @type {(value: number | string) => string} */
export const plain = (value) =>
  value === INHIBIT ? words.inhibits : String(value).replace("-", "−");

/** The neuron that an element is; `null` while its gate does not take so many inputs.
 * @type {(element: Element) => import("../../logic/gates.js").Neuron | null} */
export function neuronOf(element) {
  const { kind, from, k, weights, threshold } = element;
  if (kind === OWN) return { weights, threshold };
  return whatIsMissing(element) ? null : GATES[kind].make(from.length, k);
}

/** @type {(element: Element) => string} */
const titleOf = ({ kind, k, from }) =>
  kind === "k_of_n" ? words.kOf(k, from.length) : labelOf(kind);

/** @type {(element: Element, board: Board, box: Box) => Template} */
export function contents(element, board, { x, y, width, height }) {
  const missing = whatIsMissing(element);
  return svg`<rect class=${missing ? "open" : ""} x=${x} y=${y} width=${width} height=${height}
      rx="8"></rect>
    <text class="name" x=${x + 7} y=${y + 17}>${element.name}</text>
    <text class="title" x=${x + width - 7} y=${y + 17} text-anchor="end">${titleOf(element)}</text>
    <path class="rule" d="M${x} ${y + HEAD}h${width}"></path>
    ${solvedBy(element.kind) ? ofPart(element, board, x, y, width) : ofNeuron(element, x, y, width)}
    ${missing ? svg`<title>${missing}</title>` : ""}`;
}

/** @type {(element: Element, x: number, y: number, width: number) => Template} */
function ofNeuron(element, x, y, width) {
  const neuron = neuronOf(element);
  const rows = Math.max(1, element.from.length);
  const middle = y + HEAD + (ROW * rows + 4) / 2;
  return svg`${element.from.map(
    (_, at) => svg`<text class="weight" x=${x + 7} y=${rowAt(y, at)}
      >${neuron ? plain(neuron.weights[at]) : "?"}</text>`,
  )}<text class="threshold" x=${x + width - 15} y=${middle + 4} text-anchor="end"
    >${neuron ? words.atLeast(plain(neuron.threshold)) : words.unwired}</text>`;
}

/** @type {(element: Element, board: Board, x: number, y: number, width: number) => Template[]} */
const ofPart = ({ kind }, { parts }, x, y, width) => [
  ...(goalOf(solvedBy(kind))?.inputs ?? []).map(
    (name, at) => svg`<text class="weight" x=${x + 7} y=${rowAt(y, at)}>${name}</text>`,
  ),
  ...parts[solvedBy(kind)].outputs.map(
    ({ name }, at) => svg`<text class="threshold" x=${x + width - 14} y=${rowAt(y, at)}
      text-anchor="end">${name}</text>`,
  ),
];

/** The line of writing in a row.
 * @type {(y: number, at: number) => number} */
const rowAt = (y, at) => y + HEAD + ROW * (at + 0.5) + 4;
