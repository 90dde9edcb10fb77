// The words of the pages on which a study is begun.

export const beginWords = {
  base: "The experiment",
  yourData: "Your data",
  facts: (
    /** @type {string} */ data,
    /** @type {string} */ layers,
    /** @type {string} */ optimizer,
    /** @type {number} */ rate,
    /** @type {number} */ batch,
  ) =>
    `${data}; ${layers ? `hidden layers: ${layers}` : "no hidden layer"}; ${optimizer}, ` +
    `learning rate ${rate}; batches of ${batch}.`,
  differs: (/** @type {string[]} */ what) => `Other than at first: ${what.join(", ")}.`,
  change: "Change it in the playground",
  epochs: "Epochs of each",
  target: "Goal: test loss below",
  metric: "Goal: the least",
  /** @type {Record<string, string>} */
  metrics: { test_loss: "test loss", loss: "training loss" },
  count: "Starts",
  dice: "Thrown anew for each start",
  setting: "What is other",
  present: (/** @type {string} */ value) => `Now it is ${value}; that is one of them.`,
  values: "Compared with",
  valuesHint: "Numbers, with spaces between them",
  along: "Along",
  up: "Up",
  from: "from",
  to: "to",
  steps: "steps",
  log: "by equal factors",
  /** @type {Record<string, string>} */
  begin: { luck: "Begin", compare: "Compare", phase: "Draw the map", tune: "Search" },
  making: "It is being made …",
  away: "The server cannot be reached: nothing was made.",
  inTheAddress: (
    /** @type {string} */ key,
    /** @type {string} */ value,
    /** @type {string} */ why,
  ) => `In the address, ${key}=${value} ${why}.`,
  epochsWrong: "Epochs must be a whole number from 1.",
  targetWrong: "The goal must be a loss above 0, or nothing at all.",
  countWrong: "Starts must be a whole number from 2 to 64.",
  noDice: "Choose at least one of the dice.",
  valuesWrong: (/** @type {number} */ most) =>
    `Name 1 to ${most} values other than the present one.`,
  rangeWrong: "An axis goes from one number to another.",
  logWrong: "Equal factors want both ends above 0.",
  stepsWrong: "Steps must be a whole number from 2 to 48.",
  sameAxis: "Both axes are the same setting: choose another one.",
  untitled: "A study",
};
