// Reads one neuron and one weight out of a step that was worked out.
import { layersOf } from "../../layout.js";

/** @typedef {import("../../../types.js").Topology} Topology */
/** @typedef {import("./types.js").Backprop} Backprop */
/** @typedef {import("./types.js").Chosen} Chosen */
/** @typedef {import("./types.js").Numbers} Numbers */
/** @typedef {import("./types.js").Units} Units */
/** @typedef {import("./types.js").Example} Example */

/** What is asked of the server; the derivative by the parameter is wanted in any case.
 * @type {(example: Example, batch: boolean, parameter: number | null) => object} */
export const bodyOf = (example, batch, parameter) => ({
  ...example,
  ...("row" in example && example.of === "train" ? { batch } : {}),
  ...(parameter === null ? {} : { parameter }),
});

/** Whether an answer is of the network that is there.
 * @type {(answer: Backprop | null, topology: Topology | null) => answer is Backprop} */
export const fits = (answer, topology) =>
  Boolean(answer && topology) &&
  answer?.update.parameters.length === topology?.parameters &&
  answer?.layers.length === topology?.layers.length;

/** A network with an auxiliary output among its layers, the last, as edits number them.
 * @type {(topology: Topology | null) => Topology | null} */
export const withAuxiliary = (topology) => topology && { ...topology, layers: layersOf(topology) };

/** The outputs, each with its loss and what that counts.
 * @type {(answer: Backprop) => import("./types.js").Head[]} */
export const headsOf = ({ heads, output, output_error, loss, losses }) =>
  heads ?? [{ name: "o", weight: 1, output, output_error, loss, losses }];

/** The output that a layer is; none of a hidden layer.
 * @type {(answer: Backprop, topology: Topology, layer: number) =>
 *   import("./types.js").Head | undefined} */
export const headAt = (answer, { layers }, layer) =>
  headsOf(answer).find(({ name }) => name === layers[layer].name);

/** The numbers of the example that was asked for.
 * @type {(units: Units | null, answer: Backprop) => Numbers} */
export const ofExample = (units, { batch }) =>
  /** @type {Numbers} */ ((batch ? units?.[batch.place] : units) ?? []);

/** The numbers of each row.
 * @type {(units: Units | null, answer: Backprop) => Numbers[]} */
export const ofRows = (units, { batch }) =>
  /** @type {Numbers[]} */ (units === null ? [] : batch ? units : [units]);

/** What is chosen, within the network that is there.
 * @type {(chosen: Chosen, topology: Topology) => Chosen} */
export function within(chosen, { layers }) {
  const layer = Math.min(chosen.layer, layers.length - 1);
  const { units, inputs } = layers[layer];
  return {
    layer,
    unit: Math.min(chosen.unit, units - 1),
    source: Math.min(chosen.source, inputs - 1),
  };
}

/** Where a unit's weight from an input, or its bias, stands among the parameters.
 * @type {(topology: Topology, chosen: Chosen) => number} */
export function placeOf({ layers }, { layer, unit, source }) {
  const { kernel, bias, units } = layers[layer];
  return source < 0 ? bias + unit : kernel + source * units + unit;
}

/** Which unit and weight a place among the parameters is.
 * @type {(topology: Topology, place: number) => Chosen} */
export function chosenAt({ layers }, place) {
  const layer = layers.findIndex(
    ({ kernel, bias, units }) => kernel <= place && place < bias + units,
  );
  const { kernel, bias, units } = layers[layer];
  return place >= bias
    ? { layer, unit: place - bias, source: -1 }
    : { layer, unit: (place - kernel) % units, source: Math.floor((place - kernel) / units) };
}

/** The names of what reaches a layer.
 * @type {(topology: Topology, layer: number) => string[]} */
export const sourcesOf = ({ inputs, layers }, layer) =>
  layers[layer].sources ?? (layer ? unitsOf(layers[layer - 1]) : inputs);

/** The names of a layer's neurons.
 * @type {(layer: import("../../../types.js").Layer) => string[]} */
const unitsOf = ({ name, units }) => Array.from({ length: units }, (_, unit) => `${name}.${unit}`);

/** What reaches a layer, of each row; none where it is not told.
 * @type {(answer: Backprop, topology: Topology, layer: number) => Numbers[]} */
function reaching(answer, topology, layer) {
  if (!topology.layers[layer].sources)
    return ofRows(layer ? answer.layers[layer - 1].a : answer.inputs, answer);
  const stages = [answer.inputs, ...answer.layers.map(({ a }) => a)];
  const rows = stages.map((units) => ofRows(units, answer));
  const names = [topology.inputs, ...topology.layers.map(unitsOf)];
  /** @type {Map<string, [number, number]>} */
  const places = new Map();
  for (const [s, some] of names.entries())
    for (const [k, name] of some.entries()) places.set(name, [s, k]);
  const sources = sourcesOf(topology, layer).map((name) => places.get(name) ?? [0, 0]);
  return (rows.at(-1) ?? []).map((_, r) => sources.map(([s, k]) => rows[s][r][k]));
}

/** The way forward to one unit: z as a sum over what reaches it, and a.
 * @type {(answer: Backprop, topology: Topology, chosen: Chosen) => {z: number | null,
 *   a: number | null, bias: number | null,
 *   terms: {weight: number | null, value: number | null}[]}} */
export function forwardOf(answer, topology, { layer, unit }) {
  const { parameters } = answer.update;
  const values = reaching(answer, topology, layer)[answer.batch?.place ?? 0] ?? [];
  const at = (/** @type {number} */ source) => placeOf(topology, { layer, unit, source });
  return {
    z: ofExample(answer.layers[layer].z, answer)[unit] ?? null,
    a: ofExample(answer.layers[layer].a, answer)[unit] ?? null,
    bias: parameters[at(-1)],
    terms: values.map((value, source) => ({ weight: parameters[at(source)], value })),
  };
}

/** The layers that read a hidden layer: the next one, or all outputs.
 * @type {(answer: Backprop, topology: Topology, layer: number) => number[]} */
export function readersOf(answer, { layers }, layer) {
  const first = layers.length - headsOf(answer).length;
  if (layer >= first) return [];
  if (layer < first - 1) return [layer + 1];
  return layers.map((_, at) => at).slice(first);
}

/** The way back to one weight.  `back` are, for each layer that reads this one, its units with the
 * weights that lead there; `rows` is what each row adds to the gradient.
 * @type {(answer: Backprop, topology: Topology, chosen: Chosen) => {error: number | null,
 *   slope: number | null, delta: number | null, value: number | null, gradient: number | null,
 *   back: {weight: number | null, delta: number | null}[][], rows: (number | null)[]}} */
export function backwardOf(answer, topology, { layer, unit, source }) {
  const { parameters } = answer.update;
  const here = answer.layers[layer];
  const head = headAt(answer, topology, layer);
  const back = readersOf(answer, topology, layer).map((next) =>
    ofExample(answer.layers[next].delta, answer).map((delta, k) => ({
      delta,
      weight: parameters[placeOf(topology, { layer: next, unit: k, source: unit })],
    })),
  );
  const error = head ? (ofExample(head.output_error, answer)[unit] ?? null) : cameBack(back.flat());
  const values = reaching(answer, topology, layer);
  const deltas = ofRows(here.delta, answer);
  return {
    error,
    back,
    slope: ofExample(here.slope, answer)[unit] ?? null,
    delta: ofExample(here.delta, answer)[unit] ?? null,
    value: source < 0 ? 1 : (values[answer.batch?.place ?? 0]?.[source] ?? null),
    gradient: source < 0 ? here.bias_gradient[unit] : here.kernel_gradient[source][unit],
    rows: deltas.map((row, r) => times(row[unit], source < 0 ? 1 : values[r]?.[source])),
  };
}

/** What comes back over some weights, added up.
 * @type {(back: {weight: number | null, delta: number | null}[]) => number} */
export const cameBack = (back) =>
  back.reduce((sum, { weight, delta }) => sum + (weight ?? NaN) * (delta ?? NaN), 0);

/** @type {(a: number | null | undefined, b: number | null | undefined) => number | null} */
const times = (a, b) => (a == null || b == null ? null : a * b);

const LINE = 12; // CSS pixels from a tile to the foot of its number
const RING = 4; // CSS pixels about an auxiliary output, which its number stands clear of

/** Where the foot of a neuron's number is in the picture of the network.
 * @type {(tile: {neuron: string, y: number, size: number}) => number} */
export const footOf = ({ neuron, y, size }) =>
  y + size + LINE + (neuron.startsWith("aux.") ? RING : 0);
