// The words of the bar, the time line and what stands under More.

export const controlsWords = {
  aStepIs: "A step is",
  newInitialWeights: "New initial weights",
  learningRate: "Learning rate",
  regularizationRate: "Regularization rate",
};

export const asideWords = {
  bigPicture: "Big picture",
  switchBetweenLightAndDark: "Switch between light and dark",
};

export const timelineWords = {
  anotherRunThatBeginsWith:
    "Another run that begins with the network of this epoch; this one stays as it is",
  nothingToUndo: "Nothing to undo",
  undoTheNetworkBeforeThe: "Undo: the network before the last change (Ctrl+Z)",
  nothingToRedo: "Nothing to redo",
  redoShiftCtrlZ: "Redo (Shift+Ctrl+Z)",
  playGoesOnFromHere: "Play goes on from here; what came later is then forgotten.",
  timeLine: "Time line",
  forkHere: "Fork here",
};

export const moreSettingsWords = {
  initialWeights: "Initial weights",
  asTheLossAsks: "As the loss asks",
  outputActivation: "Output activation",
  afterEpoch: "After epoch",
  atTrainingLoss: "At training loss",
  atNone: "At none",
  epochsWithoutABetterTest: "Epochs without a better test loss",
  anyNumber: "Any number",
  stopByItself: "Stop by itself",
  thenGoBackToThe: "Then go back to the best epoch",
};
