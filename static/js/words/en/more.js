// The words of what stands under More.

export const moreSettingsWords = {
  rule: "Rule",
  theRuleAlone:
    "It starts at zero and learns from one example at a time; the learning rate scales weights, " +
    "and does nothing else.",
  takesTheHiddenLayers: "The perceptron's rule takes the hidden layers away: no error passes them.",
  perceptronIsForClasses: "The perceptron's rule is for two or several classes.",
  initialWeights: "Initial weights",
  givenWeights:
    "The experiment gives the weights to begin with; another choice here, or new initial " +
    "weights, gives them up.",
  asTheLossAsks: "As the loss asks",
  asUsual: (/** @type {number} */ value) => `${value} (usual)`,
  outputActivation: "Output activation",
  afterEpoch: "After epoch",
  atTrainingLoss: "At training loss",
  atNone: "At none",
  epochsWithoutABetterTest: "Epochs without a better test loss",
  anyNumber: "Any number",
  stopByItself: "Stop by itself",
  thenGoBackToThe: "Then go back to the best epoch",
};
