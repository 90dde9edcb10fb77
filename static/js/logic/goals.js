// What a board shall compute: the goals, in their order, with the truth tables that they want.

import { rowsOf } from "./circuits.js";

/** @typedef {{inputs: string[], outputs: string[], wanted: (row: number[]) => number[],
 *   byWeights?: boolean}} Goal `byWeights`: of neurons whose weights one sets oneself */

/** @type {(value: boolean) => number[]} */
const one = (value) => [Number(value)];

/** @type {Record<string, Goal>} */
export const GOALS = {
  not: { inputs: ["A"], outputs: ["out"], wanted: ([a]) => one(!a), byWeights: true },
  and: { inputs: ["A", "B"], outputs: ["out"], wanted: ([a, b]) => [a & b], byWeights: true },
  or: { inputs: ["A", "B"], outputs: ["out"], wanted: ([a, b]) => [a | b], byWeights: true },
  "and-not": {
    inputs: ["A", "B"],
    outputs: ["out"],
    wanted: ([a, b]) => one(a > b),
    byWeights: true,
  },
  xor: { inputs: ["A", "B"], outputs: ["out"], wanted: ([a, b]) => [a ^ b] },
  "half-adder": {
    inputs: ["A", "B"],
    outputs: ["carry", "sum"],
    wanted: ([a, b]) => [a & b, a ^ b],
  },
  majority: {
    inputs: ["A", "B", "C"],
    outputs: ["out"],
    wanted: ([a, b, c]) => one(a + b + c >= 2),
  },
};
export const FREE = "free"; // a board without a goal

/** The goal of a name; none of a free board.
 * @type {(name: string) => Goal | null} */
export const goalOf = (name) => (Object.hasOwn(GOALS, name) ? GOALS[name] : null);

/** Which rows of a board's truth table are as the goal wants them; `null` in a row is an output
 * that is not known.
 * @type {(goal: Goal, table: (number | null)[][]) => boolean[]} */
export const rightRows = ({ inputs, wanted }, table) =>
  rowsOf(inputs.length).map((row, at) => wanted(row).every((value, k) => table[at][k] === value));
