// What may be put on the board: neurons of all kinds, and parts that were solved.
import { html } from "../../../vendor/lit-html/lit-html.js";
import { kindOfPart } from "../../logic/board.js";
import { GATES, OWN } from "../../logic/gates.js";
import { goalOf } from "../../logic/goals.js";
import { labelOf } from "../../logic/lab.js";
import { KIND_WORDS, logicWords as words } from "../../words/en/logic.js";
import { button, draw } from "../components.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../logic/lab.js").Lab} Lab */

/** The kinds of neurons that a goal allows.
 * @type {(goal: string) => string[]} */
export const kindsFor = (goal) => (goalOf(goal)?.byWeights ? [OWN] : [OWN, ...Object.keys(GATES)]);

/** @type {(root: HTMLElement, lab: Lab) => void} */
export function mount(root, lab) {
  draw(root, () => {
    const { goal, board } = lab.shown.value;
    const parts = Object.keys(board.parts).filter((name) => name !== goal);
    const kinds = [...kindsFor(goal), ...(goalOf(goal)?.byWeights ? [] : parts.map(kindOfPart))];
    return html`<div class="tools" role="group" aria-label=${words.add}>
      <span class="name" aria-hidden="true">${words.add}</span>
      ${kinds.map((kind) => tool(lab, kind))}
      <span class="apart">${button({
        kind: "plain",
        why: "",
        press: lab.clear,
        content: words.clear,
      })}</span></div>`;
  });
}

/** @type {(lab: Lab, kind: string) => Template} */
const tool = ({ add }, kind) =>
  button({
    kind: "plain",
    label: words.addA(labelOf(kind)),
    title: KIND_WORDS[kind]?.about ?? "",
    why: "",
    press: () => add(kind),
    content: labelOf(kind),
  });
