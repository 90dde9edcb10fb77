// The third stop: the chain rule for one weight, factor by factor.
import { html } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { checkLine } from "./check_line.js";
import { factor, figure, sumOf } from "./figures.js";
import { layerTable } from "./layer_table.js";
import { counted } from "./loss_lines.js";
import { backwardOf, cameBack, headAt, ofExample, readersOf } from "./reading.js";

/** @typedef {import("./steps.js").Seen} Seen */
/** @typedef {import("./types.js").Backprop} Backprop */
/** @typedef {import("./types.js").Head} Head */
/** @typedef {import("./types.js").Step} Step */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {ReturnType<typeof backwardOf>} Way */

const CHAIN = "∂L/∂w = ∂L/∂a · ∂a/∂z · ∂z/∂w = δ · ∂z/∂w";

/** @type {(seen: Seen) => (Step | Note)[]} */
export function backwardStop(seen) {
  const { topology, answer, chosen } = seen;
  const way = backwardOf(answer, topology, chosen);
  const head = headAt(answer, topology, chosen.layer);
  const value = {
    symbol: "∂z/∂w",
    formula: chosen.source < 0 ? "1" : "x",
    value: figure(way.value),
  };
  return [
    { note: html`<p><b>${words.chainRule}</b><br>${CHAIN}</p>` },
    ...(head && answer.heads ? [weighs(head)] : []),
    ...(head?.output_error === null ? undone(seen, way, head) : factors(seen, way, head)),
    { about: words.reaching, line: value },
    ...(answer.batch ? rowsOfBatch(seen, way) : [gradient(way)]),
    { note: checkLine(seen), reveals: true },
    { note: layerTable(seen, ["delta"]), reveals: true },
  ];
}

/** A loss that undoes its output's activation leaves the difference of output and target.
 * @type {(seen: Seen, way: Way, head: Head) => (Step | Note)[]} */
function undone({ answer, chosen, topology }, { delta }, head) {
  const [output, target] = [head.output, answer.target].map((one) => ofExample(one, answer));
  const isSum = topology.layers[chosen.layer].activation === "softmax";
  const share = answer.losses.length * (isSum ? 1 : output.length);
  const over = share > 1 ? ` / ${share}` : "";
  const by = timesWeight(answer, head);
  const isBare = !over && !by;
  const written = `${by}(${figure(output[chosen.unit])} − ${factor(target[chosen.unit])})`;
  return [
    { note: html`<p class="hint">${words.fused}</p>` },
    {
      about: words.delta,
      line: {
        symbol: "δ",
        formula: isBare ? "p − y" : `${by}(p − y)${over}`,
        numbers: written + over,
        value: figure(delta),
      },
      blank: { kind: "delta", number: delta, given: written + over },
    },
  ];
}

/** @type {(head: Head) => Note} */
const weighs = ({ weight }) => ({
  note: html`<p class="hint">${words.weighs(counted(weight))}</p>`,
});

/** The weight of an output's loss as a factor; nothing where it is the only output.
 * @type {(answer: Backprop, head: Head) => string} */
const timesWeight = ({ heads }, { weight }) => (heads ? `${counted(weight)} · ` : "");

/** @type {(seen: Seen, way: Way, head: Head | undefined) => (Step | Note)[]} */
function factors(seen, way, head) {
  const { page, topology, answer, chosen } = seen;
  const { slope, delta, error } = way;
  const { activation } = topology.layers[chosen.layer];
  const about = page.catalog.activations.find(({ name }) => name === activation);
  const before = head ? [errorOfOutput(answer, way, head)] : errorOfHidden(seen, way);
  if (slope === null)
    return [
      ...before,
      { note: html`<p class="hint">${words.notOne} ${words.softmaxDelta}</p>` },
      {
        about: words.delta,
        line: { symbol: "δ", formula: "Σ ∂L/∂aₖ · ∂aₖ/∂z", value: figure(delta) },
      },
    ];
  const formula = about?.derivative ?? `${activation}′(z)`;
  return [
    ...before,
    { about: words.slope, line: { symbol: "∂a/∂z", formula, value: figure(slope) } },
    {
      about: words.delta,
      line: {
        symbol: "δ",
        formula: "∂L/∂a · ∂a/∂z",
        numbers: `${factor(error)} · ${factor(slope)}`,
        value: figure(delta),
      },
      blank: { kind: "delta", number: delta },
    },
  ];
}

/** @type {(answer: Backprop, way: Way, head: Head) => Step} */
function errorOfOutput(answer, { error }, head) {
  const share = answer.losses.length > 1 ? ` / ${answer.losses.length}` : "";
  const formula = `${timesWeight(answer, head)}∂ℓ/∂p${share}`;
  return { about: words.errorOfOutput, line: { symbol: "∂L/∂a", formula, value: figure(error) } };
}

/** What comes back from the next layer, or from each of two outputs and together.
 * @type {(seen: Seen, way: Way) => Step[]} */
function errorOfHidden({ answer, topology, chosen }, { error, back }) {
  const lines = back.map((some) => ({
    formula: "w₁ · δ₁ + …",
    numbers: sumOf(
      some.map(({ weight, delta }) => `${factor(weight)} · ${factor(delta)}`),
      words.more,
    ),
  }));
  const sum = { symbol: "∂L/∂a", value: figure(error) };
  if (lines.length === 1) return [{ about: words.errorOfHidden, line: { ...sum, ...lines[0] } }];
  const readers = readersOf(answer, topology, chosen.layer);
  const parts = back.map((some) => figure(cameBack(some)));
  const apart = lines.map((line, k) => ({
    about: words.backFrom[topology.layers[readers[k]].name],
    line: { symbol: `e${"₁₂"[k]}`, value: parts[k], ...line },
  }));
  const numbers = parts.map((part) => `(${part})`).join(" + ");
  return [...apart, { about: words.errorOfBoth, line: { ...sum, formula: "e₁ + e₂", numbers } }];
}

/** @type {(way: Way) => Step} */
function gradient({ error, slope, delta, value, gradient: number }) {
  const isSpelled = error !== null && slope !== null;
  return {
    about: words.gradient,
    line: {
      symbol: "∂L/∂w",
      formula: isSpelled ? "∂L/∂a · ∂a/∂z · ∂z/∂w" : "δ · ∂z/∂w",
      numbers: isSpelled
        ? `${factor(error)} · ${factor(slope)} · ${factor(value)}`
        : `${factor(delta)} · ${factor(value)}`,
      value: figure(number),
    },
    blank: { kind: "gradient", number },
  };
}

/** What each row of the batch adds to the gradient.
 * @type {(seen: Seen, way: Way) => (Step | Note)[]} */
function rowsOfBatch({ answer }, { rows, gradient: number }) {
  const note = rows.length ? words.share(answer.losses.length) : words.tooMany;
  const numbers = rows.length ? sumOf(rows.map(factor), words.more) : undefined;
  return [
    { note: html`<p class="hint">${note}</p>` },
    {
      about: words.rowsOfBatch,
      line: { symbol: "∂L/∂w", formula: "δ₁ x₁ + … + δₙ xₙ", numbers, value: figure(number) },
    },
  ];
}
