// The words of what is needed for the first picture: the bar, the network, the output.

/** @type {Record<string | number, string>} */
const SPEEDS = {
  0.01: "1⁄100 slow motion",
  0.05: "1⁄20 slow motion",
  0.25: "¼ slow motion",
  1: "1 epoch a frame",
  max: "As fast as it can",
};

/** @type {(speed: number | string) => string} */
export const speedLabel = (speed) => SPEEDS[speed] ?? `${speed} epochs a frame`;

export const LOCKED = "Locked by the link that this page was opened with";
