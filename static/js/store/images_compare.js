// Some runs that differ from one that is there in one setting alone.  Pure: a document and what
// was typed in, documents out.
import { compareWords as words } from "../words/en/images_compare.js";
import { read, written } from "./document.js";
import { misfit } from "./images_wish.js";

/** @typedef {import("../image_types.js").ImagesDocument} ImagesDocument */
/** @typedef {{setting: string, values: string, epochs: string}} Choice texts as they were typed */

export const MOST = 4; // runs of a visitor that go on while nobody looks at them

/** Where each setting stands in a document.
 * @type {Record<string, string>} */
export const PATHS = {
  rate: "training.optimizer.learning_rate",
  batch: "training.batch_size",
  units: "network.hidden.0.units",
  dropout: "network.dropout",
  seed: "training.seed",
};

/** The settings that a run has.
 * @type {(document: ImagesDocument) => string[]} */
export const settingsOf = (document) =>
  Object.keys(PATHS).filter((name) => read(document, PATHS[name]) !== undefined);

/** All documents, or what cannot be meant.
 * @type {(document: ImagesDocument, choice: Choice) =>
 *   {all: ImagesDocument[], why: ""} | {all: null, why: string}} */
export function compared(document, { setting, values, epochs }) {
  const texts = values.split(/[\s,;]+/).filter(Boolean);
  const wrong =
    texts.map((text) => misfit(setting, text)).find(Boolean) || misfit("epochs", epochs);
  const isTwice = new Set(texts.map(Number)).size < texts.length;
  if (wrong) return { all: null, why: wrong };
  if (texts.length < 2 || texts.length > MOST)
    return { all: null, why: words.howMany(MOST, texts.length) };
  if (isTwice) return { all: null, why: words.twice };
  const like = { ...document, budget: { epochs: Number(epochs) } };
  const all = texts.map((text) => ({
    ...written(like, PATHS[setting], Number(text)),
    title: words.title(setting, text),
  }));
  return { all, why: "" };
}
