// The words of the paths through a network: wide, deep, and an auxiliary output.

export const pathWords = {
  paths: "Paths of the inputs",
  needsHidden: "Paths part where there are hidden layers.",
  wide: "Wide path",
  wideAbout: "Inputs go straight to the output too, past the hidden layers.",
  input: "Input",
  through: "Deep",
  past: "Wide",
  throughOf: (/** @type {string} */ name) => `${name} goes through the hidden layers`,
  pastOf: (/** @type {string} */ name) => `${name} goes past them to the output`,
  lastDeep: "At least one input goes through the hidden layers.",
  choose: "Which inputs take which path",
  auxiliary: "Auxiliary output",
  auxiliaryAbout: "The last hidden layer gets an output of its own, which learns the same.",
  weight: "Its weight in the loss",
  weighs: (/** @type {number} */ weight) => `${weight.toFixed(2)}, main ${(1 - weight).toFixed(2)}`,
};

export const pathLensWords = {
  onePath:
    "In this network all inputs take one path. Under More, let some go past the hidden layers, " +
    "or give the last of these an output of its own.",
  asking: "Asking the server …",
  away: "The server does not answer just now.",
  shares: "How much each path counts",
  path: "Path",
  deep: "Deep",
  wide: "Wide",
  output: "in the output",
  gradient: "in the gradient",
  outputAbout:
    "In the output: the mean size of what a path adds to it. In the gradient: the share of its " +
    "squared length, that is, of what this step would move.",
  share: (/** @type {string} */ path, /** @type {string} */ where, /** @type {string} */ part) =>
    `${path} path: ${part} ${where}`,
  inOutput: (/** @type {string} */ path, /** @type {string} */ part) => `${path} ${part}`,
  inGradient: (/** @type {string} */ part) => `gradient ${part}`,
  cut: "Cut the wide path",
  heal: "Join all inputs to the output",
  cutHint: "The other weights stay. Go back on the time line, or fork there, to see both futures.",
  loss: "Loss",
  lossAbout: (/** @type {string} */ weight) => `both, the auxiliary one by ${weight}`,
  main: "Main",
  auxiliary: "Auxiliary",
  unweighted: "training loss as it is",
  bothTitle: "Auxiliary over main output",
  both: (/** @type {number} */ points) =>
    `What the auxiliary output answers over what the main one does, at ${points} points for ` +
    "training; on the line both are the same.",
  mainAcross: "main →",
  auxiliaryUp: "auxiliary ↑",
};

export const pasteWords = {
  paste: "Paste Keras code",
  code: "A keras.Sequential or keras.Model of Dense layers; it is read, and never run",
  take: "Take its layers over",
  away: "The server does not answer just now.",
  taken: (
    /** @type {number} */ hidden,
    /** @type {number | null} */ inputs,
    /** @type {number} */ units,
    /** @type {number[] | undefined} */ each,
  ) =>
    `The hidden layers of the code are here: ${hidden}. Inputs and outputs stay those of the data` +
    `${inputs ? `; the code has ${inputs} and ${units}.` : `; the code has ${units} outputs.`}` +
    `${each ? ` Its first Input takes the first ${each[0]}, its second the last ${each[1]}.` : ""}`,
  otherInputs: (/** @type {number} */ inputs, /** @type {number} */ here) =>
    `The paths of the code do not fit: it names ${inputs} inputs, and here are ${here}. Choose ` +
    "as many, and let no path part the inputs of one column.",
};

export const codeWords = {
  code: "Keras code of this network",
  style: "Written as",
  sequential: "Sequential",
  functional: "Functional model",
  class: "Class of its own",
  noStack: "A Sequential is layers in a row: it cannot say that inputs part. Take another way.",
};
