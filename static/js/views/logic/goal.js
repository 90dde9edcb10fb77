// What the board shall compute: the choice of a goal, how far it is, its hints, and what follows
// once it is solved.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { MOST_FREE } from "../../logic/board.js";
import { tableOf } from "../../logic/flat.js";
import { FREE, GOALS } from "../../logic/goals.js";
import { verdictOf } from "../../logic/lab.js";
import { learningOf } from "../../logic/learning.js";
import { GOAL_WORDS, logicWords as words } from "../../words/en/logic.js";
import { button, draw, select } from "../components.js";

/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../logic/lab.js").Lab} Lab */

const NAMES = Object.keys(GOALS);

/** @type {(root: HTMLElement, lab: Lab, playground: string) => void} */
export function mount(root, lab, playground) {
  draw(root, () => {
    const { goal, board } = lab.shown.value;
    return html`<div class="choices">${choice(lab)}${goal === FREE ? sizes(lab) : nothing}</div>
      <p class="task">${goal === FREE ? words.freeTask : GOAL_WORDS[goal].task}
        ${GOALS[goal]?.byWeights ? words.byWeights : ""}</p>
      ${goal === FREE ? nothing : progress(lab)}
      <div class="buttons ways">${goal === FREE ? nothing : ofGoal(lab)}
        ${learn(goal, board, playground)}</div>
      ${goal === FREE ? nothing : hintsOf(lab)}`;
  });
}

/** @type {(lab: Lab) => Template} */
function choice({ shown, choose }) {
  const { goal, board } = shown.value;
  const isPart = (/** @type {string} */ name) => Object.hasOwn(board.parts, name);
  const labelled = NAMES.map((name) => {
    const { label } = GOAL_WORDS[name];
    return { name, label: isPart(name) ? words.solvedMark(label) : label };
  });
  const options = [...labelled, { name: FREE, label: words.free }];
  return select({ label: words.goal, control: "goal", options, value: goal, change: choose });
}

/** How many inputs and outputs a board without a goal has.
 * @type {(lab: Lab) => Template[]} */
function sizes({ shown, resize }) {
  const { inputs, outputs } = shown.value.board;
  const counts = (/** @type {number} */ most) =>
    Array.from({ length: most }, (_, at) => ({ name: at + 1, label: at + 1 }));
  return [
    select({
      label: words.inputs,
      control: "inputs",
      options: counts(MOST_FREE.inputs),
      value: inputs.length,
      change: (value) => resize(Number(value), outputs.length),
    }),
    select({
      label: words.outputs,
      control: "outputs",
      options: counts(MOST_FREE.outputs),
      value: outputs.length,
      change: (value) => resize(inputs.length, Number(value)),
    }),
  ];
}

/** @type {(lab: Lab) => Template} */
function progress({ shown }) {
  const { goal } = shown.value;
  const { right, isSolved } = verdictOf(shown.value) ?? { right: [], isSolved: false };
  const count = right.filter(Boolean).length;
  return html`<p class=${`verdict ${isSolved ? "solved" : "open"}`} role="status">${
    isSolved ? words.solved(GOAL_WORDS[goal].label) : words.rowsRight(count, right.length)
  }</p>`;
}

/** A hint, or what a solved board is good for.
 * @type {(lab: Lab) => Template[]} */
function ofGoal(lab) {
  const { goal, board } = lab.shown.value;
  const next = NAMES[NAMES.indexOf(goal) + 1];
  const given = lab.hints.value;
  const more = given < 2 ? "" : words.hint[2];
  if (!verdictOf(lab.shown.value)?.isSolved)
    return [
      button({
        kind: "plain",
        why: more,
        press: () => void lab.hints.value++,
        content: more || words.hint[given],
      }),
    ];
  const isKept = Object.hasOwn(board.parts, goal);
  return [
    button({
      kind: "plain",
      why: isKept ? words.isPart(words.partOf(goal)) : "",
      press: lab.keepPart,
      content: words.usePart,
    }),
    next
      ? button({
          kind: "plain primary",
          why: "",
          press: () => lab.choose(next),
          content: words.next(GOAL_WORDS[next].label),
        })
      : nothing,
  ];
}

/** @type {(lab: Lab) => Template} */
const hintsOf = ({ shown, hints }) =>
  html`<div role="status">${GOAL_WORDS[shown.value.goal].hints
    .slice(0, hints.value)
    .map((text, at) => html`<p class="given">${words.hintAt(at + 1, text)}</p>`)}</div>`;

/** The way to the playground with the same table as points.
 * @type {(goal: string, board: import("../../logic/board.js").Board, playground: string) =>
 *   Template} */
function learn(goal, board, playground) {
  const name = goal === FREE ? words.ownTable : GOAL_WORDS[goal].label;
  const { fragment, why } = learningOf(name, tableOf(board), board.inputs.length);
  return why
    ? html`<span class="hint">${words.learn}: ${why}</span>`
    : html`<a class="plain link" href=${`${playground}#${fragment}`}>${words.learn}</a>`;
}
