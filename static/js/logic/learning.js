// The truth table of a board as points that a network learns: the playground's address for it.

import { logicReasons as reasons, logicWords as words } from "../words/en/logic.js";
import { encodePoints } from "../store/points.js";
import { rowsOf } from "./circuits.js";

/** @typedef {import("../types.js").Point} Point */

const FAR = 3; // of a corner from the axes
const COPIES = 5; // of each row: those that are left out for the test never take a row away
const SHARE = 0.9; // of the points is trained on

/** The points of a table: A is x1, B is x2; of one input, x2 is 0.
 * @type {(table: number[][], inputs: number, isOne: boolean) => Point[]} */
function pointsOf(table, inputs, isOne) {
  const rows = rowsOf(inputs).map((row, at) => {
    const [x1, x2 = 0] = row.map((value) => (value ? FAR : -FAR));
    const label = isOne ? (table[at][0] ? 1 : -1) : table[at];
    return /** @type {Point} */ ([x1, x2, label]);
  });
  return Array.from({ length: COPIES }, () => rows).flat();
}

/** The playground's fragment with the points of a table, or why there is none: the plane has two
 * axes, and every output must be known.
 * @type {(name: string, table: (number | null)[][], inputs: number) =>
 *   {fragment: string, why: string}} */
export function learningOf(name, table, inputs) {
  if (inputs > 2) return { fragment: "", why: reasons.onlyTwoAxes(inputs) };
  const known = table.map((row) => row.flatMap((value) => value ?? []));
  const outputs = table[0].length;
  if (known.some((row) => row.length < outputs)) return { fragment: "", why: reasons.notWired };
  const isOne = outputs === 1;
  const problem = isOne ? "classification" : "multilabel";
  const given = new URLSearchParams({ problem, title: words.learned(name) });
  given.set("ratio", String(SHARE));
  if (!isOne) given.set("classes", String(outputs));
  given.set("points", encodePoints(pointsOf(known, inputs, isOne), problem));
  return { fragment: given.toString(), why: "" };
}
