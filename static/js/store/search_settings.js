// The settings that a search may vary in an experiment: those of settings.js one path at a time, so
// that each hidden layer has its own, and some that mean something beside others alone.
import { settingName, SETTINGS } from "./settings.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("./settings.js").Setting} Setting */
/** @typedef {Setting & {path: string, label: string}} Searched */

/** @type {Setting} */
const MOMENTUM = {
  name: "momentum",
  kind: "number",
  paths: () => ["training.optimizer.momentum"],
  usual: [0.5, 0.9, 0.99],
  range: [0.5, 0.99],
};

/** The settings that mean something only with some values of another one, by their names.
 * @type {Record<string, {setting: string, values: string[]}>} */
export const NATURAL_CONDITIONS = {
  regrate: { setting: "reg", values: ["l1", "l2"] },
  momentum: { setting: "optimizer", values: ["momentum", "nesterov"] },
};

/** @type {(setting: Setting, experiment: Experiment) => string[]} */
const pathsOf = (setting, experiment) =>
  setting.name === "units"
    ? experiment.network.hidden.map((_, at) => `network.hidden.${at}.units`)
    : setting.paths(experiment);

/** All that can be searched in an experiment, in the order in which it is offered.
 * @type {(experiment: Experiment) => Searched[]} */
export const searchedIn = (experiment) =>
  [...SETTINGS, MOMENTUM].flatMap((setting) =>
    pathsOf(setting, experiment).map((path, at) => ({
      ...setting,
      path,
      name: at ? `${setting.name}${at + 1}` : setting.name,
      label: settingName(path),
    })),
  );

/** What a setting is chosen from; nothing of numbers.
 * @type {(setting: Searched, catalog: Catalog, experiment: Experiment) =>
 *   {name: string, label: string}[]} */
export const optionsOf = ({ list }, catalog, experiment) =>
  (list?.(catalog, experiment) ?? []).map(({ name, label }) => ({ name, label }));
