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
  addAFeatureOfYour: "Add a feature of your own",
  aFeatureOfYourOwn: "A feature of your own: a formula in x₁ and x₂",
  atMostFeatures: (/** @type {string | number} */ most) => `At most ${most} features`,
  removeTheFeature: (/** @type {string} */ name) => `Remove the feature ${name}`,
};

export const neuronsWords = {
  neuronsArrowKeysMoveEnter: "Neurons: arrow keys move, Enter opens one",
  showFewer: "Show fewer",
};

export const outputWords = {
  rmseIn: (/** @type {string} */ unit) => `RMSE ${unit}`.trimEnd(),
  outputMap: "Output map",
  whatDoesItAnswer: "What does it answer?",
  showTestData: "Show test data",
  discretizeOutput: "Discretize output",
  news: (
    /** @type {number} */ epoch,
    /** @type {string} */ loss,
    /** @type {string} */ name,
    /** @type {string} */ score,
  ) => `Epoch ${epoch}, test loss ${loss}, test ${name} ${score}`,
  mapOfThe: (/** @type {string} */ neuron, /** @type {string} */ news) =>
    `Map of the ${neuron}: ${news}`,
  testPointsTrueClassBy: "Test points: true class by predicted class",
};

export const componentsWords = {
  restartsTraining: "Restarts training",
  theServerCannotBeReached: "The server cannot be reached just now; try again when it is back.",
  keepTheWeights: "Keep the weights",
};
