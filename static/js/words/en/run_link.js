// The words of a run's links.

export const runWords = {
  forked: (/** @type {number} */ epoch) =>
    `This is another run now, from epoch ${epoch} on. The one before is among the earlier runs.`,
  isGone: (/** @type {number} */ number) => `The server does not have run ${number} any more.`,
  loadItsStart: "Load its start",
};
