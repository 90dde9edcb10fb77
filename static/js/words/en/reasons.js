// Why a value of an address or a document does not fit: each goes on after the name of the value.

const LISTED = 8; // names of columns, of those that are allowed

export const reasons = {
  oneOf: (/** @type {string[]} */ allowed) => `must be one of ${allowed.join(", ")}`,
  oneOfWithThisLoss: (/** @type {string[]} */ allowed) =>
    `must be one of ${allowed.join(", ")} with this loss`,
  outOf: (/** @type {string[]} */ known) =>
    `must be out of ${known.slice(0, LISTED).join(", ")}${known.length > LISTED ? ", …" : ""}`,
  partsOutOf: (/** @type {string[]} */ known) => `must name parts out of ${known.join(", ")}`,
  inputsThere: "must name inputs of the network, which has hidden layers",
  featuresOutOf: (/** @type {string[]} */ names) =>
    `must be out of ${names.join(", ")}, or formulas in x1 and x2`,
  numberFrom: (/** @type {number} */ low, /** @type {number} */ high) =>
    `must be a number from ${low} to ${high}`,
  wholeNumberFrom: (/** @type {number} */ low, /** @type {number} */ high) =>
    `must be a whole number from ${low} to ${high}`,
  from: (/** @type {number} */ low, /** @type {number} */ high) => `must be from ${low} to ${high}`,
  optimizerHas: (/** @type {string} */ optimizer, /** @type {string[]} */ settings) =>
    `is left out: ${optimizer} has ${settings.join(" and ") || "no settings but its rate"}`,
  takenAs: (/** @type {string} */ why, /** @type {unknown} */ taken) => `${why}; taken as ${taken}`,
  refused: (/** @type {string} */ path, /** @type {string} */ why, /** @type {string} */ got) =>
    `${path} ${why}; got ${got}`,
  unknownKey: "is not a known key",
  notOfTheRule: "does not go with the perceptron's rule",

  cutTo: (/** @type {number} */ most) => `cut to ${most} characters`,
  notPrintable: "holds what cannot be printed, which is left out",
  namesOfColumns: (/** @type {number} */ longest) =>
    `must be names of columns, each of at most ${longest} characters that can be printed`,
  mostColumns: (/** @type {number} */ most) => `at most ${most} columns`,
  tableName: "must be the name that this server gave a table",
  encodings: "must say how columns become inputs, as the page writes it",
  oneLabelARow: "has one label a row: several at once cannot be learned from it",
  columnsAndTarget: "needs columns to learn from, and in learns another one to be learned",
  planeOfColumns: "must be two of the columns that are learned from",

  leftOut: (/** @type {string} */ text, /** @type {string} */ why) =>
    `holds ${text}, which is left out: ${why}`,
  mostFeatures: (/** @type {number} */ most) => `at most ${most} features`,
  layers: "must be layers such as 4tanh,2relu",
  mostLayers: (/** @type {number} */ most) => `at most ${most} layers`,
  unitsOfALayer: (/** @type {number} */ widest) => `a layer has from 1 to ${widest} units`,
  weights: (/** @type {number} */ made, /** @type {number} */ most) =>
    `makes ${made} weights; a network has at most ${most} weights`,
  weightsTo: (/** @type {number} */ most) => `must be numbers from −${most} to ${most}`,
  notThisNetwork: (/** @type {number} */ weights) =>
    `does not go with a network of ${weights} weights`,
  cost: (/** @type {number} */ cost, /** @type {number} */ most) =>
    `costs ${cost} multiplications an epoch, with so many samples and so small batches; at most ` +
    `${most} are done`,

  morePoints: "stands for more points than an address holds; ask for a short link",
  pointsInLetters: "must be points in letters, digits, - and _",
  fewestPoints: (/** @type {number} */ fewest, /** @type {number} */ digits) =>
    `must be at least ${fewest} points of ${digits} characters each`,
  mostPoints: (/** @type {number} */ most) => `at most ${most} points`,
  endsWithinAPoint: (/** @type {number} */ count) =>
    `ends within a point; taken as ${count} points`,
  otherLabels: (/** @type {number} */ lost, /** @type {number} */ all) =>
    `holds labels that this problem has not; ${lost} of ${all} points are left out`,
};
