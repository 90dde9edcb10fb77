// The words of the logic lab: its board, its goals with two hints each, and why something may not
// be.

/** What a kind of neuron is called, and when it fires.
 * @type {Record<string, {label: string, about: string}>} */
export const KIND_WORDS = {
  identity: { label: "Identity", about: "1 when its input is 1." },
  not: { label: "NOT", about: "1 when its input is 0." },
  and: { label: "AND", about: "1 when all inputs are 1." },
  or: { label: "OR", about: "1 when at least one input is 1." },
  nand: { label: "NAND", about: "1 unless all inputs are 1." },
  nor: { label: "NOR", about: "1 when no input is 1." },
  k_of_n: { label: "k of n", about: "1 when at least k inputs are 1." },
  own: {
    label: "Neuron",
    about: "1 when the weights of the inputs that are 1 reach its threshold.",
  },
};

/** The goals: what is wanted, and what helps, first a little and then more.
 * @type {Record<string, {label: string, task: string, hints: [string, string]}>} */
export const GOAL_WORDS = {
  not: {
    label: "NOT",
    task: "One neuron that fires when A is 0, and rests when A is 1.",
    hints: [
      "Nothing comes in when A is 0, so the sum is 0. From which threshold on does that fire?",
      "Threshold 0, and a negative weight for A: then A = 1 pulls the sum below it.",
    ],
  },
  and: {
    label: "AND",
    task: "One neuron that fires only when A and B are both 1.",
    hints: [
      "Give both inputs the same weight. Which sums can there be?",
      "With weights of 1 the sums are 0, 1 and 2. Only the last one shall reach the threshold.",
    ],
  },
  or: {
    label: "OR",
    task: "One neuron that fires when A or B is 1, or both.",
    hints: [
      "Begin as for AND. Which of its sums shall fire now?",
      "Weights of 1, and a threshold that one input alone reaches: 1.",
    ],
  },
  "and-not": {
    label: "A AND NOT B",
    task: "One neuron that fires when A is 1 and B is not.",
    hints: [
      "A shall push the sum up. What shall B do?",
      "Weight 1 for A, −1 for B (or “inhibit”), and threshold 1.",
    ],
  },
  xor: {
    label: "XOR",
    task: "A circuit that says 1 when exactly one of A and B is 1. One neuron cannot do this.",
    hints: [
      "Say it in two halves: “at least one of them”, and “not both of them”.",
      "OR and NAND both listen to A and B; an AND listens to the two.",
    ],
  },
  "half-adder": {
    label: "Half adder",
    task: "Add two digits: A + B as the two binary digits carry and sum.",
    hints: [
      "Work the carry out first: when is A + B two? The sum is a table that you know.",
      "The carry is A AND B. The sum is XOR: OR, and then a neuron that the carry silences.",
    ],
  },
  majority: {
    label: "Majority",
    task: "Three inputs vote: 1 when at least two of A, B and C are 1.",
    hints: [
      "One neuron is enough. What do the votes add up to?",
      "Weights of 1 and threshold 2: that is the gate k of n, with k = 2.",
    ],
  },
};

/** What a part is called on the board. */
const PART_NAMES = /** @type {Record<string, string>} */ ({ "and-not": "AND NOT" });

export const logicWords = {
  goal: "Goal",
  free: "no goal: a board of your own",
  freeTask: "Build what you like. The truth table follows.",
  solvedMark: (/** @type {string} */ label) => `${label} ✓`,
  byWeights: "For this goal you set the weights yourself.",
  rowsRight: (/** @type {number} */ right, /** @type {number} */ all) =>
    `${right} of ${all} rows are right.`,
  solved: (/** @type {string} */ label) => `Solved: ${label}.`,
  hint: ["Hint", "Another hint", "No more hints"],
  hintAt: (/** @type {number} */ at, /** @type {string} */ text) => `Hint ${at}: ${text}`,
  usePart: "Use it as a part",
  isPart: (/** @type {string} */ label) => `${label} is among the parts now.`,
  next: (/** @type {string} */ label) => `Next goal: ${label}`,
  learn: "Let a network learn it",
  learned: (/** @type {string} */ name) => `The truth table of ${name} as points`,
  ownTable: "a circuit",
  add: "Add",
  addA: (/** @type {string} */ label) => `Add ${label}`,
  clear: "Clear the board",
  partOf: (/** @type {string} */ goal) => PART_NAMES[goal] ?? GOAL_WORDS[goal].label,
  board: "Board",
  help:
    "Click the dot of an input or neuron, then the neuron that shall listen to it; the same " +
    "again takes the wire away. With keys: Tab goes from one to the next, Enter chooses, Escape " +
    "lets go, Delete removes a neuron.",
  empty: "The board is empty: add a neuron.",
  input: (/** @type {string} */ name, /** @type {number} */ value) => `Input ${name}: ${value}`,
  wireFrom: (/** @type {string} */ name, /** @type {string} */ value) =>
    `Wire from ${name}, now ${value}`,
  element: (
    /** @type {string} */ name,
    /** @type {string} */ kind,
    /** @type {string} */ from,
    /** @type {string} */ value,
  ) => `${name}, ${kind}, listens to ${from}; now ${value}`,
  output: (/** @type {string} */ name, /** @type {string} */ from, /** @type {string} */ value) =>
    `Output ${name}, listens to ${from}; now ${value}`,
  nothing: "nothing",
  unknown: "unknown",
  drawing: (/** @type {string} */ name) =>
    `A wire from ${name}: choose what shall listen to it. Escape lets go.`,
  wiredTo: (/** @type {string} */ wire, /** @type {string} */ target) =>
    `${target} listens to ${wire}.`,
  cutFrom: (/** @type {string} */ target) => `The wire to ${target} is cut.`,
  unwiredFrom: (/** @type {string} */ wire, /** @type {string} */ target) =>
    `${target} does not listen to ${wire} any more.`,
  added: (/** @type {string} */ label, /** @type {string} */ name) => `${label} added as ${name}.`,
  removed: (/** @type {string} */ name) => `${name} removed.`,
  editor: (/** @type {string} */ name) => `Details of ${name}`,
  editorOf: (/** @type {string} */ name, /** @type {string} */ kind) => `${name}: ${kind}`,
  editorOfOutput: (/** @type {string} */ name) => `Output ${name}`,
  kind: "Kind",
  k: "k: how many inputs",
  threshold: "Threshold",
  weightOf: (/** @type {string} */ wire) => `Weight of ${wire}`,
  listens: "Listens to",
  listen: "Listen to one more",
  choose: "choose …",
  inputOfPart: (/** @type {string} */ name) => `Input ${name}`,
  cut: (/** @type {string} */ wire) => `Cut the wire from ${wire}`,
  cutShort: "Cut",
  removeLong: (/** @type {string} */ name) => `Remove ${name}`,
  close: "Close",
  inputs: "Inputs",
  outputs: "Outputs",
  table: "Truth table",
  tableHelp: "Choose a row to set the switches.",
  wanted: (/** @type {string} */ name) => `${name} wanted`,
  yes: "✓",
  no: "✗",
  isRight: "right?",
  rowRight: "right",
  rowWrong: "wrong",
  setRow: (/** @type {string} */ row) => `Set the inputs to ${row}`,
  inAddress: (/** @type {string} */ key, /** @type {string} */ value, /** @type {string} */ why) =>
    `In the address, ${key}=${value} was left out: ${why}.`,
  moreFaults: (/** @type {number} */ more) =>
    more === 1 ? "One more fault was left out too." : `${more} more faults were left out too.`,
  inhibits: "inh.",
  kOf: (/** @type {number} */ k, /** @type {number} */ n) => `${k} of ${n}`,
  atLeast: (/** @type {string} */ threshold) => `≥ ${threshold}`,
  unwired: "≥ ?",
};

export const logicReasons = {
  mostElements: (/** @type {number} */ most) => `a board holds at most ${most} neurons and parts`,
  mostSources: (/** @type {number} */ most) => `a neuron listens to at most ${most} wires`,
  loop: (/** @type {string[]} */ names) =>
    `it would close the loop ${names.join(" → ")}; a circuit without loops has one answer`,
  allTaken: (/** @type {string} */ name) =>
    `all inputs of ${name} are wired; cut one of its wires first`,
  openInputs: (/** @type {number} */ open) =>
    open === 1 ? "one input is not wired yet" : `${open} inputs are not wired yet`,
  fewInputs: (/** @type {number} */ least) =>
    least === 1 ? "needs an input" : `needs at least ${least} inputs`,
  manyInputs: (/** @type {number} */ most) =>
    most === 1 ? "takes one input only" : `takes at most ${most} inputs`,
  wrongK: (/** @type {number} */ k, /** @type {number} */ n) =>
    `needs k from 1 to ${n}, the number of its inputs; k is ${k}`,
  largePart: (/** @type {number} */ most) => `a part has at most ${most} neurons`,
  unknownKey: (/** @type {string[]} */ keys) => `the keys are ${keys.join(", ")}`,
  longAddress: (/** @type {number} */ most) =>
    `an address of a board has at most ${most} characters; an empty board is shown`,
  oneOf: (/** @type {string[]} */ allowed) => `must be one of ${allowed.join(", ")}`,
  count: (/** @type {number} */ most) => `must be a whole number from 1 to ${most}`,
  switches: (/** @type {number} */ inputs) =>
    `must be ${inputs === 1 ? "one digit, 0 or 1" : `${inputs} digits, each 0 or 1`}`,
  unsolved: (/** @type {string} */ goal) => `the circuit does not solve ${goal}`,
  number: (/** @type {number} */ most) =>
    `weights and thresholds are multiples of 0.25 from −${most} to ${most}; a weight may be ` +
    "“inhibit”",
  weight: "A weight is a multiple of 0.25 from −20 to 20, or “inhibit”.",
  threshold: "A threshold is a multiple of 0.25 from −20 to 20.",
  nameOfElement: "an element must be called n1 … n99",
  twice: (/** @type {string} */ name) => `${name} stands there twice`,
  manyOutputs: (/** @type {number} */ most) =>
    most === 1 ? "this goal has one output" : `this goal has ${most} outputs`,
  onlyTwoAxes: (/** @type {number} */ inputs) =>
    `The plane has two axes, and this table has ${inputs} inputs.`,
  notWired: "Wire every output first.",
};
