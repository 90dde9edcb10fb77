// What is other in a document than in the one before it, in the words of the address.
import { KEYS, valueAt } from "./address.js";
import { differenceWords as words, keyWords } from "../words/en/notices.js";
import { isTabular, isUpload, same } from "./document.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */

// keys that mean nothing elsewhere
const OF_TABLES = ["table", "columns", "learns", "plane", "inputs"];
// keys that change no numbers
export const QUIET = ["title", "about", "hide", "lock", "speed", "test", "discretize"];

/** What is other in the second of two documents, in the words of the address.
 * @type {(before: Experiment, after: Experiment, catalog: Catalog) => string[]} */
export function differences(before, after, catalog) {
  const untold = (/** @type {string} */ key) =>
    QUIET.includes(key) ||
    (isTabular(after) ? key === "data" && isUpload(after) : OF_TABLES.includes(key));
  return KEYS.filter(
    ([key, path]) =>
      !untold(key) &&
      !same(valueAt(before, catalog, key, path), valueAt(after, catalog, key, path)),
  ).map(([key, path, codec]) => {
    const about = { key, codec, catalog, problem: after.problem };
    return `${keyWords(key)} ${inWords(valueAt(after, catalog, key, path), about)}`;
  });
}

/** @type {(value: any, about: {key: string, codec: import("./codecs.js").Codec, catalog: Catalog,
 *   problem: string}) => string} */
export function inWords(value, { key, codec, catalog, problem }) {
  if (key === "points") return value ? words.drawnByYou(value.length) : words.made;
  if (key === "table") return value ? words.yours : words.ofTheServer;
  if (value == null)
    return key === "columns" ? words.all : key === "plane" ? words.components : words.none;
  if (key === "inputs")
    return value.map((/** @type {{column: string}} */ { column }) => column).join(", ");
  if (key === "columns" || key === "plane") return value.join(", ");
  if (key === "features")
    return value
      .map(
        (/** @type {string} */ name) =>
          catalog.features.find((one) => one.name === name)?.label ?? name,
      )
      .join(", ");
  const { activations } = catalog;
  if (key === "hidden")
    return value
      .map(
        (/** @type {import("../types.js").Hidden} */ { units, activation }) =>
          `${units} ${activations.find(({ name }) => name === activation)?.label ?? activation}`,
      )
      .join(", ");
  return key.endsWith("seed") || key === "weights" ? words.fresh : codec.write(value, problem);
}
