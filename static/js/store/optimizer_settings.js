// The settings that only some optimizers have: momentum, and how slowly averages forget.
import { read, written } from "./document.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Misfit} Misfit */
/** @typedef {import("../types.js").OptimizerSetting} OptimizerSetting */

export const OPTIMIZER = "training.optimizer";

/** The settings of an optimizer besides its learning rate.
 * @type {(catalog: Catalog, optimizer: string) => OptimizerSetting[]} */
export const settingsOf = ({ optimizers }, optimizer) =>
  optimizers.find(({ name }) => name === optimizer)?.settings ?? [];

/** The document without settings that its optimizer lacks; each of these is told.
 * @type {(catalog: Catalog, experiment: Experiment,
 *   tell?: (name: string, value: number) => void) => Experiment} */
export function withFittingSettings(catalog, experiment, tell = () => {}) {
  const { name: optimizer, learning_rate, ...given } = experiment.training.optimizer;
  const own = settingsOf(catalog, optimizer).map(({ name }) => name);
  const misfits = Object.entries(given).filter(([name]) => !own.includes(name));
  for (const [name, value] of misfits) if (value != null) tell(name, value);
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => own.includes(name)));
  return misfits.length
    ? written(experiment, OPTIMIZER, { name: optimizer, learning_rate, ...kept })
    : experiment;
}

/** The settings that are not as usual, in words.
 * @type {(catalog: Catalog, experiment: Experiment) => string[]} */
export const settingsInWords = (catalog, experiment) =>
  settingsOf(catalog, experiment.training.optimizer.name).flatMap(({ name, symbol, usual }) => {
    const value = read(experiment, `${OPTIMIZER}.${name}`) ?? usual;
    return value === usual ? [] : [`${symbol} ${value}`];
  });
