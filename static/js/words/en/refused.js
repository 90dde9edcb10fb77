// The words of what is refused: experiments by the server, and values of other addresses.

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

/** Why a value of an address of TensorFlow Playground's does not fit. */
export const tfPlaygroundReasons = {
  notOffered: "is not offered",
  layerSizes: "must be layer sizes such as 4,2",
  layersCutTo: (/** @type {number} */ asked, /** @type {number} */ most) =>
    `has ${asked} layers; cut to ${most}, the most`,
  tooWide: (/** @type {number} */ widest) =>
    `has too wide a layer; cut to ${widest} neurons, the most`,
};
