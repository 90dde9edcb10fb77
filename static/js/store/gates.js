// The truth tables of logic gates as points to learn: each row five times, so that those that are
// left out for the test never take a row away.
import { withPoints, withProblem, written } from "./document.js";
import { PERCEPTRON, withRule } from "./rules.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */

const FAR = 3; // from the axes
const COPIES = 5;
const SHARE = 0.9; // of the points is trained on

/** @type {Record<string, (a: boolean, b: boolean) => boolean>} */
const TABLES = {
  AND: (a, b) => a && b,
  OR: (a, b) => a || b,
  XOR: (a, b) => a !== b,
};
export const GATES = Object.keys(TABLES);

/** The points of a gate's truth table.
 * @type {(gate: string) => import("../types.js").Point[]} */
export function pointsOf(gate) {
  const corners = [false, true].flatMap((a) =>
    [false, true].map(
      (b) =>
        /** @type {import("../types.js").Point} */ ([
          a ? FAR : -FAR,
          b ? FAR : -FAR,
          TABLES[gate](a, b) ? 1 : -1,
        ]),
    ),
  );
  return Array.from({ length: COPIES }, () => corners).flat();
}

/** The document that learns a gate by the perceptron's rule, from x1 and x2.
 * @type {(catalog: Catalog, experiment: Experiment, gate: string) => Experiment} */
export function withGate(catalog, experiment, gate) {
  const two = withProblem(catalog, experiment, "classification");
  const shown = written(withPoints(two, pointsOf(gate)), "data.train_ratio", SHARE);
  return withRule(catalog, { ...shown, features: ["x1", "x2"] }, PERCEPTRON);
}
