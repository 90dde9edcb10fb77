// What the lenses are called.

/** What each lens is called, and what it shows, in a line.
 * @type {Record<string, {label: string, about: string}>} */
export const LENS_WORDS = {
  curve: {
    label: "Activation",
    about: "How a neuron bends its sum z, and where its slope lets it learn.",
  },
  threshold: {
    label: "Threshold",
    about: "From where on the network says yes: what that finds, and what it costs.",
  },
  residuals: {
    label: "Residuals",
    about: "Of a regression: how far each answer is off, and which points pull most at it.",
  },
  space: {
    label: "Bent space",
    about: "How a hidden layer bends the map, until a straight line parts the points.",
  },
  landscape: {
    label: "Landscape",
    about: "The loss over a plane of weights, and the way that training takes through it.",
  },
  backprop: {
    label: "Microscope",
    about: "One step of training on one example: every number, and where it comes from.",
  },
  paths: {
    label: "Paths",
    about: "Of a network whose inputs part: how much the deep and the wide path count.",
  },
  perceptron: {
    label: "Perceptron",
    about: "One example at a time: what the rule does with it, and how many mistakes there can be.",
  },
};
