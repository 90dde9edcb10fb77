// The words of the page of a run on pictures.

/** @type {(value: number) => string} */
const grouped = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");
const share = (/** @type {number} */ value) => `${(100 * value).toFixed(1)} %`;

export const imagesWords = {
  title: "Images: a network learns to see",
};

export const imagesHeadWords = {
  about: (
    /** @type {string} */ data,
    /** @type {number} */ pictures,
    /** @type {string} */ layers,
    /** @type {number} */ parameters,
  ) =>
    `${data}; ${grouped(pictures)} pictures to train on; ${layers}; ` +
    `${grouped(parameters)} weights.`,
  block: (/** @type {number} */ filters, /** @type {number} */ kernel) =>
    `${filters} filters of ${kernel} × ${kernel}`,
  noLayer: "no hidden layer",
  /** @type {Record<string, string>} */
  data: { fashion_mnist: "Fashion-MNIST", digits: "Digits" },
  play: "Play",
  playHint: "Train (space)",
  pause: "Pause",
  pauseHint: "Pause (space)",
  step: "Epoch",
  stepHint: "Train one epoch (→)",
  batch: "Batch",
  batchHint: "Train one batch (B)",
  restart: "Restart",
  restartHint: "From the first weights again (R)",
  isOver: "All epochs are done. Restart, or raise the number of epochs in the settings.",
  speed: "Speed",
  /** @type {Record<string, string>} */
  speeds: {
    0.01: "1⁄100 epoch a frame",
    0.1: "1⁄10 epoch a frame",
    1: "1 epoch a frame",
    max: "As fast as it can",
  },
  epoch: "Epoch",
  ofEpochs: (/** @type {number} */ all) => `of ${grouped(all)}`,
  batchOf: (/** @type {number} */ at, /** @type {number} */ all) =>
    `batch ${grouped(at)} of ${grouped(all)}`,
  validating: "validation",
  timeLine: "Time line",
  epochOf: (/** @type {number} */ epoch, /** @type {number} */ latest) =>
    `epoch ${epoch} of ${latest}`,
  best: (/** @type {number} */ epoch) => `Best: epoch ${epoch}`,
  bestEpoch: "Best epoch",
  bestHint: "Go to the epoch with the least validation loss",
  noBest: "No epoch is complete yet.",
  isBest: "This is the best epoch.",
  youWatch: "You watch: this run is steered from another page.",
  itTrains: "It trains.",
  itStands: "It stands. Play goes on from here.",
  isReady: "It is ready. Play begins.",
  finished: "All epochs are done.",
  stoppedEarly: "It stopped early: the validation loss became no better.",
  diverged: "It diverged: the loss is no longer a number. Restart with a lower learning rate.",
  loss: "loss",
  accuracy: "accuracy",
  training: "training",
  validation: "validation",
};

export const imagesCurvesWords = {
  heading: "Loss and accuracy",
  log: "Log scale",
  loss: "Loss over the epochs",
  accuracy: "Accuracy over the epochs",
  training: "training, the mean of an epoch’s batches",
  validation: "validation, at the end of an epoch",
  shift:
    "Training values are means over an epoch, while the weights change; they are drawn half an " +
    "epoch earlier, in the middle of what they are the mean of. Only so can both be compared.",
  best: "best",
  stopped: "stopped",
  picture: (/** @type {string} */ what) => `${what}; the table below has the numbers`,
  numbers: "The numbers",
  columns: [
    "Epoch",
    "Training loss",
    "Validation loss",
    "Training accuracy",
    "Validation accuracy",
  ],
  latest: (/** @type {number} */ shown, /** @type {number} */ all) =>
    `The last ${shown} of ${all} epochs`,
};

export const imagesConfusionWords = {
  heading: "Confusion",
  about: (/** @type {number} */ pictures, /** @type {number} */ epoch) =>
    `${grouped(pictures)} validation pictures at epoch ${epoch}; a row is what they are, a ` +
    "column what the network says. Open a cell to see its pictures.",
  notYet: "There is no count yet.",
  isSaid: "is ↓ · said →",
  cell: (/** @type {number} */ count, /** @type {string} */ is, /** @type {string} */ said) =>
    `${count} of ${is} are taken for ${said}. Open them`,
  right: (/** @type {number} */ count, /** @type {string} */ is) =>
    `${count} of ${is} are right. Open them`,
  taken: (/** @type {string} */ is, /** @type {string} */ said) => `${is} taken for ${said}`,
  rightly: (/** @type {string} */ is) => `${is}, rightly told`,
  shown: (/** @type {number} */ shown, /** @type {number} */ all) =>
    shown < all ? `The surest ${shown} of ${all}` : `All ${all}, the surest first`,
  more: "Show more",
  close: "Close the cell",
  empty: "There is no picture in this cell now.",
  loading: "The pictures are being fetched …",
  recall: "right",
};

export const imagesPicturesWords = {
  picture: (
    /** @type {number} */ id,
    /** @type {string} */ is,
    /** @type {string} */ said,
    /** @type {number | undefined} */ probability,
  ) =>
    `Picture ${id}: ${is}; the network says ${said}` +
    `${probability === undefined ? "" : `, ${share(probability)}`}. Ask about it`,
  excited: (/** @type {number} */ id, /** @type {string} */ is, /** @type {string} */ value) =>
    `Picture ${id}: ${is}; the unit’s value is ${value}. Ask about it`,
};

export const imagesMistakesWords = {
  heading: "The worst mistakes",
  about:
    "The validation pictures whose own class gets the least. Each says what it is, and what the " +
    "network says of it instead.",
  none: "No validation picture is mistaken at this epoch.",
  strip: "The same pictures, learned",
  stripAbout: "What the network said of them at other epochs",
  epochs: "Epochs",
  epochsHint: "One to eight whole numbers, with spaces or commas between them",
  epochsWrong: (/** @type {string} */ text) =>
    `Epochs must be one to eight whole numbers from 0, with spaces or commas between them; ` +
    `got ${text ? `“${text}”` : "nothing"}.`,
  picture: "Picture",
  epoch: (/** @type {number} */ epoch) => `epoch ${epoch}`,
  noEpochs: "Of these epochs none is stored yet: train on, or ask for others.",
  cell: (/** @type {string} */ said, /** @type {number} */ own) =>
    `${said}; own class ${share(own)}`,
};

export const imagesWeightsWords = {
  heading: "What the first layer looks for",
  about: (/** @type {number} */ units, /** @type {string} */ layer) =>
    `The weights of all ${units} units of ${layer}, each as a picture: where a pixel speaks for ` +
    "the unit, and where against it. Each is drawn to its own scale.",
  sortedBy: "Sorted by",
  byNumber: "number",
  byNorm: "norm, the largest first",
  legend: "Sign of a weight",
  negative: "− against",
  positive: "+ for",
  wall: (/** @type {number} */ units) =>
    `Weights of ${units} units. The arrow keys lead from unit to unit; Enter shows what ` +
    "excites one.",
  unit: (
    /** @type {number} */ unit,
    /** @type {string} */ norm,
    /** @type {string} */ bias,
    /** @type {string} */ scale,
  ) => `Unit ${unit}: norm ${norm}, bias ${bias}, largest weight ${scale}`,
  strongest: (/** @type {string} */ where) => `; its largest weight lies ${where}.`,
  rows: ["above", "in the middle", "below"],
  columns: ["left", "in the middle", "right"],
  place: (/** @type {string} */ down, /** @type {string} */ across) =>
    down === across ? "in the middle" : `${down}, ${across}`,
};

export const imagesUnitWords = {
  heading: "What excites a unit",
  about: "The validation pictures for which the unit’s value, after its activation, is greatest.",
  layer: "Layer",
  unit: "Unit",
  layerOption: (/** @type {string} */ name, /** @type {number} */ units) => `${name} (${units})`,
  unitWrong: (/** @type {number} */ last, /** @type {string} */ text) =>
    `Unit must be a whole number from 0 to ${last}; got ${text ? `“${text}”` : "nothing"}.`,
  silent: "The unit’s value is 0 for every validation picture: it is dead.",
};

export const imagesAskWords = {
  heading: "Ask the network",
  about: "Draw a picture, or choose one anywhere on this page; the network answers at once.",
  paper: "Paper to draw on",
  keys:
    "By keys: the arrows move the cross-hair, Space draws where it is, Delete clears. With Shift " +
    "the arrows draw.",
  brush: "Brush",
  /** @type {Record<string, string>} */
  brushes: { thin: "thin", usual: "usual", thick: "thick" },
  erase: "Eraser",
  fill: "Fill outlines",
  clear: "Clear",
  number: "Picture number",
  show: "Show it",
  another: "Another test picture",
  numberWrong: (/** @type {number} */ last, /** @type {string} */ text) =>
    `Picture number must be a whole number from 0 to ${grouped(last)}; ` +
    `got ${text ? `“${text}”` : "nothing"}.`,
  empty: "Nothing is drawn yet.",
  seen: "As the network sees it",
  seenPicture: (/** @type {number} */ side, /** @type {number} */ inked) =>
    `The picture as the network sees it: ${side} × ${side} pixels, ${inked} of them not empty`,
  ofData: (/** @type {number} */ id, /** @type {string} */ is) =>
    `Picture ${id} of the data: ${is}.`,
  leftOut: "of a class that this run leaves out",
  drawn: "Drawn by hand.",
  says: (/** @type {string} */ said, /** @type {number} */ probability) =>
    `The network says ${said}, ${share(probability)}.`,
  then: (/** @type {string} */ list) => `Then ${list}.`,
  rank: (/** @type {string} */ said, /** @type {number} */ probability) =>
    `${said} (${share(probability)})`,
  isRight: "That is right.",
  isWrong: (/** @type {string} */ is) => `It is ${is}.`,
  probabilities: "Probabilities",
  class: "Class",
  probability: "Probability",
  atEpoch: (/** @type {number} */ epoch) => `After ${epoch} ${epoch === 1 ? "epoch" : "epochs"}.`,
  maps: "Feature maps",
  mapsAbout:
    "What each layer makes of this picture: the stronger the tone, the larger the value; each " +
    "layer has a scale of its own.",
  layer: (
    /** @type {string} */ name,
    /** @type {number} */ channels,
    /** @type {number} */ height,
    /** @type {number} */ width,
  ) => `${name}: ${channels} maps of ${height} × ${width}`,
  largest: (/** @type {string} */ value) => `the strongest tone is ${value}`,
  mapsPicture: (
    /** @type {string} */ name,
    /** @type {number} */ channels,
    /** @type {string} */ strongest,
  ) => `${channels} maps of ${name}. The strongest are ${strongest}`,
  silentMaps: "All of its maps are empty.",
};

export const imagesCloudWords = {
  heading: "The last layer’s cloud",
  about: {
    pca: (/** @type {number} */ pictures, /** @type {number} */ outputs) =>
      `The ${outputs} scores before the softmax of ${pictures} validation pictures, on their ` +
      "principal components. Each mark is a picture; classes that are told apart lie apart.",
    tsne: (/** @type {number} */ pictures, /** @type {number} */ outputs) =>
      `${pictures} validation pictures, placed by t-SNE: those with like scores, of ${outputs} ` +
      "each, stand near each other. How large a group is, and how far from another, says little.",
  },
  axes: "Components",
  tsne: "t-SNE",
  divergence: (/** @type {string} */ divergence) =>
    `The picture differs from the scores by ${divergence} (Kullback–Leibler): 0 would be all ` +
    "neighbours kept.",
  pair: (/** @type {number} */ along, /** @type {number} */ up) => `${along} along, ${up} up`,
  shares: (/** @type {string[]} */ shares) =>
    `Components 1, 2 and 3 have ${shares.join(", ")} of the variance.`,
  picture: (/** @type {number} */ count) =>
    `${count} pictures as marks. The arrow keys lead from mark to mark; Enter asks about one.`,
  mark: (/** @type {number} */ id, /** @type {string} */ is, /** @type {string} */ said) =>
    `Picture ${id}: ${is}; the network says ${said}.`,
  nearest: (/** @type {string} */ one, /** @type {string} */ other) =>
    `The two classes whose middles lie nearest: ${one} and ${other}.`,
  only: (/** @type {string} */ name) => `Show ${name} alone`,
};

export const imagesSummaryWords = {
  heading: "Model summary",
  about: "As Keras prints it.",
};
