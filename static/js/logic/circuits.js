// Circuits as plain data, in the form that engine/logic/circuit_data.py reads, and their truth
// tables.  A circuit has no loops (board.js sees to it).

import { fires, GATES } from "./gates.js";

/** @typedef {import("./gates.js").Neuron} Neuron */
/** @typedef {{from: string[], gate: string, k?: number} | (Neuron & {from: string[]})} Wired */
/** @typedef {{inputs: string[], neurons: Record<string, Wired>, outputs: string[]}} Circuit */

/** @type {(wired: Wired) => Neuron} */
const neuronOf = (wired) =>
  "gate" in wired ? GATES[wired.gate].make(wired.from.length, wired.k ?? 0) : wired;

/** The value of every wire for one value, 0 or 1, of each input.
 * @type {(circuit: Circuit, given: number[]) => Map<string, number>} */
export function valuesOf({ inputs, neurons }, given) {
  const known = new Map(inputs.map((name, at) => [name, given[at]]));
  const valueOf = (/** @type {string} */ name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const value = fires(neuronOf(neurons[name]), neurons[name].from.map(valueOf));
    known.set(name, value);
    return value;
  };
  for (const name of Object.keys(neurons)) valueOf(name);
  return known;
}

/** All values of so many inputs, counted up in binary from all 0.
 * @type {(inputs: number) => number[][]} */
export const rowsOf = (inputs) =>
  Array.from({ length: 2 ** inputs }, (_, row) =>
    Array.from({ length: inputs }, (_, at) => (row >> (inputs - 1 - at)) & 1),
  );

/** The outputs in each row.
 * @type {(circuit: Circuit) => number[][]} */
export const truthTable = (circuit) =>
  rowsOf(circuit.inputs.length).map((row) => {
    const values = valuesOf(circuit, row);
    return circuit.outputs.map((name) => /** @type {number} */ (values.get(name)));
  });
