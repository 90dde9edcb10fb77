// A board in an address: short keys, bounded, and checked when they are read.
//
//     goal=xor & circuit=n1,or,A,B_n2,nand,A,B_n3,and,n1,n2_out,n3 & on=10 & part=not_n1,…_out,n1
//
// A circuit is a list of elements, then its outputs.  An element is its name, its kind and its
// wires; `k2` is k of n with k = 2; a neuron of one's own (`own`) has its threshold first and a
// weight before each wire.  What does not fit is left out, with the reason.

import { logicReasons as reasons } from "../words/en/logic.js";
import { parametersOf } from "../store/fragments.js";
import {
  allWires,
  elementOf,
  emptyBoard,
  kindOfPart,
  MOST_ELEMENTS,
  MOST_FREE,
  newElement,
  solvedBy,
  wired,
} from "./board.js";
import { MOST_NEURONS, tableOf, whatIsMissing } from "./flat.js";
import { GATES, INHIBIT, OWN } from "./gates.js";
import { FREE, goalOf, GOALS, rightRows } from "./goals.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./board.js").Element} Element */
/** @typedef {import("./board.js").Part} Part */
/** @typedef {import("./gates.js").Weight} Weight */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {{goal: string, board: Board, on: number[]}} Shown what an address shows: `on` has the
 *   value of each input */
/** @typedef {(value: string, why: string) => void} Wrong */

const LONGEST = 8000; // characters of a fragment
const KEYS = ["goal", "inputs", "outputs", "circuit", "on", "part"];
const FIRST = Object.keys(GOALS)[0]; // where an address names no goal
const OUT = "out"; // the name under which a circuit lists its outputs
const LARGEST = 20; // weight or threshold
const PARTS = 4; // of 1: steps of a weight, which sum without rounding

/** A weight or threshold as the board has it; `null` if the text is none.
 * @type {(text: string) => number | null} */
export function numberIn(text) {
  const number = Number(text.trim().replace("−", "-").replace(",", "."));
  const fits = text.trim() !== "" && Math.abs(number) <= LARGEST;
  return fits && Number.isInteger(PARTS * number) ? number : null;
}

/** A weight, which may be that of absolute inhibition; `null` if the text is none.
 * @type {(text: string) => Weight | null} */
export const weightIn = (text) => (text.trim() === INHIBIT ? INHIBIT : numberIn(text));

/** @type {(element: Element) => string} */
function written({ name, kind, from, k, weights, threshold }) {
  if (kind === OWN)
    return [name, OWN, threshold, ...from.flatMap((wire, at) => [weights[at], wire])].join(",");
  return [name, kind === "k_of_n" ? `k${k}` : kind, ...from].join(",");
}

/** @type {(part: Part) => string} */
const circuitIn = ({ elements, outputs }) =>
  [...elements.map(written), [OUT, ...outputs.map(({ from }) => from)].join(",")].join("_");

/** The fragment, without "#"; empty for the first goal as it begins.
 * @type {(shown: Shown) => string} */
export function encode({ goal, board, on }) {
  const { inputs, outputs, elements, parts } = board;
  const given = new URLSearchParams();
  if (goal !== FIRST) given.set("goal", goal);
  if (goal === FREE) {
    given.set("inputs", String(inputs.length));
    given.set("outputs", String(outputs.length));
  }
  if (elements.length || outputs.some(({ from }) => from)) given.set("circuit", circuitIn(board));
  if (on.some(Boolean)) given.set("on", on.join(""));
  for (const [solved, part] of Object.entries(parts))
    given.append("part", `${solved}_${circuitIn(part)}`);
  return given.toString().replaceAll("%2C", ",");
}

/** What a fragment shows, and what in it did not fit.  Never throws.
 * @type {(fragment: string) => {shown: Shown, misfits: Misfit[]}} */
export function decode(fragment) {
  /** @type {Misfit[]} */
  const misfits = [];
  const wrongOf =
    (/** @type {string} */ key) => (/** @type {string} */ value, /** @type {string} */ why) =>
      void misfits.push({ key, value: value.slice(0, 40), why });
  if (fragment.length > LONGEST) {
    wrongOf("#")(fragment, reasons.longAddress(LONGEST));
    return { shown: begun(FIRST, emptyBoard(FIRST)), misfits };
  }
  const given = parametersOf(fragment, KEYS);
  for (const key of new Set(given.keys()))
    if (!KEYS.includes(key))
      wrongOf(key.slice(0, 40))(given.get(key) ?? "", reasons.unknownKey(KEYS));
  const goal = goalIn(given.get("goal"), wrongOf("goal"));
  const parts = partsIn(given.getAll("part"), wrongOf("part"));
  const [inputs, outputs] = /** @type {const} */ (["inputs", "outputs"]).map((key) =>
    countIn(given.get(key), MOST_FREE[key], key === "inputs" ? 2 : 1, wrongOf(key)),
  );
  const empty = emptyBoard(goal, parts, inputs, outputs);
  const circuit = given.get("circuit");
  const board = circuit ? filled(empty, circuit, MOST_ELEMENTS, wrongOf("circuit")) : empty;
  const shown = begun(goal, board);
  return { shown: { ...shown, on: onIn(given.get("on"), shown.on, wrongOf("on")) }, misfits };
}

/** @type {(goal: string, board: Board) => Shown} */
export const begun = (goal, board) => ({ goal, board, on: board.inputs.map(() => 0) });

/** @type {(text: string | null, wrong: Wrong) => string} */
function goalIn(text, wrong) {
  if (text === null || text === FREE || goalOf(text)) return text ?? FIRST;
  wrong(text, reasons.oneOf([...Object.keys(GOALS), FREE]));
  return FIRST;
}

/** @type {(text: string | null, most: number, usual: number, wrong: Wrong) => number} */
function countIn(text, most, usual, wrong) {
  if (text === null) return usual;
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  wrong(text, reasons.count(most));
  return usual;
}

/** @type {(text: string | null, usual: number[], wrong: Wrong) => number[]} */
function onIn(text, usual, wrong) {
  if (text === null) return usual;
  if (text.length === usual.length && /^[01]+$/.test(text)) return [...text].map(Number);
  wrong(text, reasons.switches(usual.length));
  return usual;
}

/** The parts that solve what they are called after.
 * @type {(texts: string[], wrong: Wrong) => Record<string, Part>} */
function partsIn(texts, wrong) {
  /** @type {Record<string, Part>} */
  const parts = {};
  for (const text of texts) {
    const [name, ...circuit] = text.split("_");
    const goal = goalOf(name);
    if (!goal) wrong(text, reasons.oneOf(Object.keys(GOALS)));
    else {
      /** @type {string[]} */
      const faults = [];
      const tell = (/** @type {string} */ _, /** @type {string} */ why) => void faults.push(why);
      const board = filled(emptyBoard(name), circuit.join("_"), MOST_NEURONS, tell);
      const { elements, outputs } = board;
      const isSolved =
        !elements.some(whatIsMissing) && rightRows(goal, tableOf(board)).every(Boolean);
      if (isSolved && !faults.length) parts[name] = { elements, outputs };
      else wrong(text, faults[0] ?? reasons.unsolved(name));
    }
  }
  return parts;
}

/** A board with the elements and wires of a text, as far as they fit.
 * @type {(empty: Board, text: string, most: number, wrong: Wrong) => Board} */
function filled(empty, text, most, wrong) {
  let board = empty;
  /** @type {[string, string[], string[]][]} elements with their wires and weights */
  const wiring = [];
  /** @type {string[]} */
  let ends = [];
  for (const segment of text.split("_")) {
    const [name, kind = "", ...rest] = segment.split(",");
    if (name === OUT) {
      ends = [kind, ...rest];
      continue;
    }
    const why = whyNot(board, name, kind, most);
    if (why) {
      wrong(segment, why);
      continue;
    }
    const { element, wires, weights } = elementIn(board.parts, name, kind, rest);
    if (!element) {
      wrong(segment, reasons.number(LARGEST));
      continue;
    }
    board = { ...board, elements: [...board.elements, element] };
    wiring.push([name, wires, weights]);
  }
  for (const [name, wires, weights] of wiring) board = rewired(board, name, wires, weights, wrong);
  return ended(board, ends, wrong);
}

/** @type {(board: Board, name: string, kind: string, most: number) => string} */
function whyNot(board, name, kind, most) {
  if (!/^n[1-9]\d?$/.test(name)) return reasons.nameOfElement;
  if (elementOf(board, name)) return reasons.twice(name);
  if (board.elements.length >= most) return reasons.mostElements(most);
  const isKnown = kind === OWN || /^k[1-8]$/.test(kind) || Object.hasOwn(GATES, kind);
  if (solvedBy(kind) ? Object.hasOwn(board.parts, solvedBy(kind)) : isKnown && kind !== "k_of_n")
    return "";
  const gates = Object.keys(GATES).map((gate) => (gate === "k_of_n" ? "k1 … k8" : gate));
  return reasons.oneOf([...gates, OWN, ...Object.keys(board.parts).map(kindOfPart)]);
}

/** One element of a text, and what is wired to it; no element if a number of it does not fit.
 * @type {(parts: Record<string, Part>, name: string, kind: string, rest: string[]) =>
 *   {element: Element | null, wires: string[], weights: string[]}} */
function elementIn(parts, name, kind, rest) {
  const k = /^k(\d)$/.exec(kind)?.[1];
  const element = newElement(parts, name, k ? "k_of_n" : kind);
  if (k) element.k = Number(k);
  if (kind !== OWN) return { element, wires: rest, weights: [] };
  const threshold = numberIn(rest[0] ?? "");
  const weights = rest.filter((_, at) => at % 2);
  const fits = threshold !== null && weights.every((weight) => weightIn(weight) !== null);
  if (threshold !== null) element.threshold = threshold;
  return {
    element: fits ? element : null,
    wires: rest.slice(1).filter((_, at) => at % 2),
    weights,
  };
}

/** @type {(board: Board, name: string, wires: string[], weights: string[], wrong: Wrong) =>
 *   Board} */
function rewired(board, name, wires, weights, wrong) {
  const isPart = Boolean(solvedBy(elementOf(board, name)?.kind ?? ""));
  let whole = board;
  for (const [at, wire] of wires.entries()) {
    if (isPart && !wire) continue;
    const fault = misfitOf(whole, name, wire, isPart ? at : -1);
    if (fault) {
      wrong(`${name} ← ${wire}`, fault);
      continue;
    }
    whole = wired(whole, wire, name, isPart ? at : -1).board;
    const weight = weightIn(weights[at] ?? "");
    const element = elementOf(whole, name);
    if (weight !== null && element) element.weights[element.weights.length - 1] = weight;
  }
  return whole;
}

/** Why a wire of an address does not fit; empty if it does.
 * @type {(board: Board, name: string, wire: string, place: number) => string} */
function misfitOf(board, name, wire, place) {
  if (!allWires(board).includes(wire)) return reasons.oneOf(allWires(board));
  const from = elementOf(board, name)?.from ?? [];
  if (place < 0 && from.includes(wire)) return reasons.twice(wire);
  if (place >= from.length) return reasons.allTaken(name);
  return wired(board, wire, name, place).why;
}

/** @type {(board: Board, ends: string[], wrong: Wrong) => Board} */
function ended(board, ends, wrong) {
  const known = allWires(board);
  if (ends.length > board.outputs.length)
    wrong([OUT, ...ends].join(","), reasons.manyOutputs(board.outputs.length));
  const outputs = board.outputs.map(({ name }, at) => {
    const from = ends[at] ?? "";
    if (from && !known.includes(from)) wrong(`${name} ← ${from}`, reasons.oneOf(known));
    return { name, from: known.includes(from) ? from : "" };
  });
  return { ...board, outputs };
}
