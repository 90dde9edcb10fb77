// The words of the chart, the diagnosis, the matrix of classes, announcements, earlier runs and the
// inspector.

export const chartWords = {
  epoch: "Epoch",
  penalty: "Penalty",
  logScale: "Log scale",
  logEpochs: "Log epochs",
};

export const chartDataWords = {
  penalty: "Penalty",
  trainingLoss: "Training loss",
  mainLoss: "Main loss",
  auxiliaryLoss: "Auxiliary loss",
  testLoss: "Test loss",
  trainingAccuracy: "Training accuracy",
  testAccuracy: "Test accuracy",
  trainingR: "Training R²",
  testR: "Test R²",
  testLossOf: (/** @type {string} */ run) => `Test loss, ${run}`,
};

export const announcerWords = {
  news: (
    /** @type {number} */ epoch,
    /** @type {string} */ loss,
    /** @type {string} */ name,
    /** @type {string} */ score,
  ) => `Epoch ${epoch}, test loss ${loss}, test ${name} ${score}`,
  mapOfThe: (/** @type {string} */ neuron, /** @type {string} */ news) =>
    `Map of the ${neuron}: ${news}`,
};

export const confusionWords = {
  trueClass: "true class",
  testPointsTrueClassBy: "Test points: true class by predicted class",
};

export const diagnosisWords = {
  gradientsByLayer: "Gradients by layer",
  layer: "Layer",
  gradient: "Gradient",
  dead: "Dead",
  saturated: "Saturated",
  output: "Output",
};

export const attemptsWords = {
  showRunInTheChart: (/** @type {string} */ run) => `Show run ${run} in the chart`,
  theChartHasRoomFor: (/** @type {number} */ most) => `The chart has room for ${most} earlier runs`,
  earlierRuns: (/** @type {number} */ count) => `Earlier runs (${count})`,
  run: "Run",
  epochs: "Epochs",
  action: "Action",
  now: "(now)",
  open: "Open",
  openRun: (/** @type {number} */ number) => ` run ${number}`,
  name: "Name",
  nameOfRun: (/** @type {number} */ number) => `Name of run ${number}`,
  whatChanged: "What changed",
  testLoss: "Test loss",
  inTheChart: "In the chart",
};

export const inspectorWords = {
  closeTheInspector: "Close the inspector",
  bias: "bias",
  weightFrom: (/** @type {string} */ neuron) => `weight from ${neuron}`,
  gradient: (/** @type {string} */ slope) => `gradient ${slope}`,
  zOf: (/** @type {number} */ points) => `z of ${points} training points`,
  inspector: (/** @type {string | number} */ title) => `Inspector: ${title}`,
  mapOf: (/** @type {string | number} */ title) => `Map of ${title}`,
  theMustBeANumber: (/** @type {string | number} */ label, /** @type {string} */ typed) =>
    `The ${label} must be a number from −1,000,000 to 1,000,000; got “${typed}”.`,
  itsInputsZOverTraining: (
    /** @type {number} */ points,
    /** @type {string} */ from,
    /** @type {string} */ to,
  ) => `Its inputs z over ${points} training points lie between ${from} and ${to}.`,
};

export const chartMarksWords = {
  diverged: "diverged",
  epoch: (/** @type {number} */ epoch) => `epoch ${epoch}`,
  changes: (/** @type {number} */ count) => `Changes (${count})`,
  changed: (/** @type {number} */ epoch, /** @type {string} */ what) => `Epoch ${epoch}: ${what}`,
};
