// The words of the part of the page that begins other runs with this one's lower layers.

/** @type {Record<string, string>} */
const FIELDS = { count: "Pictures", layers: "Layers kept", epochs: "Epochs" };

export const transferWords = {
  heading: "Learn something else with these layers",
  about:
    "A run that begins with the lower layers of this one learns other classes from few pictures. " +
    "A fresh one learns from the same pictures beside it: the difference is what these layers " +
    "are worth.",
  classes: "Classes to tell apart",
  fields: FIELDS,
  countHint: "To train on, of all these classes together",
  layersHint: (/** @type {number} */ most) => `From the picture up, ${most} at most`,
  frozen: "Keep them as they are (frozen)",
  begin: "Train both",
  noLayers: "This network has no layers between the picture and the classes.",
  notYet: "Train this run first: its layers have learned nothing yet.",
  mustBe: (
    /** @type {string} */ field,
    /** @type {number} */ low,
    /** @type {number} */ high,
    /** @type {string} */ text,
  ) =>
    `${FIELDS[field]} must be a whole number from ${low} to ` +
    `${String(high).replace(/\B(?=(\d{3})+$)/g, ",")}; got ${text ? `“${text}”` : "nothing"}.`,
  tooFewClasses: "Choose at least two classes.",
  keptTitle: "With kept layers",
  freshTitle: "From scratch",
  both: "Both runs",
};

/** Of all runs that a page has begun beside its own. */
export const begunWords = {
  making: "They are being made …",
  away: "The server cannot be reached: nothing was made.",
  run: "Run",
  epoch: "Epoch",
  accuracy: "Validation accuracy",
  loss: "Validation loss",
};
