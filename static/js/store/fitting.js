// What of a network gives way to other parts of its document, and to what a run may have: paths
// that name inputs, the output's activation, its size.
import { listed, unlisted } from "./codecs.js";
import { costOf, isTabular, same, weightsOf, written } from "./document.js";
import { reasons } from "../words/en/reasons.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {(experiment: Experiment, catalog: Catalog, misfits: Misfit[]) => Experiment} Fit */

const ALL = "all";

/** Names of inputs in the address, or all of them; the document says which of those are there.
 * @type {import("./codecs.js").Codec} */
export const inputs = {
  write: (value) =>
    value === true
      ? ALL
      : listed([value].flat().filter(Boolean)).replace(/^all$/, "\\all") || "none",
  parse: (value) => value === ALL || unlisted(value),
};

/** The document whose paths name inputs that are there, and none without hidden layers.
 * @type {(experiment: Experiment) => Experiment} */
export function withFittingPaths(experiment) {
  const { hidden, wide, deep, auxiliary } = experiment.network;
  if (!(wide || deep || auxiliary)) return experiment;
  const known = isTabular(experiment) ? (experiment.data.columns ?? []) : experiment.features;
  const fitting = (/** @type {string[]} */ names) => [
    ...new Set(names.filter((name) => known.includes(name))),
  ];
  const past = Array.isArray(wide) ? fitting(wide) : wide;
  const through = fitting(deep ?? []);
  const paths = {
    wide: hidden.length && !(Array.isArray(past) && !past.length) ? past : false,
    deep: hidden.length && through.length ? through : undefined,
    auxiliary: hidden.length ? auxiliary : undefined,
  };
  return { ...experiment, network: { ...experiment.network, ...paths } };
}

/** Paths of an address name inputs that are there, and go past hidden layers.
 * @type {Fit} */
export function fittingPaths(experiment, _, misfits) {
  const fitting = withFittingPaths(experiment);
  if (!same(fitting, experiment))
    misfits.push({ key: "wide", value: "", why: reasons.inputsThere });
  return fitting;
}

/** The output's activation goes with the loss.
 * @type {Fit} */
export function fittingOutput(experiment, catalog, misfits) {
  const allowed = catalog.output_activations[experiment.problem][experiment.training.loss] ?? [
    "auto",
  ];
  const value = experiment.network.output_activation;
  if (allowed.includes(value)) return experiment;
  misfits.push({
    key: "output",
    value,
    why: reasons.oneOfWithThisLoss(allowed),
  });
  return written(experiment, "network.output_activation", "auto");
}

/** Why a network is more than a run may have, or null.
 * @type {(experiment: Experiment, limits: Record<string, number>) => string | null} */
export function oversize(experiment, limits) {
  const { max_weights: most, max_epoch_cost: dearest } = limits;
  const weights = weightsOf(experiment);
  const cost = costOf(experiment, limits);
  if (weights > most) return reasons.weights(weights, most);
  return cost > dearest ? reasons.cost(cost, dearest) : null;
}
