// The words of sharing, embedding, downloads and reports.

export const shareWords = {
  share: "Share",
  address: "Address",
  title: "Title",
  close: "Close",
  holdsAll: "holds the whole experiment, without a server's help",
  holdsAllButTheTable:
    "holds the whole experiment but the rows of your table, which this server keeps",
  tooShort: "too short for all the points: make a short link instead",
  theTrainedNetwork: (/** @type {number} */ epoch) =>
    `the trained network, as it stands (epoch ${epoch})`,
  untrained: "the experiment, untrained",
  asItWas: (/** @type {number} */ epochs) =>
    `the network as it was at epoch ${epochs}, with its curves`,
  underItsContent: "the experiment as it is now, whatever you change later",
  everybodySees: "everybody who has this link sees what you see",
  giveItOnly: "give it only to people who may steer the run",
  linkToWatch: "link to watch",
  aShortLink: "short link",
  shortLink: "Short link",
  listItInTheGallery: "List it in the gallery, once the operator of this server has approved it",
  listItInTheGallery2: "List it in the gallery, for everybody to see",
  itIsInTheGallery: "It is in the gallery.",
  itWaitsToBeApproved:
    "It waits to be approved by the operator of this server. The link works already.",
  theOperatorOfThisServer:
    "The operator of this server has taken it out of the gallery, or enough visitors " +
    "have reported it. The link works all the same.",
  toWatchThisRunLive: "To watch this run live",
  toSteerItToo: "To steer it too",
  controlIsYoursAloneAgain: "Control is yours alone again: the link to steer above is a new one.",
  whatToLookAt: "What to look at",
  makeAShortLink: "Make a short link",
  whatPupilsSee: "What pupils see …",
  itsPicture: "Its picture",
  theShortLinkOpens: "The short link opens",
  thisServersGalleryTakesNothing:
    "This server’s gallery takes nothing new; the link works all the same.",
  thisRunLive: "This run, live",
  takeBackControl: "Take back control",
  makesANewSecretLinks:
    "Makes a new secret; links to steer that you gave away only watch from now on.",
};

export const copiedWords = {
  copyIt: "Copy",
  close: "Close",
  qrCode: "QR code",
  pressCtrlC: "Press Ctrl+C",
  copy: (/** @type {string | number} */ label) => `Copy: ${label}`,
  qrCodeOfThe: (/** @type {string | number} */ what) => `QR code of the ${what}`,
  fullScreenQrCodeOf: (/** @type {string | number} */ what) =>
    `Full screen: QR code of the ${what}`,
  fullScreen: "Full screen",
};

export const embeddingWords = {
  embedCode: "Embed code",
  htmlToPasteIntoThe: "HTML to paste into the page",
  inAPageOfYours: "In a page of yours",
  theTitleTheLossesThe:
    "The title, the losses, the network, the map, play, step and reset, as a part of a " +
    "page. What the document hides from learners is hidden there too.",
  makeTheEmbedCode: "Make the embed code",
  thisServerRunsOnYour: "This server runs on your own machine: visitors elsewhere cannot reach it.",
  thisServerHasNoHttps: "This server has no https: pages that have it cannot show the experiment.",
};

export const embedHeadWords = {
  experiment: "Experiment",
  trainingLoss: "Training loss",
  testLoss: "test loss",
};

export const downloadsWords = {
  download: "Download",
  pictures: "Pictures",
  trainingLoss: (/** @type {string} */ loss) => `training loss ${loss}`,
  testLoss: (/** @type {string} */ loss) => `test loss ${loss}`,
  couldNotBeMade: (/** @type {string} */ file, /** @type {string} */ why) =>
    `${file} could not be made: ${why}`,
  wasNotOpened: (/** @type {string} */ file, /** @type {string} */ why) =>
    `${file} was not opened: ${why}`,
  theNetwork: "The network",
  weightsSafetensors: "Weights (safetensors)",
  weightsJson: "Weights (JSON)",
  programsThatTrain: "Programs that train it",
  programsThatPredict: "Programs that predict with its weights",
  trainWith: (/** @type {string} */ language) => `${language} program`,
  predictWith: (/** @type {string} */ language) => `Predict with ${language}`,
  theExperiment: "The experiment",
  documentJson: "Document (JSON)",
  historyCsv: "History (CSV)",
  eventFiles: "TensorBoard (zip)",
  pointsCsv: "Points (CSV)",
  mapPng: "Map (PNG)",
  networkPng: "Network (PNG)",
  chartSvg: "Chart (SVG)",
  filmGif: "Film (GIF)",
  neuralPlayground: "Neural Playground",
  thereIsNoChartYet: "There is no chart yet.",
  epoch: (/** @type {string | number} */ epoch) => `Epoch ${epoch}`,
  beingMade: (/** @type {string} */ name) => `${name} is being made …`,
  downloaded: (/** @type {string | number} */ name) => `Downloaded: ${name}`,
  aDocumentHasAtMost: (/** @type {number} */ most, /** @type {string | number} */ size) =>
    `A document has at most ${most} KiB; got ${size} KiB.`,
  opened: (/** @type {string | number} */ file) => `Opened: ${file}`,
  openFromAFile: "Open from a file …",
  anExperimentsDocumentJson: "An experiment's document (.json)",
  itTakesThePlaceOf:
    "It takes the place of this experiment; the browser's Back brings this one back.",
};

export const filesWords = {
  isNotJson: (/** @type {string} */ why) => `the file is not JSON: ${why}`,
  isNoObject: (/** @type {string} */ kind) =>
    `an experiment is a JSON object; got ${kind === "null" ? kind : `a ${kind}`}`,
  neuralPlayground: "Neural Playground",
  everyPageMayShowIt: "Every page may show it.",
  onlyPagesOfThisServer:
    "Only pages of this server may show it; others show an empty frame. The operator " +
    "of the server can name more in PLAYGROUND_FRAME_ANCESTORS.",
  onlyPagesOfThisServer2: (/** @type {string | number} */ origins) =>
    `Only pages of this server and of ${origins} may show it.`,
};

export const aboutWords = {
  about: "About this experiment",
  neuralPlayground: "Neural Playground",
  whatToLookAt: "What to look at",
};

export const reportWords = {
  cancel: "Cancel",
  close: "Close",
  itWasNotReported: (/** @type {string | number} */ wrong) => `It was not reported: ${wrong}.`,
  report: (/** @type {string | number} */ title) => `Report “${title}”`,
  theOperatorOfThisServer:
    "The operator of this server will see your report. Experiments that several " +
    "visitors have reported leave the gallery until the operator has decided.",
  whatIsWrongWithIt: "What is wrong with it? You need not say.",
  reportIt: "Report it",
  reported: (/** @type {string | number} */ title) => `Reported “${title}”`,
  thankYouTheOperatorOf: "Thank you. The operator of this server will look at it.",
};
