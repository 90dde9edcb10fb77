// What was changed in a document while its run trained, in the words of the address.
import { KEYS } from "./address.js";
import { inWords, QUIET } from "./differences.js";
import { differenceWords as words, keyWords } from "../words/en/notices.js";

/** @typedef {import("../types.js").Catalog} Catalog */

const LONG = "…"; // in the place of a value too long to be sent

/** New values of a document, by their paths, in the same words; "…" stands for a long one.
 * @type {(values: Record<string, any>, problem: string, catalog: Catalog) => string[]} */
export function changesInWords(values, problem, catalog) {
  const known = KEYS.filter(([key, path]) => path in values && !QUIET.includes(key));
  if (!known.length) return Object.keys(values).map((path) => String(path.split(".").at(-1)));
  return known.map(([key, path, codec]) => {
    if (values[path] === LONG) return words.changed(keyWords(key));
    return `${keyWords(key)} ${inWords(values[path], { key, codec, catalog, problem })}`;
  });
}
