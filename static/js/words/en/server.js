// What is said where the server, or a part of the page, cannot be had.

export const away = {
  part: "A part of the page cannot be fetched; reloading it may help.",
  noRun: "the server cannot be reached: no run was made",
  nothingOpened: "The server cannot be reached: nothing was opened.",
  nothingSaved: "The server cannot be reached: nothing was saved.",
  nothingChanged: "The server cannot be reached: nothing was changed.",
  nothingRead: "The server cannot be reached just now: nothing was read, and nothing here is lost.",
  noFile: "The server cannot be reached: there is no file.",
  now: "the server cannot be reached just now",
  tryAgain: "the server cannot be reached just now; try again in a moment",
  whenItIsBack: "The server cannot be reached: try again when it is back.",
};
