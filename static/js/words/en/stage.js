// The words of what is needed for the first picture: the bar, the network, the output.

/** @type {Record<string | number, string>} */
const SPEEDS = {
  0.01: "1⁄100 slow motion",
  0.05: "1⁄20 slow motion",
  0.25: "¼ slow motion",
  1: "1 epoch a frame",
  max: "As fast as it can",
};

/** @type {(speed: number | string) => string} */
export const speedLabel = (speed) => SPEEDS[speed] ?? `${speed} epochs a frame`;

export const LOCKED = "Locked by the link that this page was opened with";

export const dataWords = {
  data: "Data",
  classes: "Classes",
  noise: "Noise",
  samples: "Samples",
  drawnByHand: (/** @type {number} */ points) => `${points} points drawn by hand.`,
  isLearnedFrom: (
    /** @type {string} */ target,
    /** @type {string[]} */ columns,
    /** @type {number} */ most,
  ) =>
    `${target} is learned from ${
      columns.length > most ? `${columns.length} columns` : columns.join(", ")
    }.`,
  paintPointsOnTheMap: "Paint points on the map, beginning with those shown now",
  paintPointsOnTheMap2: "Paint points on the map, beginning with none",
  bringATable: "Your table …",
  otherColumns: "Columns …",
  drawPoints: "Draw points",
  learnFromACsvOf: "Learn from a CSV file of yours",
  yourTable: "Your table",
  yourPoints: "Your points",
  trainingShare: "Training share",
  batchSize: "Batch size",
  otherPointsOfTheSame: "Other points of the same kind",
  newSplit: "New split",
  newPoints: "New points",
  theDrawingToolsCannotBe:
    "The drawing tools cannot be fetched just now; try again when the server is back.",
  theDialogForTablesCannot:
    "The dialog for tables cannot be fetched just now; try again when the server is back.",
  dataSet: (/** @type {string} */ restarts) => `Data set${restarts}`,
  otherForTrainingAndFor: (/** @type {string} */ rows) =>
    `Other ${rows} for training and for the test`,
  otherColumnsOfTableOr: (/** @type {string} */ owner) =>
    `Other columns of ${owner} table, or another view of it`,
  whatIsToBeLearned: "What is to be learned?",
  noiseAndNumberAreAs: "Noise and number are as you drew them.",
  startEmpty: "Start empty",
  leftOut: (/** @type {number} */ rows) =>
    `${rows === 1 ? "One row" : `${rows} rows`} with a missing cell left out.`,
};

export const networkWords = {
  features: "Features",
  weightAbove: "weight above 0",
  weightBelow: "below 0",
  theThicker: "the thicker, the stronger",
  biasMark: "bias: the larger, the further from 0",
  neuronsOfALayer: "Neurons of a layer",
  removeTheLastHiddenLayer: "Remove the last hidden layer",
  thereIsNoHiddenLayer: "There is no hidden layer to remove",
  addAHiddenLayer: "Add a hidden layer",
  atLeastNeuronInA: "At least 1 neuron in a layer",
  atMostHiddenLayers: (/** @type {string | number} */ most) => `At most ${most} hidden layers`,
  hiddenLayer: (/** @type {string | number} */ i) => `Hidden layer ${i}`,
  removeANeuronFromHidden: (/** @type {string | number} */ i) =>
    `Remove a neuron from hidden layer ${i}`,
  addANeuronToHidden: (/** @type {string | number} */ i) => `Add a neuron to hidden layer ${i}`,
  atMostNeuronsInA: (/** @type {string | number} */ most) => `At most ${most} neurons in a layer`,
  activationOfHiddenLayer: (/** @type {string | number} */ i) => `Activation of hidden layer ${i}`,
  whatIsSeen: "What is seen?",
  eachNeuronMixesWhatIs: "Each neuron mixes what is on its left; its map shows its answers",
  hiddenLayers: "Hidden layers",
  noHiddenLayerTheOutput: "No hidden layer: the output sees the features themselves.",
};

export const featureButtonsWords = {
  own: "+ own",
  remove: "Remove",
  addAFeatureOfYour: "Add a feature of your own",
  aFeatureOfYourOwn: "A feature of your own: a formula in x₁ and x₂",
  atMostFeatures: (/** @type {string | number} */ most) => `At most ${most} features`,
  removeTheFeature: (/** @type {string} */ name) => `Remove the feature ${name}`,
  changeOrRemove: (/** @type {string} */ name) => `${name}: change or remove`,
  clickToChange: (/** @type {string} */ name) => `${name} (click to change)`,
};

export const neuronsWords = {
  neuronsArrowKeysMoveEnter: "Neurons: arrow keys move, Enter opens one",
  showFewer: "Show fewer",
  more: (/** @type {number} */ count) => `+ ${count} more`,
  bias: (/** @type {string} */ number) => `bias ${number}`,
  weight: (/** @type {string} */ number) => `weight ${number}`,
};

export const legendWords = {
  several: "several",
  none: "none",
};

export const outputWords = {
  rmseIn: (/** @type {string} */ unit) => `RMSE ${unit}`.trimEnd(),
  output: "Output",
  loss: "Loss",
  accuracy: "Accuracy",
  penalty: "Penalty",
  training: "Training",
  test: "Test",
  show: "Show",
  allLabels: "all labels, mixed",
  likeliestClass: "the likeliest class",
  probabilityOf: (/** @type {string} */ name) => `probability of ${name}`,
  scoreOf: (/** @type {string} */ name) => `score of ${name}`,
  components: ["component 1", "component 2"],
  outputMap: "Output map",
  whatDoesItAnswer: "What does it answer?",
  showTestData: "Show test data",
  discretizeOutput: "Discretize output",
};

export const componentsWords = {
  restartsTraining: "Restarts training",
  restarts: " (restarts training)",
  other: "Other …",
  theServerCannotBeReached: "The server cannot be reached just now; try again when it is back.",
  keepTheWeights: "Keep the weights",
};

/** What neurons are called. */
export const neuronNames = {
  feature: (/** @type {string} */ label) => `feature ${label}`,
  output: "output",
  auxiliary: "auxiliary output",
  auxiliaryFor: (/** @type {string} */ name) => `auxiliary output for ${name}`,
  outputFor: (/** @type {string} */ name) => `output for ${name}`,
  hidden: (/** @type {string} */ layer, /** @type {number} */ neuron) =>
    `layer ${layer}, neuron ${neuron}`,
};
