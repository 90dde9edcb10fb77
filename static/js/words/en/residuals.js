// The words of the lens that looks at the residuals of a regression.

export const residualWords = {
  classes: "Residuals are of numbers, and this run learns classes.",
  asking: "Asking the server …",
  away: "The server does not answer just now.",
  set: "Points",
  train: "for training",
  test: "for test",
  target: "Target",
  targetOf: (/** @type {number} */ number) => `number ${number}`,
  rmse: "RMSE",
  rmseAbout: "root of the mean square residual",
  mae: "MAE",
  maeAbout: "mean residual, without its sign",
  loss: "Loss",
  lossAbout: "mean, without penalty",
  firstOnes: (/** @type {number} */ seen, /** @type {number} */ all) =>
    `The first ${seen} of ${all} points are looked at.`,
  lineHead: "What the neuron has learned",
  times: (/** @type {string} */ weight, /** @type {string} */ input) => `${weight} · ${input}`,
  at: (/** @type {string} */ input) => `Prediction at ${input} =`,
  isAt: (/** @type {string} */ target, /** @type {string} */ value) => `${target} = ${value}`,
  y: "y",
  number: (/** @type {number} */ most, /** @type {string} */ got) =>
    `It must be a number from −${most.toLocaleString("en")} to ${most.toLocaleString("en")}; got ` +
    `“${got}”.`,
  fitTitle: "Predicted over real",
  fit: (/** @type {number} */ points, /** @type {string} */ rmse) =>
    `Predicted over real values of ${points} points; on the line both are the same. RMSE ${rmse}.`,
  leftTitle: "Residual over predicted",
  left: (/** @type {number} */ points, /** @type {string} */ mae) =>
    `Residuals over predicted values of ${points} points; 0 is the line. MAE ${mae}.`,
  real: "real →",
  predicted: "predicted →",
  predictedUp: "predicted ↑",
  residualUp: "residual ↑",
  rowsHead: "Which points pull most at the network",
  rowsHint:
    "A point's gradient says how far the point alone would move all weights. Point at a row, or " +
    "go to its number by Tab: its point is ringed.",
  row: "Point",
  realColumn: "real",
  predictedColumn: "predicted",
  residualColumn: "residual",
  gradientColumn: "gradient",
  lossColumn: "loss",
  pointAt: (/** @type {number} */ row) => `Point ${row}`,
  together: (/** @type {number} */ count, /** @type {string} */ gradient) =>
    `These ${count} points make ${gradient} of the gradient.`,
  none: "No point pulls: every residual is 0.",
  more: "Show more",
  fewer: "Show fewer",
};
