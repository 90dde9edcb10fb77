// The worked example that most texts use: M. Mazur, "A step by step backpropagation example", 2015.
// Two inputs, two hidden and two output neurons, all sigmoids; one example, and a rate of 0.5.  Its
// weights are numbered row by row; here they stand in the order of the topology.
import { backpropWords as words } from "../../../words/en/backprop.js";

/** @typedef {import("../../../types.js").Catalog} Catalog */
/** @typedef {import("../../../types.js").Experiment} Experiment */
/** @typedef {import("../../../types.js").Point} Point */

/** @type {Point} x1, x2 and both targets */
const EXAMPLE = [0.05, 0.1, [0.01, 0.99]];
const [w1, w2, w3, w4, b1] = [0.15, 0.2, 0.25, 0.3, 0.35];
const [w5, w6, w7, w8, b2] = [0.4, 0.45, 0.5, 0.55, 0.6];
const START = [w1, w3, w2, w4, b1, b1, w5, w7, w6, w8, b2, b2];

/** The document: its example twice, as one is kept for testing.
 * @type {(catalog: Catalog) => Experiment} */
export function mazur({ defaults: { regression: usual } }) {
  const { data, network, training } = usual;
  return {
    ...usual,
    title: words.mazurTitle,
    description: words.mazurText,
    data: { ...data, source: "points", points: [EXAMPLE, EXAMPLE] },
    network: {
      ...network,
      hidden: [{ units: 2, activation: "sigmoid" }],
      output_activation: "sigmoid",
      parameters: START,
      dtype: "float64",
    },
    training: {
      ...training,
      loss: "sum_of_squares",
      optimizer: { name: "sgd", learning_rate: 0.5 },
      batch_size: 1,
    },
  };
}
