// The words of tables and drawings of a visitor that come with the notices.

export const ownTableWords = {
  theTableHasOneColumn:
    "The table has one column only: at least two are needed, one to be learned and one " +
    "to learn from. Is another delimiter between its cells?",
  theTableHasOneRow:
    "The table has one row only: at least two are needed, one to train with and one to " + "test.",
  chooseAtLeastOneInput: "Choose at least one input.",
  theTwoColumnsThatAre: "The two columns that are shown must differ.",
  thereIsNothingInIt: "There is nothing in it: a table has at least two rows.",
  alwaysTheSame: "always the same",
  differentWords: (/** @type {number} */ count, /** @type {number} */ most) =>
    `${count} different words, at most ${most}`,
  cannotBeLearned: (/** @type {string} */ column, /** @type {string} */ why) =>
    `${column} cannot be learned: ${why}.`,
  signs: (/** @type {string} */ minus, /** @type {string} */ plus) =>
    `−1 is ${minus}, +1 is ${plus}`,
  missingOf: (/** @type {number} */ count, /** @type {string} */ column) => `${count} of ${column}`,
  breaks: (/** @type {number} */ cells) =>
    `${cells === 1 ? "One cell" : `${cells} cells`} held a line break or a tab: it was read as a ` +
    "space.",
  atMostInputs: (/** @type {number} */ most, /** @type {number} */ made) =>
    `At most ${most} inputs; these columns make ${made}.`,
  aTableHasAtMost: (/** @type {number} */ most, /** @type {string} */ got) =>
    `A table has at most ${most} KiB; this one has ${got}. Leave out rows or columns.`,
  rowsWithAMissingCell: (/** @type {string | number} */ gaps) =>
    `Rows with a missing cell are left out: ${gaps}.`,
};

export const brushWords = {
  points: (/** @type {number} */ count, /** @type {string} */ written) =>
    `${written} ${count === 1 ? "point" : "points"}`,
  pointsAreTheMost: (/** @type {string} */ most) =>
    `${most} points are the most: erase some to draw others.`,
  allPointsAreOfOne:
    "All points are of one class: add some of another, so that there is something to learn.",
  ownDataNeedsAtLeast: (/** @type {number} */ fewest, /** @type {number} */ missing) =>
    `Your drawing needs at least ${fewest} points: draw ${missing} more.`,
};
