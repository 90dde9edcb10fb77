// The words of the chart, the diagnosis, earlier runs and the inspector.

export const chartWords = {
  logScale: "Log scale",
  logEpochs: "Log epochs",
};

export const chartDataWords = {
  trainingLoss: "Training loss",
  testLoss: "Test loss",
  trainingAccuracy: "Training accuracy",
  testAccuracy: "Test accuracy",
  trainingR: "Training R²",
  testR: "Test R²",
  testLossRun: (/** @type {string | number} */ number) => `Test loss, run ${number}`,
};

export const diagnosisWords = {
  gradientsByLayer: "Gradients by layer",
};

export const attemptsWords = {
  showRunInTheChart: (/** @type {string} */ run) => `Show run ${run} in the chart`,
  theChartHasRoomFor: (/** @type {number} */ most) => `The chart has room for ${most} earlier runs`,
  earlierRuns: (/** @type {number} */ count) => `Earlier runs (${count})`,
  whatChanged: "What changed",
  testLoss: "Test loss",
  inTheChart: "In the chart",
};

export const inspectorWords = {
  closeTheInspector: "Close the inspector",
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
  changes: (/** @type {number} */ count) => `Changes (${count})`,
  changed: (/** @type {number} */ epoch, /** @type {string} */ what) => `Epoch ${epoch}: ${what}`,
};
