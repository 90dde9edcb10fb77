// The words of the form in which a network is asked about a row of its table.

export const ASKING = {
  title: "Ask the network",
  hint: "Type a row of the table. What is left empty is missing.",
  ask: "Ask",
  away: "The server cannot be reached just now: ask again.",
  epoch: (/** @type {string} */ epoch) => `epoch ${epoch}`,
  missing: "missing",
  other: "another word",
  needed: "a value is needed: rows without one were left out",
  notANumber: (/** @type {string} */ typed) =>
    `must be a number, without a comma between thousands; got ${typed}`,
};

/** What is said under a map of a network with more inputs than two. */
export const SLICE = {
  columns:
    "A slice: all other inputs are at their mean. A point may lie on another answer than its own.",
  components:
    "A slice through all inputs, along two components. A point beside it may lie on another " +
    "answer than its own.",
};
