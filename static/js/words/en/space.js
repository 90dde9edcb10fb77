// The words of the lens that shows the space of a hidden layer.

export const spaceWords = {
  straight: "The network has no hidden layer, so nothing bends its plane.",
  asking: "Asking the server …",
  away: "The server does not answer just now.",
  layer: "Layer",
  hidden: (/** @type {number} */ number, /** @type {number} */ units) =>
    `hidden layer ${number}, ${units} ${units === 1 ? "neuron" : "neurons"}`,
  picture: (/** @type {number} */ number) =>
    `The grid of the map and the training points, where hidden layer ${number} places them.`,
  oneUnit: (/** @type {string} */ unit) =>
    `To the right: what neuron ${unit} answers. One neuron places all points on one line.`,
  units: (/** @type {string} */ first, /** @type {string} */ second) =>
    `To the right: what neuron ${first} answers. Upwards: what neuron ${second} answers.`,
  components: (/** @type {number} */ units, /** @type {string} */ share) =>
    `The layer's ${units} answers, seen from where the training points spread most: this picture ` +
    `holds ${share} of their variance.`,
  alike: "All training points are placed alike: the layer tells none from another.",
  along: "along x₁",
  up: "along x₂",
  border: "border of the output",
  parts: (/** @type {number} */ right, /** @type {number} */ all) =>
    `The straight line has ${right} of ${all} training points on their side.`,
  partsFlat: (/** @type {number} */ right, /** @type {number} */ all) =>
    `The straight line has ${right} of ${all} training points on their side, as far as this ` +
    "picture shows.",
  noBorder: "The output has no border in this picture yet.",
  bendsOn: "The layers behind this one bend the picture further.",
  classes: (/** @type {number} */ outputs) =>
    `Each of the ${outputs} outputs adds up a sum here: between two of them the border is ` +
    "straight.",
  numbers:
    "The output adds up these answers: it rises evenly in one direction of the layer's space.",
  firstOnes: (/** @type {number} */ seen, /** @type {number} */ all) =>
    `The first ${seen} of ${all} training points are drawn.`,
};
