// The words of the page on which a search begins.

/** What each method does, in words.
 * @type {Record<string, {name: string, about: string}>} */
export const METHOD_WORDS = {
  random: {
    name: "Random",
    about: "Each trial draws every setting by chance. Good where few settings matter.",
  },
  grid: {
    name: "Grid",
    about:
      "All combinations, in order; a range without steps is gone through at ten points. It ends " +
      "after the trials below, or when all combinations were tried.",
  },
  hyperband: {
    name: "Hyperband",
    about:
      "Many settings train for a few epochs; the best third goes on for three times as long, and " +
      "so on. The others are culled.",
  },
  bayesian: {
    name: "Bayesian",
    about:
      "A model of the trials so far (a tree-structured Parzen estimator) proposes the next one. " +
      "The first few are by chance.",
  },
  own: {
    name: "Your own guesses",
    about:
      "You write each trial yourself, after you have seen the last one. The first is the " +
      "experiment as it is.",
  },
};

export const searchWishWords = {
  noSetting: "Choose at least one setting to search.",
  noSuchSetting: "This experiment has no such setting: remove it, or choose another one.",
  noNumber: "Write a number, such as 0.01.",
  noWhole: "This setting takes whole numbers, such as 4.",
  notAbove: (/** @type {number} */ low) => `The upper end must be above ${low}.`,
  logWrong: "Equal factors want both ends above 0.",
  chooseTwo: "Choose at least two to search among.",
  nameTwo: "Name at least two numbers to search among.",
  noParent: "Choose a setting that is listed above this one.",
  neverHolds: (/** @type {string} */ parent) =>
    `This condition never holds: choose a value that ${parent} may have.`,
  trialsWrong: (/** @type {number} */ most) => `Trials must be a whole number from 1 to ${most}.`,
};

export const beginSearchWords = {
  space: "What is searched",
  setting: "Setting",
  as: "Values",
  range: "from a range",
  list: "from a list",
  from: "from",
  to: "to",
  log: "by equal factors",
  numbers: "Numbers, with spaces between them",
  choices: "Among",
  when: "Only when",
  always: "always",
  is: (/** @type {string} */ parent) => `${parent} is`,
  remove: (/** @type {string} */ setting) => `Remove ${setting}`,
  removeShort: "Remove",
  add: "Add a setting",
  allAdded: "All settings of this experiment are listed.",
  method: "Method",
  trials: "Trials",
};
