// The truth table of the board: the equal of the picture.  Each row may be put on the switches.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { rowsOf } from "../../logic/circuits.js";
import { tableOf } from "../../logic/flat.js";
import { goalOf } from "../../logic/goals.js";
import { verdictOf } from "../../logic/lab.js";
import { logicWords as words } from "../../words/en/logic.js";
import { draw } from "../components.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../logic/lab.js").Lab} Lab */

/** @type {(root: HTMLElement, lab: Lab) => void} */
export function mount(root, lab) {
  draw(root, () => {
    const { goal, board } = lab.shown.value;
    const wanted = goalOf(goal);
    const ends = wanted ? [...wanted.outputs.map(words.wanted), words.isRight] : [];
    const head = (/** @type {string} */ text) => html`<th scope="col">${text}</th>`;
    return html`<h2>${words.table}</h2>
      <div class="wide"><table>
        <caption class="hint">${words.tableHelp}</caption>
        <thead><tr>${board.inputs.map(head)}${board.outputs.map(({ name }) => head(name))}
          ${ends.map(head)}
        </tr></thead>
        <tbody>${rowsOf(board.inputs.length).map((row, at) => line(lab, row, at))}</tbody>
      </table></div>`;
  });
}

/** @type {(lab: Lab, row: number[], at: number) => Template} */
function line({ shown, setRow }, row, at) {
  const { goal, board, on } = shown.value;
  const isOn = row.every((value, k) => value === on[k]);
  const digits = row.join("");
  const told = tableOf(board)[at];
  return html`<tr class=${isOn ? "on" : ""} aria-current=${isOn ? "true" : nothing}
    @click=${() => setRow(row)}>
    ${row.map((value, k) =>
      k
        ? html`<td>${value}</td>`
        : html`<th scope="row"><button class="set" aria-label=${words.setRow(digits)}
            aria-pressed=${isOn}>${value}</button></th>`,
    )}
    ${told.map((value) => html`<td class="is">${value ?? "–"}</td>`)}
    ${goalOf(goal) ? judged(goal, row, verdictOf(shown.value)?.right[at] ?? false) : nothing}
  </tr>`;
}

/** @type {(goal: string, row: number[], isRight: boolean) => Template[]} */
const judged = (goal, row, isRight) => [
  ...(goalOf(goal)?.wanted(row) ?? []).map((value) => html`<td class="wanted">${value}</td>`),
  html`<td class=${isRight ? "right" : "wrong"}><span aria-hidden="true">${
    isRight ? words.yes : words.no
  }</span><span class="unseen">${isRight ? words.rowRight : words.rowWrong}</span></td>`,
];
