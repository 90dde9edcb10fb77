// A network that was read out of pasted Keras code, as this document has it: paths by names.
import { inputsOf, weightsOf } from "./document.js";
import { outputActivation } from "./keras_code.js";
import { pathsOf, said } from "./paths.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {[number, number][]} Runs of inputs: the first, and after the last */
/** @typedef {{inputs: number | null, hidden: Experiment["network"]["hidden"], units: number,
 *   output_activation: string, wide?: true | Runs, deep?: Runs, auxiliary?: {weight: number},
 *   each?: [number, number]}} Read */

/** The document's network with the layers and paths of the code; null if paths do not fit.
 * @type {(experiment: Experiment, read: Read, catalog: import("../types.js").Catalog) =>
 *   Experiment["network"] | null} */
export function pastedNetwork(experiment, read, catalog) {
  const { parameters, wide: _, deep: __, auxiliary: ___, ...kept } = experiment.network;
  const { names } = pathsOf(experiment);
  const past = chosen(experiment, read, read.wide ?? []);
  const through = chosen(experiment, read, read.deep ?? true);
  if (!past || !through) return null;
  const deep = said(names, through, null, null);
  const network = {
    ...kept,
    hidden: read.hidden,
    output_activation: outputOf(experiment, read.output_activation, catalog),
    wide: said(names, past, /** @type {true} */ (true), /** @type {false} */ (false)),
    ...(deep && { deep }),
    ...(read.auxiliary && { auxiliary: read.auxiliary }),
  };
  const fits = parameters && parameters.length === weightsOf({ ...experiment, network });
  return fits ? { ...network, parameters } : network;
}

/** The names of the inputs in some runs (`true`: of all); null if the code has other inputs.
 * Of two Inputs the first takes the first columns, and the second the last: both may take some.
 * @type {(experiment: Experiment, read: Read, runs: true | Runs) => string[] | null} */
function chosen(experiment, { inputs, each }, runs) {
  const { names } = pathsOf(experiment);
  if (runs === true) return names;
  if (!runs.length) return [];
  const size = inputsOf(experiment).length;
  const twice = (inputs ?? 0) - size; // how many both Inputs take
  if (each ? twice < 0 || size < Math.max(...each) : twice !== 0) return null;
  const places = new Set();
  for (const [from, to] of runs)
    for (let at = from; at < to; at++) places.add(each && at >= each[0] ? at - twice : at);
  let at = 0;
  const found = [];
  for (const name of names) {
    const own = inputsOf(experiment, [name]).map(() => places.has(at++));
    if (own.every(Boolean)) found.push(name);
    else if (own.some(Boolean)) return null;
  }
  return found;
}

/** The output's activation: as it stands if the code says the same, and what the loss allows.
 * @type {(experiment: Experiment, wanted: string, catalog: import("../types.js").Catalog) =>
 *   string} */
function outputOf(experiment, wanted, catalog) {
  const { problem, training, network } = experiment;
  if (outputActivation(experiment, catalog) === wanted) return network.output_activation;
  const allowed = catalog.output_activations[problem]?.[training.loss] ?? [];
  return allowed.includes(wanted) ? wanted : "auto";
}
