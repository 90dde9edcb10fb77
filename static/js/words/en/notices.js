// What the page says of the server, of the run, and of what does not fit.

export const messagesWords = {
  dismiss: "Dismiss",
  thisRunHasEndedThere: "This run has ended: there is nothing more to watch.",
  theServerCannotBeReached: "The server cannot be reached. The last picture stays; trying again …",
  theServerHasNoRoom: "The server has no room just now. Trying again …",
  connectingToTheServer: "Connecting to the server …",
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
};

export const storeWords = {
  theServerWasRestartedThe:
    "The server was restarted; the run stands where it was saved last. Press play to go on.",
  theRunsOwnerHasTaken: "The run's owner has taken back control: from now on you watch.",
};

export const playgroundWords = {
  reload: "Reload",
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

/** What keys of the address are called where their names say little.
 * @type {Record<string, string>} */
const KEY_WORDS = {
  batch: "batch size",
  beta1: "β₁",
  beta2: "β₂",
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

/** @type {(key: string) => string} */
export const keyWords = (key) => KEY_WORDS[key] ?? key;

/** How a value of a document is called among the changes of a run. */
export const differenceWords = {
  drawnByYou: (/** @type {number} */ points) => `${points} drawn by you`,
  made: "made",
  yours: "yours",
  ofTheServer: "of the server",
  all: "all",
  components: "of principal components",
  none: "none",
  fresh: "new",
  changed: (/** @type {string} */ what) => `${what} changed`,
};

export const earlierRunsWords = {
  theFirst: "the first",
  run: (/** @type {number} */ number) => `run ${number}`,
  fromEpoch: (/** @type {number} */ epoch, /** @type {number} */ run) =>
    `from epoch ${epoch} of run ${run}`,
  again: (/** @type {number} */ run) => `run ${run} again`,
};
