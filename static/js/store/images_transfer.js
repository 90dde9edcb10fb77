// Two runs that learn other classes from few pictures: one begins with the lower layers of a run
// that is there, the other with none.  Pure: a document and choices in, documents out.
import { transferWords as words } from "../words/en/images_transfer.js";

/** @typedef {import("../image_types.js").ImagesDocument} ImagesDocument */
/** @typedef {{classes: number[], count: string, layers: string, frozen: boolean,
 *   epochs: string, of: {classes: number, validation: number} | null}} Choice texts as they were
 *   typed, the numbers of the classes, and what the data have: how many classes, and how many
 *   pictures to validate; null until the server has told it */
/** @typedef {{field: string, why: string}} Wrong */

const FEWEST = 10; // pictures
const MOST_EPOCHS = 1000;

/** The book's exercise: tell sandals from shirts by 200 pictures.
 * @type {(document: ImagesDocument) => Choice} */
export const usualChoice = (document) => ({
  classes: [5, 6],
  count: "200",
  layers: `${layersOf(document)}`,
  frozen: true,
  epochs: "20",
  of: null,
});

/** How many lower layers a run has, convolutions first.
 * @type {(document: ImagesDocument) => number} */
export const layersOf = ({ network }) => network.convolution.length + network.hidden.length;

/** Both documents, the one with kept layers first; or what cannot be meant.
 * @type {(id: string, document: ImagesDocument, choice: Choice) =>
 *   {both: ImagesDocument[], wrong: null} | {both: null, wrong: Wrong}} */
export function transferred(id, document, choice) {
  const { classes, count, layers, frozen, epochs } = choice;
  const most = layersOf(document);
  const fields = [
    { field: "count", text: count, low: FEWEST, high: 60_000 },
    { field: "layers", text: layers, low: 1, high: most },
    { field: "epochs", text: epochs, low: 1, high: MOST_EPOCHS },
  ];
  const wrong = fields.find(({ text, low, high }) => !isWhole(text, low, high));
  if (wrong) {
    const why = words.mustBe(wrong.field, wrong.low, wrong.high, wrong.text.trim());
    return { both: null, wrong: { field: wrong.field, why } };
  }
  if (classes.length < 2)
    return { both: null, wrong: { field: "classes", why: words.tooFewClasses } };
  const { transfer: _, ...network } = document.network;
  const fresh = {
    ...document,
    title: words.freshTitle,
    data: {
      ...document.data,
      classes: [...classes].sort((a, b) => a - b),
      count: Number(count),
      validation: validating(document, choice),
    },
    network,
    training: { ...document.training, patience: null },
    budget: { epochs: Number(epochs) },
  };
  const kept = { run: id, layers: Number(layers), frozen };
  const beginning = { ...network, transfer: kept };
  return {
    both: [{ ...fresh, title: words.keptTitle, network: beginning }, fresh],
    wrong: null,
  };
}

const FEWEST_VALIDATING = 10;

/** How many pictures validate: as large a part of these classes as of all of them.
 * @type {(document: ImagesDocument, choice: Choice) => number | null | undefined} */
function validating({ data }, { classes, of }) {
  if (!of) return data.validation;
  const part = ((data.validation ?? of.validation) * classes.length) / of.classes;
  return Math.max(FEWEST_VALIDATING, Math.floor(part));
}

/** A run that was begun, as it was last seen.
 * @typedef {{id: string, token: string, title: string, epoch: number, isOver: boolean,
 *   accuracy: number | null, loss: number | null}} Begun */

const OVER = ["finished", "diverged", "failed"];

/** A run that was begun after a look at it; one that is gone is over too.
 * @type {(run: Begun, asked: import("../types.js").Asked) => Begun} */
export function lookedAt(run, { answer, refusal }) {
  if (!answer) return { ...run, isOver: refusal?.again === Infinity };
  const { epoch, status, metrics } = answer;
  const isOver = OVER.includes(status);
  return { ...run, epoch, isOver, accuracy: metrics.val_accuracy, loss: metrics.test_loss };
}

/** @type {(text: string, low: number, high: number) => boolean} */
function isWhole(text, low, high) {
  const number = Number(text);
  return text.trim() !== "" && Number.isInteger(number) && number >= low && number <= high;
}
