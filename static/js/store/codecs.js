// How values of the document are written as text in the address, and read again; what does not fit
// is refused with the reason.  Here are the one reader of numbers, and what a name may hold, as the
// server has it (engine/printable.py): one line of what can be printed.
import { brief, whole } from "./encoding_forms.js";
import { isKnown, splitFeatures } from "./document.js";
import { reasons } from "../words/en/reasons.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Judged} Judged */
/** @typedef {{write: (value: any, problem: string) => string,
 *   parse: (text: string, context: Context) => any}} Codec */
/** @typedef {{catalog: Catalog, problem: string, data: Experiment["data"], judged: Judged,
 *   usual: any, wrong: (why: string, taken?: any) => void}} Context */
/** @typedef {{write: (value: any) => string,
 *   parse: (text: string, context: {wrong: (why: string) => void}) => string}} Words */

/** Names as one text: commas between them, a backslash before one that is within a name.
 * @type {(names: string[]) => string} */
export const listed = (names) => names.map((name) => name.replace(/[\\,]/g, "\\$&")).join(",");

/** The names of such a text.
 * @type {(text: string) => string[]} */
export const unlisted = (text) =>
  [...`${text},`.matchAll(/((?:[^\\,]|\\.)*),/gsu)].map(([, name]) =>
    name.replace(/\\(.)/gsu, "$1"),
  );

export const LONGEST_NAME = 120; // characters, of a table and of its columns

/** A text of the address as names out of those that are known, or as they are where none is; why
 * not, to `wrong`.
 * @type {(text: string, known: string[], most: number, wrong: (why: string) => void) =>
 *   string[] | undefined} */
export function columnsOf(text, known, most, wrong) {
  const fits = (/** @type {string} */ name) =>
    name &&
    name.length <= LONGEST_NAME &&
    withoutStrays(name) === name &&
    (!known.length || known.includes(name));
  const names = [...new Set(unlisted(text).map(oneLine))];
  const kept = names.filter(fits);
  if (kept.length < names.length)
    wrong(known.length ? reasons.outOf(known) : reasons.namesOfColumns(LONGEST_NAME));
  if (kept.length > most) wrong(reasons.mostColumns(most));
  return kept.length ? kept.slice(0, most) : undefined;
}

const BREAKS = /[\t-\r\x1c-\x1f\x85\u2028\u2029]+/u;
const STRAYS =
  /[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\p{Cs}]/gu;
const INSTEAD = "\ufffd";

/** A text with a space for each line break or tab and the blanks around it.
 * @type {(text: string) => string} */
export const oneLine = (text) =>
  BREAKS.test(text)
    ? text
        .split(BREAKS)
        .map((part) => part.trim())
        .filter(Boolean)
        .join(" ")
    : text;

/** A text without what no text may hold.
 * @type {(text: string) => string} */
export const withoutStrays = (text) => text.replace(STRAYS, "");

/** A name as it may be shown, whatever it holds.
 * @type {(text: string) => string} */
export const printable = (text) => oneLine(text).replace(STRAYS, INSTEAD);

/** A text of the address, cut and without what the server refuses; a name, unless it may have
 * lines.
 * @type {(most: number, lines?: boolean) => Words} */
export const words = (most, lines = false) => ({
  write: String,
  parse(value, { wrong }) {
    const sound = withoutStrays(lines ? value : oneLine(value));
    if (sound.length > most) wrong(reasons.cutTo(most));
    if (withoutStrays(value) !== value) wrong(reasons.notPrintable);
    return withoutStrays(sound.slice(0, most));
  },
});

const LEAST_RATE = 1e-12;
const LARGEST_RATE = 10;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const THOUSANDS = /^\s*[-+−]?[1-9]\d{0,2},\d{3}\s*$/;

/** The number that a text is, or NaN: no other base, no empty text, nothing before or after it.
 * @type {(text: string) => number} */
export const decimal = (text) => (DECIMAL.test(text) ? Number(text) : NaN);

/** The number that a person has typed: with a decimal comma, a true minus or spaces, if they like.
 * "1,000" has two meanings, so none.
 * @type {(text: string) => number} */
export const typed = (text) =>
  THOUSANDS.test(text) ? NaN : decimal(text.trim().replace(",", ".").replaceAll(/[−–]/g, "-"));

/** A text is refused by `wrong`, which records why (and what is taken instead), and `undefined`:
 * the default stays. */
export const text = { write: String, parse: (/** @type {string} */ value) => value };

/** @type {Codec} */
export const flag = {
  write: (value) => (value ? "1" : "0"),
  parse: (value) => ["1", "true", "yes"].includes(value.toLowerCase()),
};

/** @type {(low: number, high: number | ((limits: Record<string, number>) => number),
 *   whole?: boolean) => Codec} */
export const number = (low, high, whole = false) => ({
  write: String,
  parse(value, { catalog, wrong }) {
    const top = typeof high === "number" ? high : high(catalog.limits);
    const given = decimal(value);
    if (!Number.isFinite(given)) return wrong(reasons.numberFrom(low, top));
    const fitting = Math.min(top, Math.max(low, whole ? Math.round(given) : given));
    if (fitting !== given)
      wrong((whole ? reasons.wholeNumberFrom : reasons.from)(low, top), fitting);
    return fitting;
  },
});

/** The least learning rate learns nothing: less is taken as the usual one.
 * @type {Codec} */
export const learningRate = {
  write: String,
  parse(value, context) {
    if (decimal(value) < LEAST_RATE)
      return context.wrong(reasons.from(LEAST_RATE, LARGEST_RATE), context.usual);
    return number(LEAST_RATE, LARGEST_RATE).parse(value, context);
  },
};

/** @type {(names: (context: Context) => string[]) => Codec} */
const choice = (names) => ({
  write: String,
  parse(value, context) {
    const allowed = names(context);
    return allowed.includes(value) ? value : context.wrong(reasons.oneOf(allowed));
  },
});

/** @type {(list: "activations" | "optimizers" | "initializers" | "regularizers" | "problems") =>
 *   Codec} */
export const named = (list) => choice(({ catalog }) => catalog[list].map((entry) => entry.name));

/** @type {(list: "datasets" | "losses" | "rules") => Codec} */
export const fitting = (list) =>
  choice(({ catalog, problem }) =>
    catalog[list].filter((entry) => entry.problems.includes(problem)).map((entry) => entry.name),
  );

/** Names of the catalog's, and formulas as far as the server has judged them good.
 * @type {Codec} */
export const features = {
  write: (names) => names.join(","),
  parse(value, { catalog, judged, wrong }) {
    const kept = new Set();
    const most = catalog.limits.max_features;
    const unknown = [];
    for (const text of splitFeatures(value)) {
      const known = isKnown(catalog, text) ? { name: text } : judged.get(text);
      if (known?.name) kept.add(known.name);
      else if (known?.why) wrong(reasons.leftOut(text, known.why));
      else unknown.push(text);
    }
    if (unknown.length) wrong(reasons.featuresOutOf(catalog.features.map(({ name }) => name)));
    if (kept.size > most) wrong(reasons.mostFeatures(most));
    return kept.size ? [...kept].slice(0, most) : undefined;
  },
};

/** Layers as "4tanh,2relu"; none as "none".
 * @type {Codec} */
export const layers = {
  write: (hidden) =>
    hidden
      .map(
        (/** @type {import("../types.js").Hidden} */ layer) => `${layer.units}${layer.activation}`,
      )
      .join(",") || "none",
  parse(value, { catalog, wrong }) {
    if (value === "none") return [];
    const { max_layers: most, max_units: widest } = catalog.limits;
    const known = catalog.activations.map((activation) => activation.name);
    const asked = value.split(",").map((layer) => /^(\d{1,6})([a-z_0-9]*)$/.exec(layer));
    if (asked.some((layer) => !layer || !known.includes(layer[2] || "tanh")))
      return wrong(reasons.layers);
    if (asked.length > most) wrong(reasons.mostLayers(most));
    return asked.slice(0, most).map((layer) => {
      const units = Math.min(widest, Math.max(1, Number(layer?.[1])));
      if (units !== Number(layer?.[1])) wrong(reasons.unitsOfALayer(widest));
      return { units, activation: layer?.[2] || "tanh" };
    });
  },
};

/** @type {Codec} */
export const speed = {
  write: String,
  parse: (value, context) => (value === "max" ? "max" : number(0.01, 1000).parse(value, context)),
};

/** @type {Codec} */
export const controls = {
  write: (names) => names.join(","),
  parse: (value) =>
    value
      .split(",")
      .filter((name) => name && name.length <= 40)
      .slice(0, 64),
};

/** Parts of the page that the server locks.
 * @type {Codec} */
export const locks = {
  write: (names) => names.join(","),
  parse(value, { catalog, wrong }) {
    const known = catalog.parts.filter(({ lockable }) => lockable).map(({ name }) => name);
    const asked = [...new Set(value.split(","))];
    const kept = asked.filter((name) => known.includes(name));
    if (kept.length < asked.length) wrong(reasons.partsOutOf(known));
    return kept.length ? kept : undefined;
  },
};

/** @type {Codec} */
export const tableId = {
  write: String,
  parse: (value, { catalog, wrong }) =>
    new RegExp(catalog.id_pattern).test(value) ? value : wrong(reasons.tableName),
};

/** Columns of a table: those that are known, where the table is one of the server's.
 * @type {Codec} */
export const columns = {
  write: listed,
  parse: (value, { catalog, data, wrong }) =>
    columnsOf(value, data.columns ?? [], catalog.limits.max_columns, wrong),
};

/** One name, or several: on lines of their own, as no name holds one.
 * @type {Codec} */
export const targets = {
  write: (value) => [value].flat().join("\n"),
  parse(value, context) {
    const names = value.split("\n").map((name) => words(LONGEST_NAME).parse(name, context));
    return names.length > 1 ? names : names[0];
  },
};

export const dtype = choice(() => ["float32", "float64"]);

const LARGEST_WEIGHT = 1e6;

/** Weights to begin with.
 * @type {Codec} */
export const weights = {
  write: String,
  parse(value, { wrong }) {
    const given = value.split(",").map(decimal);
    return given.every((one) => Math.abs(one) <= LARGEST_WEIGHT)
      ? given
      : wrong(reasons.weightsTo(LARGEST_WEIGHT));
  },
};

/** How columns become inputs: as JSON, whose content the server checks.
 * @type {Codec} */
export const encodings = {
  write: (value) => JSON.stringify(value.map(brief)),
  parse: (value, { wrong }) => {
    const read = parsed(value);
    return Array.isArray(read) && read.every(isEncoding)
      ? read.map(whole)
      : wrong(reasons.encodings);
  },
};

/** @type {(one: any) => boolean} */
const isEncoding = (one) =>
  typeof one?.column === "string" &&
  (one.words === undefined ||
    (Array.isArray(one.words) &&
      one.words.every((/** @type {unknown} */ w) => typeof w === "string")));

/** @type {(text: string) => any} */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
