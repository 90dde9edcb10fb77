// What the settings that a study varies are called.

const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

export const settingWords = {
  /** Where the address's own word says little.
   * @type {Record<string, string>} */
  names: {
    units: "first-layer neurons",
    activation: "activation",
    seed: "seed",
    dataseed: "seed of points",
    loss: "loss function",
    samples: "points in all",
    ratio: "training share",
    noise: "noise",
  },
  ofLayer: (/** @type {string} */ what, /** @type {number} */ layer) =>
    `${ORDINALS[layer - 1] ?? `${layer}th`}-layer ${what === "units" ? "neurons" : what}`,
  none: "none",
  yes: "yes",
  no: "no",
  noNumber: (/** @type {string} */ text) =>
    `Write numbers with spaces between them, such as 0.01 0.1 1; got “${text}”.`,
  noWhole: (/** @type {string} */ text) =>
    `This setting takes whole numbers, such as 1 5 10; got ${text}.`,
};
