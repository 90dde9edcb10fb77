// The words of tables, drawings and formulas of a visitor.

export const ownTableWords = {
  cancel: "Cancel",
  restartsTraining: "(restarts training)",
  theNetworkBeginsAnewWith: "The network begins anew, with this table",
  thereIsNoTableYet: "There is no table yet: choose a file, or paste a text and read it.",
  aTableOfYourOwn: "A table of your own",
  askingForTheTable: "Asking for the table …",
  thisServerHasNoLonger:
    "This server has no longer that table: bring it again, and your choice of columns " +
    "is kept.",
  theServerCannotBeReached:
    "The server cannot be reached just now: nothing was read, and nothing here is lost.",
  askingForANetworkThat: "Asking for a network that learns from it …",
  theNetworkLearnsFromThis:
    "The network learns from this table now, from its start. Back in the browser " +
    "brings back what was before.",
  table: (/** @type {string} */ name) => `Table: ${name}`,
  reading: (/** @type {string} */ name) => `Reading ${name} …`,
  useThisTable: "Use this table",
  wereRead: (/** @type {number} */ rows, /** @type {number} */ columns) =>
    `${rows} rows and ${columns} columns were read.`,
};

export const drawingWords = {
  theServerDoesNotLearn:
    "The server does not learn from this drawing yet; it is kept: Draw points goes on " +
    "with it.",
  undone: (/** @type {string | number} */ before) => `Undone: ${before}`,
};

export const drawingToolsWords = {
  point: "Point",
  spray: "Spray",
  eraser: "Eraser",
  tool: "Tool",
  radius: "Radius",
  clear: "Clear",
  done: "Done",
  value: "Value",
  keepTheWeightsWhilePainting: "Keep the weights while painting",
  moreClasses: "+ class",
  afterTwoPoints: "after two points",
  drawingTools: "Drawing tools",
  undoStroke: "Undo stroke",
  pointsAtOnce: "Points at once",
  labelsToPaint: "Labels to paint",
  classToPaint: "Class to paint",
  soManyPointsDoNot:
    "So many points do not fit into the address: to pass them on, make a short link " + "(Share).",
  theServerDoesNotTake: (/** @type {string | number} */ refused) =>
    `The server does not take this drawing: ${refused}. It is kept: mend it, or go on.`,
  withTheKeysOnThe:
    "With the keys, on the map: arrows move the cross-hair, Enter paints, Delete " +
    "erases the nearest point.",
  theHeightOnTheMap: "The height on the map is the value.",
  showTestDataIsOn: (/** @type {number} */ share) =>
    `${share} % of the points test; “Show test data” is on, so that you see all that you drew.`,
  valueOfTarget: (/** @type {number} */ number) => `Value of y${number}`,
};

export const drawingInputWords = {
  noPointToErase: "No point to erase",
  /** What happened at a place, by how many points there are more. */
  done: (/** @type {number} */ change, /** @type {string} */ place, /** @type {string} */ points) =>
    `${change > 0 ? "Painted" : change < 0 ? "Erased" : "Nothing changed"} at ${place}: ${points}`,
  erasedThePoint: (/** @type {string} */ place, /** @type {string} */ points) =>
    `Erased the point at ${place}: ${points}`,
  point: (/** @type {string} */ x1, /** @type {string} */ x2) => `x₁ ${x1}, x₂ ${x2}`,
  ofALine: (/** @type {string} */ name, /** @type {string} */ along, /** @type {string} */ y) =>
    `${name} ${along}, y ${y}`,
};

export const ownFeaturesWords = {
  remove: "Remove",
  cancel: "Cancel",
  aFeatureOfYourOwn: "A feature of your own",
  yourFeature: "Your feature",
  noMapYet: "No map yet",
  noFormulaYet: "No formula yet: ",
  typeAFormula: (/** @type {string} */ example) => `type a formula, such as ${example}`,
  isThereAlready: (/** @type {string} */ label) => `${label} is among the features already`,
  goesFrom: (/** @type {string} */ low, /** @type {string} */ high) =>
    `goes from ${low} to ${high} over the plane.`,
  mapOfBlueWhereIt: (/** @type {string | number} */ label) =>
    `Map of ${label}: blue where it is positive, orange where it is negative`,
  formulaInXAndX: "Formula in x1 and x2",
  numbersXXPiE:
    "Numbers, x1, x2, pi, e, + − * / ^ and parentheses; sin, cos, tan, tanh, exp, log, " +
    "sqrt, abs, sign of one, min, max of two.",
};

export const tableChoiceWords = {
  as: "As",
  all: "All",
  none: "None",
  notForLearning: "not for learning",
  differentWords: (/** @type {number} */ count) => `words, ${count} different`,
  numbers: (/** @type {string} */ low, /** @type {string} */ high) => `numbers, ${low} … ${high}`,
  missing: (/** @type {number} */ count) => `${count} missing`,
  twoComponents: "two components",
  twoColumns: "two columns",
  upwards: "Upwards",
  theFirstRowsOfThe: "The first rows of the table",
  toBeLearned: "To be learned",
  besides: (/** @type {number} */ count) =>
    count ? `Learned besides: ${count}, an output for each` : "Learned besides: nothing",
  theMapShows: "The map shows",
  toTheRight: "To the right",
  everyInputIsStandardised: (/** @type {boolean} */ isRegression) =>
    "Every input is standardised: its mean over the training rows becomes 0, its deviation 1" +
    `${isRegression ? "; so is what is learned" : ""}.`,
  rowsByChance: (/** @type {string} */ most) => `${most} of the rows are taken, by chance.`,
  inputs: (/** @type {number} */ chosen, /** @type {number} */ all, /** @type {number} */ most) =>
    `Inputs: ${chosen} of ${all}, at most ${most}`,
  allOtherColumnsAreAt: "All other columns are at their mean on the map.",
  thePrincipalComponentsAreThe:
    "The principal components are the two directions in which the rows differ most.",
  theFirstOfRows: (/** @type {number} */ shown, /** @type {string} */ rows) =>
    `The first ${shown} of ${rows} rows`,
  allRows: (/** @type {string | number} */ rows) => `All ${rows} rows`,
  of: (/** @type {string | number} */ target, /** @type {string | number} */ signs) =>
    `Of ${target} ${signs}.`,
  downloadAsCsv: "Download as CSV",
  whatIsLearned: "What is learned",
};

export const tableSourceWords = {
  pastedTable: "pasted table",
  orAnotherText: (/** @type {boolean} */ isPasted) =>
    `${isPasted ? "The pasted text" : "Another file"}, or another text`,
  line: (/** @type {number} */ line) => `line ${line}`,
  column: (/** @type {number} */ column) => `column ${column}`,
  found: (/** @type {string} */ way) => `${way} (found)`,
  findOut: "find out",
  encoding: "Encoding",
  betweenCells: "Between cells",
  decimalMark: "Decimal mark",
  namesInTheFirstRow: "Names in the first row",
  aFileOrAText: "A file or a text",
  howItWasRead: "How it was read",
  howToReadIt: "How to read it",
  theTableWasNotRead: (/** @type {number} */ faults) =>
    `The table was not read; ${faults === 1 ? "this is" : "these are"} to be mended:`,
  aCsvFileItMay: "A CSV file; it may be dropped here",
  orTheTextOfA: "Or the text of a table, such as cells copied from a spreadsheet",
  limits: (/** @type {number} */ size, /** @type {string} */ rows, /** @type {number} */ columns) =>
    `At most ${size} KiB, ${rows} rows, ${columns} columns. Only this server gets it.`,
  readTheText: "Read the text",
};

export const ORDER = "The order, the least first, one word a line";

export const tableEncodingsWords = {
  words: "Words",
  /** How many words have an input of their own, if that is chosen, and how many share one. */
  anInputForEachWord: (/** @type {number} */ listed, /** @type {number} */ shared) => {
    const shares = shared ? `, the other ${shared} share one` : "";
    return `an input for each word${listed ? `: ${listed}${shares}` : ""}`;
  },
  oneInputInAnOrder: "one input, in an order",
  oneInputByName: "one input, in the order of names",
  missing: (/** @type {number} */ count) => `${count} missing`,
  leaveTheseRowsOut: "leave these rows out",
  fillInTheMostFrequent: "fill in the most frequent word",
  fillInTheMean: "fill in the mean",
  anInputOfItsOwn: "an input of its own says so",
};

export const numberWords = {
  set: "Set",
  cancel: "Cancel",
  refused: (/** @type {string} */ label, /** @type {string} */ why, /** @type {string} */ got) =>
    `${label} ${why}; got “${got}”.`,
};
