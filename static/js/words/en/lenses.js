// The words of the panel that lenses stand in, and of its button.

export const panelWords = {
  lookCloser: "Look closer",
  close: "Close the lens",
  closeByKey: "Close (Escape)",
  noRunYet: "There is no run to look at yet.",
  away: "This lens cannot be fetched just now.",
  tryAgain: "Try again",
  lens: (/** @type {string} */ label) => `Lens: ${label}`,
  noSuchLens: (/** @type {string} */ name, /** @type {string} */ known) =>
    `In the address, lens=${name} names no lens; it must be one of ${known}.`,
};
