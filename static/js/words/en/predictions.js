// The words of the picture that sets predictions beside what is real.

export const predictionWords = {
  title: "Predicted against real",
  real: (/** @type {string} */ target) => `real ${target} →`,
  predicted: "predicted →",
  training: (/** @type {string} */ error) => `training: RMSE ${error}`,
  test: (/** @type {string} */ error) => `test: RMSE ${error}`,
  onTheLine: "On the line, both are the same.",
  shown: (/** @type {number} */ shown, /** @type {number} */ all) =>
    `${shown} of ${all} points are shown.`,
  none: "An output is not a finite number.",
  /** The picture, for people that do not see it. */
  about: (
    /** @type {string} */ target,
    /** @type {string} */ training,
    /** @type {string} */ test,
    /** @type {number} */ points,
  ) =>
    `Predicted over real ${target} of ${points} points: the root mean square error is ` +
    `${training} for training and ${test} for test points.`,
};
