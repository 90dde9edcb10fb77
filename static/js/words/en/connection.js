// The words of the line to the server, on the pages of a study and of a run on pictures.

export const connectionWords = {
  /** @type {Record<string, string>} */
  states: {
    connecting: "Connecting to the server …",
    away: "The server cannot be reached. The last picture stays; trying again …",
    full: "The server has no room just now. Trying again …",
    limited: "The server does no more for this tab just now. Trying again …",
    refused: "The server has turned this page away. Reload it.",
    ceased: "The server has ended this page’s stream. Trying again …",
    failed: "The server failed at what is shown here. The last picture stays; trying again …",
    ended: "What is shown here has ended: there is nothing more to watch.",
  },
  beginAnother: "Begin another one",
  dismiss: "Dismiss",
};
