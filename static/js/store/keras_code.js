// A network as Keras code in the three ways to write one: as a stack, as a graph, as a class.  Only
// how it is built: programs with weights and data come from the server.
import { inputsOf, isTabular } from "./document.js";
import { pathsOf } from "./paths.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {"sequential" | "functional" | "class"} Style */
/** @typedef {{name: string, made: string}} Made a layer: its name, and what makes it */
/** @typedef {{size: number, hidden: Made[], output: Made, auxiliary: Made | null, deep: string[],
 *   wide: string[], weight: number}} Plan `deep` and `wide` are parts of the inputs, one for each
 *   run of columns; `weight` is that of the auxiliary output's loss */

const [IMPORT, RETURN] = [["import", "keras"].join(" "), "return"];
const NATURAL = /** @type {Record<string, string>} */ ({
  classification: "tanh",
  multiclass: "softmax",
  multilabel: "sigmoid",
  regression: "linear",
});
// what Keras has under no name of its own
const WRITTEN = /** @type {Record<string, string>} */ ({
  sign: "keras.ops.sign",
  step: "lambda z: keras.ops.cast(z > 0, z.dtype)",
});

/** Whether inputs part, which no stack can say.
 * @type {(experiment: Experiment) => boolean} */
export const parts = ({ network: { wide, deep, auxiliary } }) => Boolean(wide || deep || auxiliary);

/** @type {(experiment: Experiment, outputs: number, catalog: Catalog, style: Style) => string} */
export function kerasCode(experiment, outputs, catalog, style) {
  const plan = planOf(experiment, outputs, catalog);
  const build = { sequential, functional, class: subclass }[style];
  return [IMPORT, "", build(plan), ""].join("\n");
}

/** @type {(experiment: Experiment, outputs: number, catalog: Catalog) => Plan} */
function planOf(experiment, outputs, catalog) {
  const { hidden, auxiliary } = experiment.network;
  const { wide, deep } = pathsOf(experiment);
  const end = outputActivation(experiment, catalog);
  return {
    size: inputsOf(experiment).length,
    hidden: hidden.map(({ units, activation }, i) => ({
      name: `h${i + 1}`,
      made: dense(units, activation),
    })),
    output: { name: "output", made: dense(outputs, end) },
    auxiliary: auxiliary ? { name: "auxiliary", made: dense(outputs, end) } : null,
    deep: cuts(experiment, deep),
    wide: cuts(experiment, wide),
    weight: auxiliary?.weight ?? 0,
  };
}

/** What turns the last sum into an answer, where the document leaves it to the loss too.
 * @type {(experiment: Experiment, catalog: Catalog) => string} */
export function outputActivation({ problem, training, network }, { output_activations: known }) {
  if (network.output_activation !== "auto") return network.output_activation;
  const fitting = known[problem]?.[training.loss] ?? [];
  return fitting.length === 2 ? fitting[1] : NATURAL[problem];
}

/** @type {(units: number, activation: string) => string} */
const dense = (units, activation) =>
  `keras.layers.Dense(${units}${
    activation === "linear" ? "" : `, activation=${WRITTEN[activation] ?? `"${activation}"`}`
  })`;

/** The columns of some inputs, as parts of the tensor of all.
 * @type {(experiment: Experiment, names: string[]) => string[]} */
function cuts(experiment, names) {
  const all = isTabular(experiment) ? (experiment.data.columns ?? []) : experiment.features;
  const sizes = all.map((name) => inputsOf(experiment, [name]).length);
  /** @type {[number, number][]} */
  const runs = [];
  let at = 0;
  for (const [k, name] of all.entries()) {
    const end = at + sizes[k];
    const last = runs.at(-1);
    if (names.includes(name) && last?.[1] === at) last[1] = end;
    else if (names.includes(name)) runs.push([at, end]);
    at = end;
  }
  return runs.map(([from, to]) => (to - from === at ? "inputs" : `inputs[:, ${from}:${to}]`));
}

/** @type {(tensors: string[]) => string} */
const together = (tensors) =>
  tensors.length === 1 ? tensors[0] : `keras.layers.concatenate([${tensors.join(", ")}])`;

/** The lines that lead from the inputs to the outputs; `call` says how a layer is called.
 * @type {(plan: Plan, call: (layer: Made) => string) => string[]} */
function wayOf({ hidden, output, auxiliary, deep, wide }, call) {
  const names = [together(deep), ...hidden.map(({ name }) => name)];
  const last = /** @type {string} */ (names.at(-1));
  return [
    ...hidden.map((layer, i) => `${layer.name} = ${call(layer)}(${names[i]})`),
    ...(auxiliary ? [`auxiliary = ${call(auxiliary)}(${last})`] : []),
    `output = ${call(output)}(${together([last, ...wide])})`,
  ];
}

/** @type {(plan: Plan) => string} */
const ends = ({ auxiliary }) => (auxiliary ? "[output, auxiliary]" : "output");

/** How much the loss of each output counts, which only compiling says.
 * @type {(plan: Plan) => string[]} */
const compiled = ({ auxiliary, weight }) =>
  auxiliary ? [`model.compile(loss_weights=[${Number((1 - weight).toFixed(12))}, ${weight}])`] : [];

/** @type {(plan: Plan) => string} */
const sequential = ({ size, hidden, output }) =>
  [
    "model = keras.Sequential([",
    ...[`keras.Input(shape=(${size},))`, ...[...hidden, output].map(({ made }) => made)].map(
      (line) => `    ${line},`,
    ),
    "])",
  ].join("\n");

/** @type {(plan: Plan) => string} */
const functional = (plan) =>
  [
    `inputs = keras.Input(shape=(${plan.size},))`,
    ...wayOf(plan, ({ made }) => made),
    `model = keras.Model(inputs=inputs, outputs=${ends(plan)})`,
    ...compiled(plan),
  ].join("\n");

/** @type {(plan: Plan) => string} */
function subclass(plan) {
  const { hidden, output, auxiliary, size } = plan;
  const layers = [...hidden, ...(auxiliary ? [auxiliary] : []), output];
  return [
    "class Network(keras.Model):",
    "    def __init__(self, **kwargs):",
    "        super().__init__(**kwargs)",
    ...layers.map(({ name, made }) => `        self.${name}_layer = ${made}`),
    "",
    "    def call(self, inputs):",
    ...wayOf(plan, ({ name }) => `self.${name}_layer`).map((line) => `        ${line}`),
    `        ${RETURN} ${ends(plan)}`,
    "",
    "",
    "model = Network()",
    `model.build((None, ${size}))`,
    ...compiled(plan),
  ].join("\n");
}
