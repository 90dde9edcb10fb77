// The state of the logic lab as signals, and what a visitor may do with it.  Knows no document.

import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { KIND_WORDS, logicWords as words } from "../words/en/logic.js";
import {
  changed,
  driverOf,
  elementOf,
  emptyBoard,
  solvedBy,
  unwired,
  wired,
  withElement,
  withKind,
  without,
} from "./board.js";
import { begun } from "./board_address.js";
import { partOf, tableOf } from "./flat.js";
import { goalOf, rightRows } from "./goals.js";

/** @template T @typedef {import("../types.js").Signal<T>} Signal */
/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./board.js").Element} Element */
/** @typedef {import("./board_address.js").Shown} Shown */
/** @typedef {{shown: Signal<Shown>, selected: Signal<string>, pending: Signal<string>,
 *   said: Signal<string>, hints: Signal<number>}} Signals `selected` is the element or output that
 *   is looked at, `pending` the wire that is being drawn, `hints` how many were asked for */
/** @typedef {ReturnType<typeof createLab>} Lab */

/** @type {(kind: string) => string} */
export const labelOf = (kind) =>
  solvedBy(kind) ? words.partOf(solvedBy(kind)) : KIND_WORDS[kind].label;

/** How far a board has come to its goal; none of a free board.
 * @type {(shown: Shown) => {right: boolean[], isSolved: boolean} | null} */
export function verdictOf({ goal, board }) {
  const wanted = goalOf(goal);
  if (!wanted) return null;
  const right = rightRows(wanted, tableOf(board));
  return { right, isSolved: right.every(Boolean) };
}

/** @type {(first: Shown) => Signals} */
const signalsOf = (first) => ({
  shown: signal(first),
  selected: signal(""),
  pending: signal(""),
  said: signal(""),
  hints: signal(0),
});

/** @param {Shown} first */
export function createLab(first) {
  const signals = signalsOf(first);
  const { shown, selected, pending, said, hints } = signals;
  const open = (/** @type {Shown} */ next) => {
    if (next.goal !== shown.peek().goal) hints.value = 0;
    shown.value = next;
    selected.value = pending.value = said.value = "";
  };
  const begin = (/** @type {string} */ goal, /** @type {number[]} */ ...sizes) =>
    open(begun(goal, emptyBoard(goal, shown.peek().board.parts, ...sizes)));
  const setRow = (/** @type {number[]} */ on) => void (shown.value = { ...shown.peek(), on });
  return {
    ...signals,
    ...changesOf(signals),
    open,
    setRow,
    choose: (/** @type {string} */ goal) => begin(goal),
    resize: (/** @type {number} */ inputs, /** @type {number} */ outputs) =>
      begin(shown.peek().goal, inputs, outputs),
    clear() {
      const { goal, board } = shown.peek();
      begin(goal, board.inputs.length, board.outputs.length);
    },
    flip: (/** @type {number} */ at) =>
      setRow(shown.peek().on.map((value, k) => (k === at ? 1 - value : value))),
    takeWire(/** @type {string} */ wire) {
      pending.value = pending.peek() === wire ? "" : wire;
      said.value = pending.peek() && words.drawing(wire);
    },
    letGo() {
      if (pending.peek()) pending.value = said.value = "";
    },
  };
}

/** What may be done to the board; each says what it did, or why it may not be.
 * @param {Signals} signals */
function changesOf({ shown, selected, pending, said }) {
  const board = () => shown.peek().board;
  const put = (/** @type {Board} */ next, /** @type {string} */ text) => {
    shown.value = { ...shown.peek(), board: next };
    said.value = text;
  };
  return {
    add(/** @type {string} */ kind) {
      const { board: next, name, why } = withElement(board(), kind);
      put(next, why || words.added(labelOf(kind), name));
      if (name) selected.value = name;
    },
    remove(/** @type {string} */ name) {
      if (!elementOf(board(), name)) return;
      if (driverOf(pending.peek()) === name) pending.value = "";
      if (selected.peek() === name) selected.value = "";
      put(without(board(), name), words.removed(name));
    },
    connect(/** @type {string} */ wire, /** @type {string} */ target, place = -1) {
      const { board: next, why } = wired(board(), wire, target, place);
      const isThere =
        elementOf(next, target)?.from.includes(wire) ??
        next.outputs.some(({ name, from }) => name === target && from === wire);
      pending.value = "";
      put(next, why || (isThere ? words.wiredTo : words.unwiredFrom)(wire, target));
    },
    cut: (/** @type {string} */ target, /** @type {number} */ place) =>
      put(unwired(board(), target, place), words.cutFrom(target)),
    change: (/** @type {string} */ name, /** @type {Partial<Element>} */ changes) =>
      put(changed(board(), name, changes), ""),
    setKind: (/** @type {string} */ name, /** @type {string} */ kind) =>
      put(withKind(board(), name, kind), ""),
    keepPart() {
      const { goal } = shown.peek();
      const { part, why } = partOf(board());
      const parts = part ? { ...board().parts, [goal]: part } : board().parts;
      put({ ...board(), parts }, why || words.isPart(words.partOf(goal)));
    },
  };
}
