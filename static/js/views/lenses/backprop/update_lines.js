// The update of one weight, line by line: what the optimizer remembers, and how the weight changes.
import { constant, factor, figure } from "./figures.js";

/** @typedef {import("./types.js").Update} Update */
/** @typedef {import("./types.js").Line} Line */
/** @typedef {{w: string, g: string, eta: string, k: Record<string, string>,
 *   constants: Record<string, number>, t: number,
 *   before: (symbol: string) => string, after: (symbol: string) => string,
 *   corrected: (symbol: string) => string, next: string, plain: Update, at: number}} Numbers the
 *   numbers of one weight, as they are written */

/** The lines of a weight's update.
 * @type {(update: Update, at: number) => Line[]} */
export function updateLines(update, at) {
  const numbers = numbersOf(update, at);
  const rule = RULES[update.optimizer] ?? (() => []);
  return [...shrunk(numbers), ...rule(numbers), ...truncated(update, at)];
}

/** @type {(update: Update, at: number) => Numbers} */
function numbersOf(update, at) {
  const { constants, state, parameters, new_parameters: next, truncation } = update;
  const read =
    (/** @type {"before" | "after" | "corrected"} */ kind) => (/** @type {string} */ symbol) =>
      factor(state[symbol]?.[kind]?.[at]);
  const { weight_decay: decay = 0 } = constants;
  const start = (parameters[at] ?? NaN) * (1 - update.learning_rate * decay);
  return {
    w: figure(start),
    g: factor(update.gradient[at]),
    eta: constant(update.learning_rate),
    k: Object.fromEntries(Object.entries(constants).map(([name, v]) => [name, constant(v)])),
    constants,
    t: update.iteration,
    before: read("before"),
    after: read("after"),
    corrected: read("corrected"),
    next: figure((next[at] ?? NaN) - (truncation?.[at] ?? 0)),
    plain: update,
    at,
  };
}

/** Weights that decay do so before the step.
 * @type {(numbers: Numbers) => Line[]} */
function shrunk({ constants, k, eta, w, plain, at }) {
  if (!constants.weight_decay) return [];
  const old = figure(plain.parameters[at]);
  return [
    {
      symbol: "w",
      formula: "w − η λ w",
      numbers: `${old} − ${eta} · ${k.weight_decay} · ${old}`,
      value: w,
    },
  ];
}

/** @type {(symbol: string, formula: string, numbers: string, value: string) => Line} */
const line = (symbol, formula, numbers, value) => ({ symbol, formula, numbers, value });

/** A row of the memory after the step.
 * @type {(numbers: Numbers, symbol: string, formula: string, written: string) => Line} */
const kept = ({ plain, at }, symbol, formula, written) =>
  line(`${symbol}′`, formula, written, figure(plain.state[symbol]?.after[at]));

/** A running mean of something.
 * @type {(numbers: Numbers, symbol: string, share: [string, string], of: [string, string]) =>
 *   Line} */
const mean = (numbers, symbol, [name, value], [formula, written]) =>
  kept(
    numbers,
    symbol,
    `${name} ${symbol} + (1 − ${name}) ${formula}`,
    `${value} · ${numbers.before(symbol)} + (1 − ${value}) · ${written}`,
  );

/** @type {(numbers: Numbers) => Line[]} */
const descent = (n) =>
  n.constants.momentum
    ? [
        kept(n, "v", "μ v − η g", `${n.k.momentum} · ${n.before("v")} − ${n.eta} · ${n.g}`),
        n.constants.nesterov || n.plain.optimizer === "nesterov"
          ? line(
              "w′",
              "w + μ v′ − η g",
              `${n.w} + ${n.k.momentum} · ${n.after("v")} − ${n.eta} · ${n.g}`,
              n.next,
            )
          : line("w′", "w + v′", `${n.w} + ${n.after("v")}`, n.next),
      ]
    : [line("w′", "w − η g", `${n.w} − ${n.eta} · ${n.g}`, n.next)];

/** @type {(n: Numbers) => Line} */
const scaled = (n) =>
  line(
    "w′",
    "w − η g / √(v′ + ε)",
    `${n.w} − ${n.eta} · ${n.g} / √(${n.after("v")} + ${n.k.epsilon})`,
    n.next,
  );

/** @type {(n: Numbers) => Line[]} */
const means = (n) => [
  mean(n, "m", ["β₁", n.k.beta_1], ["g", n.g]),
  mean(n, "v", ["β₂", n.k.beta_2], ["g²", `${n.g}²`]),
];

/** A mean that began at 0, corrected for that.
 * @type {(n: Numbers, symbol: string, beta: [string, string]) => Line} */
const corrected = (n, symbol, [name, value]) =>
  line(
    `${symbol}̂`,
    `${symbol}′ / (1 − ${name}ᵗ)`,
    `${n.after(symbol)} / (1 − ${value}^${n.t})`,
    figure(n.plain.state[symbol]?.corrected?.[n.at]),
  );

/** @type {(n: Numbers, epsilon: string, written: string) => Line} */
const adaptive = (n, epsilon, written) =>
  line(
    "w′",
    `w − η m̂ / (√v̂ + ${epsilon})`,
    `${n.w} − ${n.eta} · ${n.corrected("m")} / (√${n.corrected("v")} + ${written})`,
    n.next,
  );

/** @type {(n: Numbers) => Line[]} */
const adam = (n) => {
  const spread = Math.sqrt(1 - n.constants.beta_2 ** n.t);
  return [
    ...means(n),
    corrected(n, "m", ["β₁", n.k.beta_1]),
    corrected(n, "v", ["β₂", n.k.beta_2]),
    adaptive(n, "ε / √(1 − β₂ᵗ)", (n.constants.epsilon / spread).toExponential(1)),
  ];
};

/** @type {Record<string, (numbers: Numbers) => Line[]>} */
const RULES = {
  sgd: descent,
  momentum: descent,
  nesterov: descent,
  rmsprop: (n) => [mean(n, "v", ["ρ", n.k.rho], ["g²", `${n.g}²`]), scaled(n)],
  adagrad: (n) => [kept(n, "v", "v + g²", `${n.before("v")} + ${n.g}²`), scaled(n)],
  adam,
  adamw: adam,
  nadam: (n) => [
    ...means(n),
    line(
      "m̂",
      "μₜ₊₁ m′ / (1 − Πμₜ₊₁) + (1 − μₜ) g / (1 − Πμₜ)",
      `m′ ${n.after("m")}, g ${n.g}, t ${n.t}`,
      figure(n.plain.state.m?.corrected?.[n.at]),
    ),
    corrected(n, "v", ["β₂", n.k.beta_2]),
    adaptive(n, "ε", n.k.epsilon),
  ],
};

/** L1 that stops at zero is a step of its own, after the optimizer's.
 * @type {(update: Update, at: number) => Line[]} */
function truncated({ truncation, new_parameters: next }, at) {
  if (!truncation) return [];
  const moved = truncation[at] ?? NaN;
  return [
    {
      symbol: "w″",
      formula: "w′ − sign(w′) · min(|w′|, η λ)",
      numbers: `${figure((next[at] ?? NaN) - moved)} + ${factor(moved)}`,
      value: figure(next[at]),
    },
  ];
}
