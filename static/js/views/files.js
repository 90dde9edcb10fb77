// Texts that are taken away: names of files, points as CSV, the document, the code that embeds it.
// Pure; knows no screen.
import { printable } from "../store/codecs.js";
import { leastWidth } from "./network_width.js";
import { filesWords as words } from "../words/en/share.js";

/** @typedef {import("../types.js").Points} Points */

const FRAME = { width: 960, height: 560 }; // CSS pixels: network and map side by side
const MAP_WIDTH = 400; // CSS pixels of a frame beside the network
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const LONGEST = 40; // characters of a file's name before what says which file it is

/** A title as the beginning of a file's name.
 * @type {(title: string) => string} */
export function fileName(title) {
  const plain = title.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const name = plain
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .slice(0, LONGEST)
    .replace(/^-+|-+$/g, "");
  return name || "playground";
}

/** Points as rows of x1, x2, label and set; of several labels each is 0 or 1, with spaces between.
 * @type {(points: Points) => string} */
export function pointsCsv({ train, test }) {
  const rows = (/** @type {import("../types.js").Point[]} */ points, /** @type {string} */ set) =>
    points.map(([x1, x2, label]) => [x1, x2, [label].flat().join(" "), set].join());
  return ["x1,x2,label,set", ...rows(train, "train"), ...rows(test, "test")]
    .map((row) => `${row}\r\n`)
    .join("");
}

/** @type {(experiment: object) => string} */
export const documentText = (experiment) => `${JSON.stringify(experiment, null, 2)}\n`;

/** A text as it stands in markup, as an attribute or between tags: one line that every reader of
 * XML takes.
 * @type {(text: string) => string} */
export const escaped = (text) =>
  printable(text).replace(
    /[&<>"']/g,
    (sign) => ENTITIES[/** @type {keyof typeof ENTITIES} */ (sign)],
  );

/** The markup of a frame that is as wide as the experiment's network wants, or as its page allows.
 * @type {(address: string, experiment: import("../types.js").Experiment) => string} */
export function embedCode(address, { title, network }) {
  const width = Math.max(FRAME.width, leastWidth(network.hidden.length) + MAP_WIDTH);
  return (
    `<iframe src="${escaped(address)}" title="${escaped(title || words.neuralPlayground)}" ` +
    `width="${width}" height="${FRAME.height}" style="max-width: 100%; border: 0" ` +
    'loading="lazy"></iframe>'
  );
}

/** Which pages may show it, by the origins that the server's setting names.
 * @type {(origins: string[]) => string} */
export function allowedPages(origins) {
  if (origins.includes("*")) return words.everyPageMayShowIt;
  if (!origins.length) return words.onlyPagesOfThisServer;
  return words.onlyPagesOfThisServer2(origins.join(", "));
}

/** The experiment in a file's text: the document itself, or what holds it as `experiment`.
 * Throws Error with what is wrong.
 * @type {(text: string) => import("../types.js").Experiment} */
export function readDocument(text) {
  let read;
  try {
    read = JSON.parse(text);
  } catch (error) {
    throw new Error(words.isNotJson(/** @type {Error} */ (error).message));
  }
  const experiment = isObject(read) && isObject(read.experiment) ? read.experiment : read;
  if (!isObject(experiment)) throw new Error(words.isNoObject(kindOf(experiment)));
  return experiment;
}

/** @type {(value: unknown) => boolean} */
const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/** @type {(value: unknown) => string} */
const kindOf = (value) => (Array.isArray(value) ? "list" : value === null ? "null" : typeof value);
