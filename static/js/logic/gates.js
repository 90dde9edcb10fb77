// McCulloch–Pitts neurons, and the gates that are one neuron each, as engine/logic/gates.py has
// them.  tests/data/circuits.json holds both to the same answers.

/** @typedef {number | "inhibit"} Weight */
/** @typedef {{weights: Weight[], threshold: number}} Neuron */
/** @typedef {{least: number, most: number, takesK?: boolean,
 *   make: (inputs: number, k: number) => Neuron}} Gate a kind of neuron, for any number of inputs
 *   from `least` to `most` */

export const INHIBIT = "inhibit"; // the weight of an input that silences the neuron when it is 1
export const MOST_SOURCES = 8; // of one neuron
export const OWN = "own"; // the kind of a neuron whose weights somebody has set

/** @type {(inputs: number, weight: number, threshold: number) => Neuron} */
const even = (inputs, weight, threshold) => ({
  weights: Array.from({ length: inputs }, () => weight),
  threshold,
});

/** @type {Record<string, Gate>} */
export const GATES = {
  identity: { least: 1, most: 1, make: (n) => even(n, 1, 1) },
  not: { least: 1, most: 1, make: (n) => even(n, -1, 0) },
  and: { least: 2, most: MOST_SOURCES, make: (n) => even(n, 1, n) },
  or: { least: 2, most: MOST_SOURCES, make: (n) => even(n, 1, 1) },
  nand: { least: 2, most: MOST_SOURCES, make: (n) => even(n, -1, 1 - n) },
  nor: { least: 2, most: MOST_SOURCES, make: (n) => even(n, -1, 0) },
  k_of_n: { least: 1, most: MOST_SOURCES, takesK: true, make: (n, k) => even(n, 1, k) },
};

/** Whether a neuron fires: the weights of its inputs that are 1 add up to its threshold or more.
 * @type {(neuron: Neuron, inputs: number[]) => number} */
export function fires({ weights, threshold }, inputs) {
  const sum = weights.reduce(
    (/** @type {number} */ whole, weight, at) =>
      inputs[at] ? whole + (weight === INHIBIT ? -Infinity : weight) : whole,
    0,
  );
  return sum >= threshold ? 1 : 0;
}
