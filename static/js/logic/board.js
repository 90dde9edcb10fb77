// A board: neurons and parts between named inputs and outputs, and what may be done to it.  Every
// change makes another board, or says why it may not be.  A wire is named after what drives it: an
// input, a neuron, or an output of a part ("n4.sum").  Left out: what a board computes (flat.js).

import { logicReasons as reasons } from "../words/en/logic.js";
import { GATES, MOST_SOURCES, OWN } from "./gates.js";
import { goalOf } from "./goals.js";

/** @typedef {import("./gates.js").Weight} Weight */
/** @typedef {{name: string, kind: string, from: string[], k: number, weights: Weight[],
 *   threshold: number}} Element `k` counts for k of n, `weights` and `threshold` for a neuron of
 *   one's own; a part has a place in `from` for each of its inputs, empty where no wire ends */
/** @typedef {{name: string, from: string}} Output `from` is empty where no wire ends */
/** @typedef {{elements: Element[], outputs: Output[]}} Part a solved goal, made of neurons alone */
/** @typedef {{inputs: string[], elements: Element[], outputs: Output[],
 *   parts: Record<string, Part>}} Board */
/** @typedef {{board: Board, why: string}} Changed `why` is empty where the board did change */

export const MOST_ELEMENTS = 12; // on a board
export const MOST_FREE = { inputs: 4, outputs: 3 }; // of a board without a goal
const PART = "part-"; // before the goal that a part solves, in its kind
const LETTERS = ["A", "B", "C", "D"];

/** @type {(goal: string) => string} */
export const kindOfPart = (goal) => PART + goal;

/** The goal that an element of a kind solves; empty for a neuron.
 * @type {(kind: string) => string} */
export const solvedBy = (kind) => (kind.startsWith(PART) ? kind.slice(PART.length) : "");

/** @type {(goal: string, parts?: Record<string, Part>, inputs?: number, outputs?: number) =>
 *   Board} */
export function emptyBoard(goal, parts = {}, inputs = 2, outputs = 1) {
  const wanted = goalOf(goal) ?? {
    inputs: LETTERS.slice(0, inputs),
    outputs: Array.from({ length: outputs }, (_, k) => (outputs > 1 ? `out${k + 1}` : "out")),
  };
  return {
    inputs: wanted.inputs,
    elements: [],
    outputs: wanted.outputs.map((name) => ({ name, from: "" })),
    parts,
  };
}

/** @type {(board: Pick<Board, "elements">, name: string) => Element | undefined} */
export const elementOf = ({ elements }, name) => elements.find((one) => one.name === name);

/** The wires that an element of a kind drives.
 * @type {(parts: Record<string, Part>, element: Pick<Element, "name" | "kind">) => string[]} */
export function wiresOf(parts, { name, kind }) {
  const goal = solvedBy(kind);
  return goal ? parts[goal].outputs.map((output) => `${name}.${output.name}`) : [name];
}

/** The element that drives a wire; empty for an input's.
 * @type {(wire: string) => string} */
export const driverOf = (wire) => (/^n\d/.test(wire) ? wire.split(".")[0] : "");

/** All wires of a board.
 * @type {(board: Board) => string[]} */
export const allWires = ({ inputs, elements, parts }) => [
  ...inputs,
  ...elements.flatMap((element) => wiresOf(parts, element)),
];

/** A new element, with nothing wired to it.
 * @type {(parts: Record<string, Part>, name: string, kind: string) => Element} */
export function newElement(parts, name, kind) {
  const goal = solvedBy(kind);
  const from = goal && parts[goal] ? (goalOf(goal)?.inputs ?? []).map(() => "") : [];
  return { name, kind, from, k: kind === "k_of_n" ? 2 : 0, weights: [], threshold: 1 };
}

/** @type {(board: Board, kind: string) => Changed & {name: string}} */
export function withElement(board, kind) {
  if (board.elements.length >= MOST_ELEMENTS)
    return { board, name: "", why: reasons.mostElements(MOST_ELEMENTS) };
  const isTaken = (/** @type {string} */ name) => Boolean(elementOf(board, name));
  let number = 1;
  while (isTaken(`n${number}`)) number++;
  const element = newElement(board.parts, `n${number}`, kind);
  return {
    board: { ...board, elements: [...board.elements, element] },
    name: element.name,
    why: "",
  };
}

/** @type {(board: Board, element: Element) => Board} */
const withChanged = (board, element) => ({
  ...board,
  elements: board.elements.map((one) => (one.name === element.name ? element : one)),
});

/** @type {(board: Board, name: string, changes: Partial<Element>) => Board} */
export function changed(board, name, changes) {
  const element = elementOf(board, name);
  return element ? withChanged(board, { ...element, ...changes }) : board;
}

/** Another kind of neuron in the same place; one of one's own begins as the gate that it was.
 * @type {(board: Board, name: string, kind: string) => Board} */
export function withKind(board, name, kind) {
  const element = elementOf(board, name);
  if (!element || element.kind === kind) return board;
  if (kind === OWN) return withChanged(board, asOwn(element));
  const n = element.from.length;
  return withChanged(board, { ...element, kind, k: kind === "k_of_n" ? Math.min(2, n || 2) : 0 });
}

/** A gate as a neuron of one's own with the same weights.
 * @type {(element: Element) => Element} */
export function asOwn(element) {
  if (element.kind === OWN) return element;
  const neuron = GATES[element.kind].make(element.from.length, element.k);
  return { ...element, kind: OWN, k: 0, ...neuron };
}

/** An element without its wire at a place; a part keeps the place.
 * @type {(element: Element, place: number) => Element} */
function withoutWire(element, place) {
  const others = (/** @type {unknown} */ _, /** @type {number} */ at) => at !== place;
  if (solvedBy(element.kind))
    return { ...element, from: element.from.map((wire, at) => (at === place ? "" : wire)) };
  return {
    ...element,
    from: element.from.filter(others),
    weights: element.weights.filter(others),
  };
}

/** Take a wire away: the one at a place of an element, or the one that ends in an output.
 * @type {(board: Board, target: string, place: number) => Board} */
export function unwired(board, target, place) {
  const element = elementOf(board, target);
  if (element) return withChanged(board, withoutWire(element, place));
  return withOutput(board, target, "");
}

/** @type {(board: Board, target: string, from: string) => Board} */
const withOutput = (board, target, from) => ({
  ...board,
  outputs: board.outputs.map((one) => (one.name === target ? { ...one, from } : one)),
});

/** The board without an element and without the wires that it drives.
 * @type {(board: Board, name: string) => Board} */
export function without(board, name) {
  const isGone = (/** @type {string} */ wire) => driverOf(wire) === name;
  const elements = board.elements
    .filter((one) => one.name !== name)
    .map((one) =>
      one.from.reduceRight(
        (whole, wire, place) => (isGone(wire) ? withoutWire(whole, place) : whole),
        one,
      ),
    );
  const outputs = board.outputs.map((one) => (isGone(one.from) ? { ...one, from: "" } : one));
  return { ...board, elements, outputs };
}

/** The elements on a way from a wire back to an element, that one first; empty if there is none.
 * @type {(board: Board, wire: string, name: string, tried?: Set<string>) => string[]} */
function wayBack(board, wire, name, tried = new Set()) {
  const driver = driverOf(wire);
  if (!driver || tried.has(driver)) return [];
  if (driver === name) return [name];
  tried.add(driver);
  for (const source of elementOf(board, driver)?.from ?? []) {
    const way = wayBack(board, source, name, tried);
    if (way.length) return [...way, driver];
  }
  return [];
}

/** A wire from what drives it to an element or an output.  To an element that listens to it already
 * it is taken away; `place` is the input of a part, or -1 for the first that is free.
 * @type {(board: Board, wire: string, target: string, place?: number) => Changed} */
export function wired(board, wire, target, place = -1) {
  const element = elementOf(board, target);
  if (!element) return { board: withOutput(board, target, wire), why: "" };
  const there = element.from.indexOf(wire);
  if (there >= 0 && place < 0) return { board: unwired(board, target, there), why: "" };
  const way = wayBack(board, wire, target);
  if (way.length) return { board, why: reasons.loop([...way, target]) };
  if (solvedBy(element.kind)) {
    const free = place < 0 ? element.from.indexOf("") : place;
    if (free < 0) return { board, why: reasons.allTaken(target) };
    const from = element.from.map((one, at) => (at === free ? wire : one));
    return { board: withChanged(board, { ...element, from }), why: "" };
  }
  if (element.from.length >= MOST_SOURCES) return { board, why: reasons.mostSources(MOST_SOURCES) };
  const weights = element.kind === OWN ? [...element.weights, 1] : [];
  const grown = { ...element, from: [...element.from, wire], weights };
  return { board: withChanged(board, grown), why: "" };
}
