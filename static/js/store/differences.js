// What is other in a document than in the one before it, in the words of the address.
import { KEYS, valueAt } from "./address.js";
import { keyWords } from "../words/en/notices.js";
import { isTabular, isUpload, same } from "./document.js";

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Experiment} Experiment */

// keys that mean nothing elsewhere
const OF_TABLES = ["table", "columns", "learns", "plane", "inputs"];
// keys that change no numbers
const QUIET = ["title", "about", "hide", "lock", "speed", "test", "discretize"];

const LONG = "…"; // in the place of a value too long to be sent

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

/** New values of a document, by their paths, in the same words; "…" stands for a long one.
 * @type {(values: Record<string, any>, problem: string, catalog: Catalog) => string[]} */
export function changesInWords(values, problem, catalog) {
  const known = KEYS.filter(([key, path]) => path in values && !QUIET.includes(key));
  if (!known.length) return Object.keys(values).map((path) => String(path.split(".").at(-1)));
  return known.map(([key, path, codec]) => {
    if (values[path] === LONG) return `${keyWords(key)} changed`;
    return `${keyWords(key)} ${inWords(values[path], { key, codec, catalog, problem })}`;
  });
}

/** @type {(value: any, about: {key: string, codec: import("./codecs.js").Codec, catalog: Catalog,
 *   problem: string}) => string} */
function inWords(value, { key, codec, catalog, problem }) {
  if (key === "points") return value ? `${value.length} drawn by you` : "made";
  if (key === "table") return value ? "yours" : "of the server";
  if (value == null)
    return key === "columns" ? "all" : key === "plane" ? "of principal components" : "none";
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
  return key.endsWith("seed") ? "new" : codec.write(value, problem);
}
