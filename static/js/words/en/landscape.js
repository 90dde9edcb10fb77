// The words of the lens that surveys the loss over a plane of weights.

export const landscapeWords = {
  rule: "The perceptron's rule descends no loss, so there is no landscape.",
  noPath: "The run has no path yet: train an epoch.",
  before:
    "The run has no path yet: this is the loss over its first two weights. Press Step or Play to " +
    "see the path, drag the cross, or choose two weights.",
  asking: "Asking the server …",
  away: "The server does not answer just now.",
  plane: "Plane",
  path: "of the path",
  two: "of two weights",
  first: "Across",
  second: "Upwards",
  same: "Choose two different weights.",
  tooMany: (/** @type {number} */ most) =>
    `Two weights can be chosen of a network with at most ${most.toLocaleString("en")}.`,
  log: "Logarithmic",
  beside: "Beside",
  nobody: "no other run",
  byAddress: "a run by its address",
  address: "Its address",
  otherRun: "the other run",
  bias: (/** @type {string} */ neuron) => `bias of ${neuron}`,
  picture: (/** @type {string} */ low, /** @type {string} */ high) =>
    `The training loss over a plane of weights, from ${low} to ${high}, with the path of the run.`,
  held: (/** @type {string} */ share) =>
    `The plane goes through the present weights and holds ${share} of the path's squared way.`,
  heldBoth: (/** @type {string} */ share) =>
    "The plane goes through the present weights and comes nearest to both paths, each counting " +
    `the same; it holds ${share} of their squared way.`,
  weightsHeld: (/** @type {string} */ share) =>
    `Only these two weights change; they make ${share} of the path's squared way.`,
  weightsOnly: "Only these two weights change; all others stay as they are now.",
  low: (/** @type {string} */ loss) => `loss ${loss}`,
  start: "where it began",
  now: "where it stands",
  otherNow: (/** @type {string} */ name) => `where ${name} ends, on the broken line`,
  cross: "where you look",
  along: "Epoch on the path",
  alongOther: (/** @type {string} */ name) => `Epoch of ${name}`,
  onPath: (/** @type {string} */ epoch, /** @type {string} */ loss, /** @type {string} */ away) =>
    `Epoch ${epoch}: loss ${loss}, as recorded; ${away} away from the plane.`,
  far: "How far this epoch is from the plane",
  shades:
    "A dot has the shade of its own loss: where it differs from the ground, the path runs " +
    "above or below the plane.",
  valleys:
    "Networks whose neurons have changed places answer alike and lie far apart: two runs may end " +
    "in two valleys that are the same.",
  here: "The cross stands at the present weights. Drag it, or move the two sliders.",
  elsewhere: (/** @type {string} */ loss, /** @type {string} */ test) =>
    `At the cross: training loss ${loss}, test loss ${test}. The map shows what the network ` +
    "would answer.",
  map: "What the network would answer at the cross, over the plane of the points",
  back: "Back to the present weights",
  waits: "The picture waits for as long as you look elsewhere.",
  tooLarge: "This network has too many weights to look elsewhere.",
};
