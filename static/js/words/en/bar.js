// The words of the bar, the time line and what stands under More.

export const controlsWords = {
  speed: "Speed",
  training: "Training",
  reset: "Reset",
  play: "Play",
  pause: "Pause",
  step: "Step",
  epoch: "Epoch",
  problem: "Problem",
  activation: "Activation",
  mixed: "Mixed",
  none: "None",
  regularization: "Regularization",
  more: "More",
  stopsAfterEpoch: (/** @type {unknown} */ epoch) => `stops after epoch ${epoch}`,
  stopsAtLoss: (/** @type {unknown} */ loss) => `stops at loss ${loss}`,
  stopsWithoutGain: (/** @type {unknown} */ epochs) => `stops after ${epochs} epochs without gain`,
  position: (/** @type {number} */ samples, /** @type {number} */ all) => `+ ${samples} of ${all}`,
  initialWeights: (/** @type {string} */ label) => `initial weights: ${label}`,
  output: (/** @type {string} */ label) => `${label} output`,
  aStepIs: "A step is",
  newInitialWeights: "New initial weights",
  learningRate: "Learning rate",
  regularizationRate: "Regularization rate",
};

export const asideWords = {
  gallery: "Gallery",
  share: "Share",
  help: "Help",
  bigPicture: "Big picture",
  switchBetweenLightAndDark: "Switch between light and dark",
  watchers: (/** @type {number} */ viewers) => `${viewers} people watch this run just now`,
  watchThisRun: "watch this run",
};
