// Types of the microscope: what the server answers, and what is looked at.  Never loaded.

/**
 * @typedef {(number | null)[]} Numbers
 * @typedef {Numbers | Numbers[]} Units of the one example, or of each row of a batch
 * @typedef {{name: string, z: Units | null, a: Units | null, slope: Units | null,
 *   delta: Units | null, kernel_gradient: Numbers[], bias_gradient: Numbers}} LayerNumbers
 * @typedef {{before: Numbers, after: Numbers, corrected: Numbers | null}} StateRow
 * @typedef {{optimizer: string, iteration: number, learning_rate: number,
 *   constants: Record<string, number>, parameters: Numbers, gradient: Numbers,
 *   penalty_gradient: Numbers, state: Record<string, StateRow>, truncation: Numbers | null,
 *   new_parameters: Numbers}} Update
 * @typedef {{complex_step: Numbers | null, checked: number, largest_difference: number | null,
 *   reason: string | null}} Check
 * @typedef {{name: string, weight: number, output: Units, output_error: Units | null,
 *   loss: number | null, losses: Numbers}} Head an output and its loss, as if that counted whole
 * @typedef {{epoch: number, position: number, point: number[], row: number | null,
 *   of: string | null, inputs: Units, target: Units, layers: LayerNumbers[], output: Units,
 *   output_error: Units | null, loss: number | null, losses: Numbers, heads: Head[] | null,
 *   penalty: number | null,
 *   update: Update, check: Check,
 *   batch: {rows: number[], place: number, next: boolean} | null,
 *   along: {parameter: number, values: number[], losses: Numbers} | null}} Backprop a step worked
 *   out; `along` is the loss for values of the weight that is chosen
 *
 * @typedef {{row: number, of: "train" | "test"} |
 *   {point: [number, number], target: import("../../../types.js").Label}} Example
 * @typedef {{layer: number, unit: number, source: number}} Chosen a unit of a layer, and the weight
 *   to it from that input; −1 is its bias
 * @typedef {{symbol: string, formula: string, numbers?: string, value: string}} Line one quantity:
 *   its formula, the formula with the numbers put in, and what comes of it
 * @typedef {{kind: "z" | "a" | "delta" | "gradient" | "weight", number: number | null,
 *   given?: string}} Blank a number that a learner may fill in, and what it is made of where no
 *   line above it says so
 * @typedef {{about: string, line: Line, blank?: Blank}} Step one line of a stop
 * @typedef {{note: import("../../../types.js").Template, reveals?: boolean}} Note what stands
 *   between the lines; it may tell what a learner is to fill in
 */

export {};
