// Whether two experiments have the same loss wherever their weights are the same, so that the paths
// of both lie in one landscape.  The server has the last word (app/documents/loss_surface.py).
import { same } from "./document.js";

/** @typedef {import("../types.js").Experiment} Experiment */

/** @type {(one: Experiment, other: Experiment) => boolean} */
export const sharesLoss = (one, other) => same(surfaceOf(one), surfaceOf(other));

/** Data, inputs, layers and loss.
 * @type {(experiment: Experiment) => unknown[]} */
function surfaceOf({ problem, data, features, network, training }) {
  const { hidden, output_activation: output, wide, deep, auxiliary } = network;
  return [problem, data, features, hidden, output, wide, deep, auxiliary, training.loss];
}

/** The id of a run in its address, or in what somebody has typed for it.
 * @type {(text: string) => string} */
export const runIn = (text) => /(?:.*\/r\/)?([^#?/]*)/.exec(text.trim())?.[1] ?? "";
