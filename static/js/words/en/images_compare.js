// The words of the part of the page that trains the network with several settings at once.
import { wishWords } from "./images_settings.js";

/** @type {Record<string, string>} */
const SETTINGS = {
  rate: wishWords.rate,
  batch: wishWords.batch,
  units: "Units of the first layer",
  dropout: wishWords.dropout,
  seed: wishWords.seed,
};

export const compareWords = {
  heading: "Compare settings",
  about:
    "Runs that differ from this one in one setting alone train at once, each as if it were by " +
    "itself. They go on while you look elsewhere.",
  settings: SETTINGS,
  setting: "Setting",
  values: "Values",
  valuesHint: (/** @type {number} */ most) => `2 to ${most}, with spaces between them`,
  epochs: wishWords.epochs,
  begin: "Train all",
  title: (/** @type {string} */ setting, /** @type {string} */ value) =>
    `${SETTINGS[setting]} ${value}`,
  howMany: (/** @type {number} */ most, /** @type {number} */ got) =>
    `Give 2 to ${most} values; got ${got}.`,
  twice: "Give each value once.",
  table: "The runs that are compared",
};
