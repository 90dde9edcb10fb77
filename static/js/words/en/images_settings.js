// The words of the settings of a run on pictures.

/** @type {(value: number) => string} */
const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

export const wishWords = {
  dropout: "Dropout",
  rate: "Learning rate",
  batch: "Batch size",
  epochs: "Epochs",
  patience: "Early stopping",
  count: "Training pictures",
  seed: "Seed",
  units: "Units",
  filters: "Filters",
  kernel: "Kernel",
  pool: "Pool",
  mustBe: (
    /** @type {{name: string, low: number, high: number, isWhole?: boolean, isAbove?: boolean,
     *   none?: boolean}} */ { name, low, high, isWhole, isAbove, none },
    /** @type {string} */ text,
  ) =>
    `${name} must be a ${isWhole ? "whole number" : "number"} ` +
    `${isAbove ? `above ${low}, at most ${grouped(high)}` : `from ${low} to ${grouped(high)}`}` +
    `${none ? ", or empty" : ""}; got ${text ? `“${text}”` : "nothing"}.`,
  kernelTooLarge: (/** @type {number} */ kernel, /** @type {number} */ side) =>
    `The kernel of ${kernel} × ${kernel} is larger than the ${side} × ${side} pixels that come ` +
    `to it: ${side} at most.`,
  poolTooLarge: (/** @type {number} */ pool, /** @type {number} */ side) =>
    `The pool of ${pool} × ${pool} is larger than the ${side} × ${side} pixels that come to it: ` +
    `${side} at most.`,
};

export const settingsWords = {
  heading: "Settings",
  data: "Pictures",
  /** @type {Record<string, string>} */
  sets: { fashion_mnist: "Fashion-MNIST", digits: "Digits" },
  notHere: (/** @type {string} */ label) => `${label} (not on this server)`,
  layers: "Hidden layers",
  layer: (/** @type {number} */ number) => `Layer ${number}`,
  activation: "Activation",
  addLayer: "Add a layer",
  removeLayer: (/** @type {number} */ number) => `Remove layer ${number}`,
  blocks: "Convolution in front",
  block: (/** @type {number} */ number) => `Block ${number}`,
  addBlock: "Add a convolution and pooling",
  removeBlock: (/** @type {number} */ number) => `Remove block ${number}`,
  noBlocks: "None: the pixels go to the first layer as a list.",
  learning: "Learning",
  loss: "Loss",
  optimizer: "Optimizer",
  initializer: "Initial weights",
  normalized: "Batch normalization",
  patienceHint: "Epochs without a better validation loss; empty: it never stops early",
  countHint: "At most so many; empty: all",
  /** @type {Record<string, string>} */
  losses: {
    categorical_crossentropy: "Cross-entropy",
    mse: "Mean squared error",
    mae: "Mean absolute error",
  },
  counts: (
    /** @type {{weights: number, batches: number, pictures: number}} */ {
      weights,
      batches,
      pictures,
    },
  ) =>
    `${grouped(weights)} weights; ${grouped(pictures)} pictures to train on, ` +
    `${grouped(batches)} batches an epoch.`,
  begin: "Train",
  beginAgain: "Train again with these",
  making: "It is being made …",
  away: "The server cannot be reached: nothing was made.",
  noData: "The server cannot be reached: its data sets are not known yet. Trying again …",
  useDigits: "Use the digits",
  asTheBook: "The book’s settings",
  takeOver: "Change without a restart",
  takeOverHint: "Learning rate, early stopping and epochs, as the run goes on",
  beginsAgain: "Only learning rate, early stopping and epochs change without a restart.",
  nothingOther: "Nothing is other than it is.",
};
