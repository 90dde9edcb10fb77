// Own features: formulas among an experiment's features, told apart from the names that the catalog has.
// Whether a text is a formula only the server says; what it said is kept as a judgement.  Pure.

/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Judged} Judged */

/** Takes every formula for good: of what was judged before, or will be judged by the server anyway.
 * @type {Judged} */
export const TRUSTING = { get: (text) => ({ name: text, label: text }) };

/** @type {(catalog: Catalog, name: string) => boolean} */
export const isKnown = (catalog, name) => catalog.features.some((feature) => feature.name === name);

/** Those of some features that are formulas, in their order.
 * @type {(catalog: Catalog, names: string[]) => string[]} */
export const ownAmong = (catalog, names) => names.filter((name) => !isKnown(catalog, name));

/** All features that have a row: the catalog's, chosen or not, and below them the formulas.
 * @type {(catalog: Catalog, chosen: string[]) => string[]} */
export const rowsOf = (catalog, chosen) => [...catalog.features.map(({ name }) => name), ...ownAmong(catalog, chosen)];

/** With one feature more or, if it was there, less; the catalog's first, in its order, then the formulas in theirs.
 * @type {(catalog: Catalog, chosen: string[], name: string) => string[]} */
export function toggled(catalog, chosen, name) {
  const wanted = chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name];
  return rowsOf(catalog, wanted).filter((one) => wanted.includes(one));
}

/** The features of a text such as "x1,max(x1,x2)": a comma within parentheses divides a formula's own parts.
 * @type {(text: string) => string[]} */
export function splitFeatures(text) {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    depth += Number(character === "(") - Number(character === ")");
    if (character === "," && depth <= 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts;
}

/** The texts in a fragment that may be formulas, for the server to judge.
 * @type {(fragment: string, catalog: Catalog) => string[]} */
export function formulasIn(fragment, { features, limits }) {
  const value = new URLSearchParams(fragment.replace(/^#/, "")).get("features") ?? "";
  const may = (/** @type {string} */ text) => text.length <= limits.max_formula_characters && /^[ -~]*\S[ -~]*$/.test(text);
  const asked = splitFeatures(value).filter((text) => may(text) && !features.some(({ name }) => name === text));
  return [...new Set(asked)].slice(0, limits.max_features);
}

/** The address's codec of features.
 * @type {import("./address.js").Codec} */
export const FEATURES = {
  write: (names) => names.join(","),
  parse(value, { catalog, judged, wrong }) {
    const kept = new Set(), most = catalog.limits.max_features, unknown = [];
    for (const text of splitFeatures(value)) {
      const found = isKnown(catalog, text) ? { name: text } : judged.get(text);
      if (found?.name) kept.add(found.name);
      else if (found?.why) wrong(`holds ${text}, which is left out: ${found.why}`);
      else unknown.push(text);
    }
    if (unknown.length) wrong(`must be out of ${catalog.features.map(({ name }) => name).join(", ")}, or formulas in x1 and x2`);
    if (kept.size > most) wrong(`at most ${most} features`);
    return kept.size ? [...kept].slice(0, most) : undefined;
  },
};
