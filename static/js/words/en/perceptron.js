// The words of the lens that looks at the perceptron's rule.

export const perceptronWords = {
  anotherRule:
    "This run learns by gradients. Choose the perceptron's rule under More to look at it here.",
  asking: "Asking the server …",
  updates: "Updates",
  mistakes: "Mistakes in this epoch",
  pocket: "Best so far",
  ofRight: (/** @type {number} */ right, /** @type {number} */ samples) =>
    `${right} of ${samples} right`,
  beside: "Logistic regression beside it",
  logistic: (/** @type {number} */ right, /** @type {number} */ samples) =>
    `Logistic regression gets ${right} of ${samples} right.`,
  logisticLines:
    "On the map its dash-dotted line is where it says one half; between the dotted lines it is " +
    "less than 90 % sure.",
  atHand: (/** @type {number} */ row, /** @type {number} */ samples) =>
    `The example just met: ${row} of ${samples}`,
  next: (/** @type {number} */ row, /** @type {number} */ samples) =>
    `The example that comes next: ${row} of ${samples}`,
  isRight: "It has the sign of y, so nothing changes.",
  isOnTheLine: "The point lies on the line, which counts as a mistake, so the weights move:",
  isWrong: "It has the wrong sign, a mistake, so the weights move:",
  willMove: "Step by sample makes this update.",
  ofClass: (/** @type {string} */ name) => `${name} against the rest`,
  output: "Output",
  more: (/** @type {number} */ count) => `… and ${count} more`,
  vectors: (
    /** @type {string} */ before,
    /** @type {string} */ push,
    /** @type {string} */ after,
  ) => `The weights ${before} and the push ${push} add up to the new weights ${after}.`,
  plane: (/** @type {string} */ across, /** @type {string} */ up) =>
    `Weights of ${across} (across) and ${up} (up)`,
  unmoved: (/** @type {string} */ weights) => `The weights ${weights} stay as they are.`,
  weights: "weights",
  before: "w",
  pushed: "+ η y x",
  after: "new w",
  bias: "bias",
  weightsBefore: "weights before",
  push: "push η y x",
  weightsAfter: "weights after",
  boundHead: "How many mistakes there can be",
  bound: (
    /** @type {string} */ radius,
    /** @type {string} */ margin,
    /** @type {string} */ bound,
  ) =>
    `The longest row has R = ${radius}; the best line leaves every point a margin of ` +
    `γ = ${margin}. So no order of the points makes more than (R/γ)² = ${bound} updates.`,
  bounds: (/** @type {string} */ bound) =>
    `Each class can be parted from the rest. All outputs together make at most ${bound} updates, ` +
    "the sum of (R/γ)² over the classes.",
  soFar: (/** @type {number} */ updates, /** @type {string} */ bound) =>
    `${updates} of at most ${bound} so far`,
  void:
    "The bound counts from weights of 0 at one learning rate: these were set by hand, kept, or " +
    "learned at several rates, so it does not hold here.",
  searching: "The best separating line is still being looked for.",
  inseparable:
    "No weights get every training point right. So there is no bound, and the rule never " +
    "comes to rest.",
  cycle: (/** @type {number} */ now, /** @type {number} */ earlier) =>
    `After update ${now} the weights are the same as at update ${earlier}, before the same ` +
    "point: all that follows was there before. The rule goes round in a circle for ever.",
  addHidden: "Add a hidden layer",
  addHiddenAbout: "Four tanh neurons, trained by gradients: they bend the line.",
  ordersHead: "32 orders of the same points",
  orders: (/** @type {number} */ least, /** @type {number} */ middle, /** @type {number} */ most) =>
    `From ${least} to ${most} updates until the rule comes to rest; half of the orders need at ` +
    `most ${middle}.`,
  ordersBound: (/** @type {string} */ bound) => `The bound is ${bound}.`,
  ordersOpen: (/** @type {number} */ open, /** @type {number} */ epochs) =>
    `${open} of 32 orders did not come to rest within ${epochs} epochs.`,
  ordersAxis: "updates",
  ordersMark: "bound",
  data: "Points to try",
  onMap: "On the map",
  line: "the line where the score is 0",
  vector: "the weights, to the side of +1",
  pocketLine: "the best line so far",
  ring: "the example at hand",
  bent: "Features bend the score over the map, so that no straight line is drawn there.",
};
