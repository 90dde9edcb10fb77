// The words around the advice that the server gives where a network does not learn, and of the ends
// of runs.

export const unfoldingWords = {
  readOn: "Read on",
};

export const endingWords = {
  theRunWasPausedBecause: "The run was paused because nobody watched it.",
  finishedTheChosenNumberOf: "Finished: the chosen number of epochs is reached.",
  finishedTheTrainingLossHas: "Finished: the training loss has reached its target.",
  finishedTheTestLossHas: "Finished: the test loss has not improved for a while.",
  finishedNoRunOnThis: "Finished: no run on this server goes further. Reset to begin again.",
  finishedNoRunOnThis2: "Finished: no run on this server trains longer. Reset to begin again.",
  theRunStopped: (/** @type {string | number} */ reason) => `The run stopped: ${reason}.`,
  restartAsItIs: "Restart as it is",
  ofLayer: (/** @type {string} */ layer) => ` (layer ${layer})`,
  restartWithLearningRate: (/** @type {string | number} */ lower) =>
    `Restart with learning rate ${lower}`,
  theLastStateIsShown: (/** @type {string} */ advice) =>
    `What you see is the last state with finite numbers. ${advice}`,
  theTrainingDivergedInEpoch: (/** @type {string | number} */ epoch) =>
    `The training diverged in epoch ${epoch}`,
};
