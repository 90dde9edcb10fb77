// The words of sharing, embedding, downloads and reports.

export const shareWords = {
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
  trainingLoss: "Training loss",
};

export const downloadsWords = {
  theNetwork: "The network",
  weightsSafetensors: "Weights (safetensors)",
  weightsJson: "Weights (JSON)",
  kerasProgram: "Keras program",
  numpyProgram: "NumPy program",
  theExperiment: "The experiment",
  documentJson: "Document (JSON)",
  historyCsv: "History (CSV)",
  pointsCsv: "Points (CSV)",
  mapPng: "Map (PNG)",
  networkPng: "Network (PNG)",
  chartSvg: "Chart (SVG)",
  neuralPlayground: "Neural Playground",
  thereIsNoChartYet: "There is no chart yet.",
  epoch: (/** @type {string | number} */ epoch) => `Epoch ${epoch}`,
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
  neuralPlayground: "Neural Playground",
  everyPageMayShowIt: "Every page may show it.",
  onlyPagesOfThisServer:
    "Only pages of this server may show it; others show an empty frame. The operator " +
    "of the server can name more in PLAYGROUND_FRAME_ANCESTORS.",
  onlyPagesOfThisServer2: (/** @type {string | number} */ origins) =>
    `Only pages of this server and of ${origins} may show it.`,
};

export const aboutWords = {
  neuralPlayground: "Neural Playground",
  whatToLookAt: "What to look at",
};

export const reportWords = {
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
