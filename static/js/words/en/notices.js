// What the page says of the server, of the run, and of what does not fit.

export const messagesWords = {
  thisRunHasEndedThere: "This run has ended: there is nothing more to watch.",
  theServerCannotBeReached: "The server cannot be reached. The last picture stays; trying again …",
  theServerHasNoRoom: "The server has no room just now. Trying again …",
  theRunWasPausedBecause: "The run was paused because nobody watched it.",
  finishedTheChosenNumberOf: "Finished: the chosen number of epochs is reached.",
  finishedTheTrainingLossHas: "Finished: the training loss has reached its target.",
  finishedTheTestLossHas: "Finished: the test loss has not improved for a while.",
  finishedNoRunOnThis: "Finished: no run on this server goes further. Reset to begin again.",
  finishedNoRunOnThis2: "Finished: no run on this server trains longer. Reset to begin again.",
  connectingToTheServer: "Connecting to the server …",
  restartAsItIs: "Restart as it is",
  tapANeuronToSee: "Tap a neuron to see its map large and to change its weights.",
  hoverOverANeuronTo: "Hover over a neuron to see its map large; click it to change its weights.",
  theServerDoesNoMore: (/** @type {string | number} */ said) =>
    `The server does no more for this tab just now${said}. Wait a little, or close other tabs of ` +
    "the playground; trying again …",
  theServerHasTurnedThis: (/** @type {string | number} */ said) =>
    `The server has turned this page away${said}. Reload it; if that does not help, the server’s ` +
    "log tells its operator which setting to change.",
  theServerHasEndedThis: (/** @type {string | number} */ said) =>
    `The server has ended this page’s stream${said}. The last picture stays; trying again …`,
  theServerFailedAtThis: (/** @type {string | number} */ said) =>
    `The server failed at this run${said}. The last picture stays; trying again …`,
  restartWithLearningRate: (/** @type {string | number} */ lower) =>
    `Restart with learning rate ${lower}`,
  theRunStopped: (/** @type {string | number} */ reason) => `The run stopped: ${reason}.`,
  theLastStateIsShown: (/** @type {string} */ advice) =>
    `What you see is the last state with finite numbers. ${advice}`,
  theTrainingDivergedInEpoch: (/** @type {string | number} */ epoch) =>
    `The training diverged in epoch ${epoch}`,
};

export const storeWords = {
  theServerWasRestartedThe:
    "The server was restarted; the run stands where it was saved last. Press play to go on.",
  theRunsOwnerHasTaken: "The run's owner has taken back control: from now on you watch.",
};

export const brushWords = {
  allPointsAreOfOne:
    "All points are of one class: add some of another, so that there is something to learn.",
  ownDataNeedsAtLeast: (/** @type {number} */ fewest, /** @type {number} */ missing) =>
    `Your drawing needs at least ${fewest} points: draw ${missing} more.`,
};

export const playgroundWords = {
  theServerHadForgottenThis:
    "The server had forgotten this run (it may have been restarted): it begins again " +
    "from its start.",
  theServerHasANewer:
    "The server has a newer version of this page. Reload it when it suits you: the run " +
    "is kept.",
  thePicturesStoppedReloadThe: (/** @type {string | number} */ why) =>
    `The pictures stopped (${why}): reload the page to see more.`,
};

export const addressBarWords = {
  inTheAddress: (
    /** @type {string | number} */ key,
    /** @type {string | number} */ value,
    /** @type {string | number} */ why,
  ) => `In the address, ${key}=${value} ${why}.`,
};

export const refusedExperimentWords = {
  theTableIsNotOn: "The table is not on this server, or not any more.",
  theUsualExperimentIsShown: "The usual experiment is shown instead.",
  theTrainedNetworkOfThis:
    "The trained network of this link is not on the server any more. This is its " +
    "experiment, untrained.",
  bringItAgain: (/** @type {string} */ why) =>
    `${why} Bring it again by Your table …; until then the network learns from other points, and ` +
    "all else is as it was.",
  itGoesOnWithout: (/** @type {string | number} */ own) => `It goes on without ${own}.`,
};

/** What keys of the address are called where their names say little.
 * @type {Record<string, string>} */
const KEY_WORDS = {
  batch: "batch size",
  best: "back to the best epoch",
  dataseed: "points",
  epochs: "last epoch",
  hidden: "layers",
  init: "initial weights",
  learns: "learned column",
  output: "output activation",
  rate: "learning rate",
  ratio: "training share",
  reg: "regularization",
  regrate: "regularization rate",
  seed: "weights",
  target: "target loss",
};

export const actionsWords = {
  thisRunIsSomebodyElses: "This run is somebody else's: you may watch it, not steer it.",
  aNetworkNeedsAtLeast: "A network needs at least one feature.",
};

export const ownTableWords = {
  theTableHasOneColumn:
    "The table has one column only: at least two are needed, one to be learned and one " +
    "to learn from. Is another delimiter between its cells?",
  theTableHasOneRow:
    "The table has one row only: at least two are needed, one to train with and one to " + "test.",
  chooseAtLeastOneInput: "Choose at least one input.",
  theTwoColumnsThatAre: "The two columns that are shown must differ.",
  thereIsNothingInIt: "There is nothing in it: a table has at least two rows.",
  cells: (/** @type {number} */ count) => (count === 1 ? "One cell" : `${count} cells`),
  atMostInputs: (/** @type {number} */ most, /** @type {number} */ made) =>
    `At most ${most} inputs; these columns make ${made}.`,
  aTableHasAtMost: (/** @type {number} */ most, /** @type {string} */ got) =>
    `A table has at most ${most} KiB; this one has ${got}. Leave out rows or columns.`,
  rowsWithAMissingCell: (/** @type {string | number} */ gaps) =>
    `Rows with a missing cell are left out: ${gaps}.`,
};

/** @type {(key: string) => string} */
export const keyWords = (key) => KEY_WORDS[key] ?? key;
