// What a board computes: its parts opened into neurons, as one circuit, as far as it is complete.

import { logicReasons as reasons } from "../words/en/logic.js";
import { elementOf, solvedBy } from "./board.js";
import { rowsOf, valuesOf } from "./circuits.js";
import { GATES, OWN } from "./gates.js";
import { goalOf } from "./goals.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./board.js").Element} Element */
/** @typedef {import("./board.js").Part} Part */
/** @typedef {import("./circuits.js").Circuit} Circuit */
/** @typedef {{neurons: Element[], wires: Map<string, string>}} Flat the neurons of all complete
 *   elements, and the neuron or input that drives each wire of the board */

export const MOST_NEURONS = 64; // of a part

/** Why an element computes nothing yet; empty if its own wiring is complete.
 * @type {(element: Element) => string} */
export function whatIsMissing({ kind, from, k }) {
  if (solvedBy(kind)) {
    const open = from.filter((wire) => !wire).length;
    return open ? reasons.openInputs(open) : "";
  }
  const { least, most, takesK } = kind === OWN ? { least: 1, most: Infinity } : GATES[kind];
  if (from.length < least) return reasons.fewInputs(least);
  if (from.length > most) return reasons.manyInputs(most);
  return takesK && (k < 1 || k > from.length) ? reasons.wrongK(k, from.length) : "";
}

/** The elements, each after those that it listens to.
 * @type {(board: Pick<Board, "elements">) => Element[]} */
export function inOrder(board) {
  const done = new Set();
  /** @type {Element[]} */
  const order = [];
  const visit = (/** @type {Element} */ element) => {
    if (done.has(element.name)) return;
    done.add(element.name);
    for (const wire of element.from) {
      const driver = elementOf(board, wire.split(".")[0]);
      if (driver) visit(driver);
    }
    order.push(element);
  };
  board.elements.forEach(visit);
  return order;
}

/** @type {(board: Board) => Flat} */
export function flat(board) {
  const wires = new Map(board.inputs.map((name) => [name, name]));
  /** @type {Element[]} */
  const neurons = [];
  for (const element of inOrder(board)) {
    if (whatIsMissing(element) || element.from.some((wire) => !wires.has(wire))) continue;
    const from = element.from.map((wire) => wires.get(wire) ?? "");
    const goal = solvedBy(element.kind);
    if (goal) open(element.name, goal, board.parts[goal], from);
    else {
      neurons.push({ ...element, from });
      wires.set(element.name, element.name);
    }
  }
  return { neurons, wires };

  /** @type {(name: string, goal: string, part: Part, from: string[]) => void} */
  function open(name, goal, { elements, outputs }, from) {
    const inputs = goalOf(goal)?.inputs ?? [];
    const outer = (/** @type {string} */ wire) =>
      inputs.includes(wire) ? from[inputs.indexOf(wire)] : `${name}/${wire}`;
    for (const one of elements)
      neurons.push({ ...one, name: `${name}/${one.name}`, from: one.from.map(outer) });
    for (const output of outputs) wires.set(`${name}.${output.name}`, outer(output.from));
  }
}

/** @type {(element: Element) => import("./circuits.js").Wired} */
function wiredOf({ kind, from, k, weights, threshold }) {
  if (kind === OWN) return { weights, threshold, from };
  return kind === "k_of_n" ? { gate: kind, k, from } : { gate: kind, from };
}

/** The circuit of what is complete, with the outputs that it reaches.
 * @type {(board: Board, whole?: Flat) => Circuit} */
export const circuitOf = (board, { neurons, wires } = flat(board)) => ({
  inputs: board.inputs,
  neurons: Object.fromEntries(neurons.map((neuron) => [neuron.name, wiredOf(neuron)])),
  outputs: board.outputs.flatMap(({ from }) => wires.get(from) ?? []),
});

/** The value of each wire of the board, for one value of each input; what is not complete has none.
 * @type {(board: Board, given: number[]) => Map<string, number>} */
export function seen(board, given) {
  const whole = flat(board);
  const values = valuesOf(circuitOf(board, whole), given);
  return new Map([...whole.wires].map(([wire, driver]) => [wire, values.get(driver) ?? 0]));
}

/** The outputs in each row of the truth table; `null` where an output is not wired to the end.
 * @type {(board: Board) => (number | null)[][]} */
export const tableOf = (board) =>
  rowsOf(board.inputs.length).map((row) => {
    const values = seen(board, row);
    return board.outputs.map(({ from }) => values.get(from) ?? null);
  });

/** A complete board as a part: its parts opened, without neurons that no output hears; or why not.
 * @type {(board: Board) => {part: Part | null, why: string}} */
export function partOf(board) {
  const { neurons, wires } = flat(board);
  const drivers = board.outputs.map(({ from }) => wires.get(from) ?? "");
  const heard = new Set(drivers);
  for (const { name, from } of [...neurons].reverse())
    if (heard.has(name)) for (const wire of from) heard.add(wire);
  const kept = neurons.filter(({ name }) => heard.has(name));
  if (kept.length > MOST_NEURONS) return { part: null, why: reasons.largePart(MOST_NEURONS) };
  const names = new Map(kept.map(({ name }, at) => [name, `n${at + 1}`]));
  const renamed = (/** @type {string} */ wire) => names.get(wire) ?? wire;
  const elements = kept.map((one) => ({
    ...one,
    name: renamed(one.name),
    from: one.from.map(renamed),
  }));
  const outputs = board.outputs.map(({ name }, at) => ({ name, from: renamed(drivers[at]) }));
  return { part: { elements, outputs }, why: "" };
}

/** The place of each element from left to right: one more than the farthest that it listens to.
 * @type {(board: Board) => Map<string, number>} */
export function levelsOf(board) {
  /** @type {Map<string, number>} */
  const levels = new Map();
  for (const { name, from } of inOrder(board)) {
    const behind = from.map((wire) => levels.get(wire.split(".")[0]) ?? 0);
    levels.set(name, 1 + Math.max(0, ...behind));
  }
  return levels;
}
