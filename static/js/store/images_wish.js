// What the settings of a run on pictures say, as a document; what in them cannot be meant; and how
// large the network would be.  Knows no screen.
import { wishWords as words } from "../words/en/images_settings.js";

/** @typedef {import("../image_types.js").ImagesDocument} ImagesDocument */
/** @typedef {import("../image_types.js").ImageData} ImageData */
/** @typedef {import("../image_types.js").Block} Block */
/** @typedef {{filters: string, kernel: string, pool: string}} BlockForm
 * @typedef {{units: string, activation: string}} HiddenForm
 * @typedef {{data: string, blocks: BlockForm[], hidden: HiddenForm[], dropout: string,
 *   normalized: boolean, initializer: string, loss: string, optimizer: string, rate: string,
 *   batch: string, patience: string, epochs: string, count: string, seed: string}} Form what stands
 *   in the fields: texts, as they were typed */
/** @typedef {{field: string, why: string}} Wrong */
/** @typedef {{images: ImagesDocument, wrong: null} | {images: null, wrong: Wrong}} Read */
/** @typedef {{name: string, low: number, high: number, isWhole?: boolean, isAbove?: boolean,
 *   none?: boolean}} Allowed what a field takes; `none`: it may be empty */

export const MOST_BLOCKS = 2;
export const MOST_LAYERS = 5;
export const FASHION = "fashion_mnist";
export const DIGITS = "digits";
const LARGEST_SEED = 4_294_967_295;

/** What each field of numbers takes.
 * @type {Record<string, Allowed>} */
const ALLOWED = {
  dropout: { name: words.dropout, low: 0, high: 0.9 },
  rate: { name: words.rate, low: 0, high: 10, isAbove: true },
  batch: { name: words.batch, low: 1, high: 1000, isWhole: true },
  patience: { name: words.patience, low: 1, high: 1000, isWhole: true, none: true },
  epochs: { name: words.epochs, low: 1, high: 1000, isWhole: true },
  count: { name: words.count, low: 10, high: 60_000, isWhole: true, none: true },
  seed: { name: words.seed, low: 0, high: LARGEST_SEED, isWhole: true },
  units: { name: words.units, low: 1, high: 512, isWhole: true },
  filters: { name: words.filters, low: 1, high: 64, isWhole: true },
  kernel: { name: words.kernel, low: 1, high: 7, isWhole: true },
  pool: { name: words.pool, low: 1, high: 4, isWhole: true },
};

/** The settings of a run of its own: the book's.
 * @type {(data: string) => Form} */
export const usualForm = (data) => ({
  ...{ data, blocks: [], dropout: "0", normalized: false, initializer: "glorot_uniform" },
  hidden: [
    { units: "300", activation: "relu" },
    { units: "100", activation: "relu" },
  ],
  ...{ loss: "categorical_crossentropy", optimizer: "sgd", rate: "0.01", batch: "32" },
  ...{ patience: "", epochs: "30", count: "", seed: "1" },
});

/** A document as the fields show it.
 * @type {(document: ImagesDocument) => Form} */
export function formOf({ data, network, training, budget }) {
  const text = (/** @type {number | null | undefined} */ value) => `${value ?? ""}`;
  return {
    data: data.name,
    blocks: network.convolution.map(({ filters, kernel, pool }) => ({
      ...{ filters: text(filters), kernel: text(kernel), pool: text(pool) },
    })),
    hidden: network.hidden.map(({ units, activation }) => ({ units: text(units), activation })),
    dropout: text(network.dropout),
    normalized: network.batch_normalization,
    initializer: network.initializer ?? "glorot_uniform",
    loss: training.loss,
    optimizer: training.optimizer.name,
    rate: text(training.optimizer.learning_rate),
    batch: text(training.batch_size),
    patience: text(training.patience),
    epochs: text(budget.epochs),
    count: text(data.count),
    seed: text(training.seed ?? 1),
  };
}

/** What a block begins with.
 * @type {() => BlockForm} */
export const newBlock = () => ({ filters: "32", kernel: "3", pool: "2" });

/** @type {(allowed: Allowed, text: string) => boolean} */
function isFit({ low, high, isWhole, isAbove, none }, text) {
  if (text.trim() === "") return Boolean(none);
  const number = Number(text);
  if (!Number.isFinite(number) || (isWhole && !Number.isInteger(number))) return false;
  return (isAbove ? number > low : number >= low) && number <= high;
}

/** What is wrong with a text for one of the fields of numbers; empty if nothing is.
 * @type {(kind: string, text: string) => string} */
export const misfit = (kind, text) =>
  isFit(ALLOWED[kind], text) ? "" : words.mustBe(ALLOWED[kind], text.trim());

/** The first field whose text is not what it takes; null if all are.
 * @type {(form: Form) => Wrong | null} */
export function wrongIn(form) {
  /** @type {[string, keyof typeof ALLOWED, string][]} */
  const fields = [
    ...form.blocks.flatMap((block, at) =>
      /** @type {const} */ (["filters", "kernel", "pool"]).map(
        (name) =>
          /** @type {[string, string, string]} */ ([`blocks.${at}.${name}`, name, block[name]]),
      ),
    ),
    ...form.hidden.map(
      ({ units }, at) =>
        /** @type {[string, string, string]} */ ([`hidden.${at}.units`, "units", units]),
    ),
    ...PLAIN.map((name) => /** @type {[string, string, string]} */ ([name, name, form[name]])),
  ];
  const found = fields.find(([, kind, text]) => !isFit(ALLOWED[kind], text));
  if (!found) return null;
  const [field, kind, text] = found;
  return { field, why: words.mustBe(ALLOWED[kind], text.trim()) };
}

/** The fields of numbers outside the layers. */
const PLAIN = /** @type {const} */ ([
  "dropout",
  "rate",
  "batch",
  "epochs",
  "patience",
  "count",
  "seed",
]);

/** What the fields say, or the first one that cannot be meant so.  What they do not show is taken
 * from the document that they showed first, as far as it belongs to the same data and optimizer.
 * @type {(form: Form, side: number, base?: ImagesDocument | null) => Read} */
export function readForm(form, side, base = null) {
  const wrong = wrongIn(form) ?? tooLarge(form, side);
  if (wrong) return { images: null, wrong };
  const orNone = (/** @type {string} */ text) => (text.trim() === "" ? null : Number(text));
  const rest = base?.training.optimizer.name === form.optimizer ? base.training.optimizer : {};
  const images = {
    kind: /** @type {const} */ ("images"),
    data: {
      ...(base?.data.name === form.data ? base.data : {}),
      ...{ name: form.data, count: orNone(form.count) },
    },
    network: {
      convolution: blocksOf(form),
      hidden: form.hidden.map(({ units, activation }) => ({ units: Number(units), activation })),
      dropout: Number(form.dropout),
      batch_normalization: form.normalized,
      initializer: form.initializer,
    },
    training: {
      loss: form.loss,
      optimizer: { ...rest, name: form.optimizer, learning_rate: Number(form.rate) },
      batch_size: Number(form.batch),
      seed: Number(form.seed),
      patience: orNone(form.patience),
    },
    budget: { epochs: Number(form.epochs) },
  };
  return { images, wrong: null };
}

/** @type {(form: Form) => Block[]} */
const blocksOf = ({ blocks }) =>
  blocks.map(({ filters, kernel, pool }) => ({
    ...{ filters: Number(filters), kernel: Number(kernel), pool: Number(pool) },
  }));

/** The side of the maps after each block, that of the picture first.
 * @type {(blocks: Block[], side: number) => number[]} */
const sidesOf = (blocks, side) =>
  blocks.reduce(
    (sides, { kernel, pool }) => [...sides, Math.floor((Number(sides.at(-1)) - kernel + 1) / pool)],
    [side],
  );

/** A kernel, or a pool, that is larger than what comes to it.
 * @type {(form: Form, side: number) => Wrong | null} */
function tooLarge(form, side) {
  const blocks = blocksOf(form);
  const sides = sidesOf(blocks, side);
  for (const [at, { kernel, pool }] of blocks.entries()) {
    const rest = sides[at] - kernel + 1;
    if (rest < 1)
      return { field: `blocks.${at}.kernel`, why: words.kernelTooLarge(kernel, sides[at]) };
    if (rest < pool) return { field: `blocks.${at}.pool`, why: words.poolTooLarge(pool, rest) };
  }
  return null;
}

/** How many weights a network has, and how many batches an epoch; null while something in the
 * fields is wrong, or where the data are not known.
 * @type {(form: Form, data: ImageData | undefined) =>
 *   {weights: number, batches: number, pictures: number} | null} */
export function countsOf(form, data) {
  if (!data || wrongIn(form) || tooLarge(form, data.shape[0])) return null;
  const blocks = blocksOf(form);
  const sides = sidesOf(blocks, data.shape[0]);
  let channels = 1;
  let weights = 0;
  for (const { filters, kernel } of blocks) {
    weights += (kernel * kernel * channels + 1) * filters;
    channels = filters;
  }
  let inputs = Number(sides.at(-1)) ** 2 * channels;
  for (const { units } of form.hidden) {
    // normalized, a unit has a scale, a shift, a mean and a variance in place of its bias
    weights += (inputs + (form.normalized ? 4 : 1)) * Number(units);
    inputs = Number(units);
  }
  weights += (inputs + 1) * data.classes.length;
  const all = data.train - data.validation;
  const pictures = form.count.trim() === "" ? all : Math.min(all, Number(form.count));
  return { weights, pictures, batches: Math.ceil(pictures / Number(form.batch)) };
}

/** Fields by the paths at which a document has what they say.
 * @type {[RegExp, string][]} */
const FIELDS = [
  [/network\.hidden\.(\d+)\.units/, "hidden.$1.units"],
  [/network\.convolution\.(\d+)\.(filters|kernel|pool)/, "blocks.$1.$2"],
  [/training\.optimizer\.learning_rate/, "rate"],
  [/training\.batch_size/, "batch"],
  [/training\.patience/, "patience"],
  [/training\.seed/, "seed"],
  [/network\.dropout/, "dropout"],
  [/budget\.epochs/, "epochs"],
  [/data\.count/, "count"],
  [/data\.name/, "data"],
];

/** The field of which a refusal speaks; empty if of none.
 * @type {(text: string) => string} */
export function fieldOfPath(text) {
  for (const [path, field] of FIELDS) {
    const found = path.exec(text);
    if (found) return found[0].replace(path, field);
  }
  return "";
}

/** What may change while a run goes on, and where a document has it. */
const LIVE = /** @type {const} */ ([
  ["rate", "training.optimizer.learning_rate"],
  ["patience", "training.patience"],
  ["epochs", "budget"],
]);

/** The values that a run can take over as it goes on, by their paths; null where something else is
 * other, too, so that it has to begin again.
 * @type {(before: Form, after: Form) => [string, unknown][] | null} */
export function liveChanges(before, after) {
  const isLive = (/** @type {string} */ name) => LIVE.some(([field]) => field === name);
  const isSame = (/** @type {keyof Form} */ name) =>
    JSON.stringify(before[name]) === JSON.stringify(after[name]);
  const names = /** @type {(keyof Form)[]} */ (Object.keys(before));
  if (!names.every((name) => isLive(name) || isSame(name))) return null;
  return LIVE.filter(([field]) => after[field].trim() !== before[field]).map(([field, path]) => {
    const value = after[field].trim() === "" ? null : Number(after[field]);
    return [path, field === "epochs" ? { epochs: value } : value];
  });
}
