// The third stop: the chain rule for one weight, factor by factor.
import { html } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { checkLine } from "./check_line.js";
import { factor, figure, sumOf } from "./figures.js";
import { layerTable } from "./layer_table.js";
import { backwardOf, ofExample } from "./reading.js";

/** @typedef {import("./steps.js").Seen} Seen */
/** @typedef {import("./types.js").Step} Step */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {ReturnType<typeof backwardOf>} Way */

const CHAIN = "∂L/∂w = ∂L/∂a · ∂a/∂z · ∂z/∂w = δ · ∂z/∂w";

/** @type {(seen: Seen) => (Step | Note)[]} */
export function backwardStop(seen) {
  const { topology, answer, chosen } = seen;
  const way = backwardOf(answer, topology, chosen);
  const isOutput = chosen.layer === topology.layers.length - 1;
  const value = {
    symbol: "∂z/∂w",
    formula: chosen.source < 0 ? "1" : "x",
    value: figure(way.value),
  };
  return [
    { note: html`<p><b>${words.chainRule}</b><br>${CHAIN}</p>` },
    ...(isOutput && answer.output_error === null ? undone(seen, way) : factors(seen, way)),
    { about: words.reaching, line: value },
    ...(answer.batch ? rowsOfBatch(seen, way) : [gradient(way)]),
    { note: checkLine(seen), reveals: true },
    { note: layerTable(seen, ["delta"]), reveals: true },
  ];
}

/** A loss that undoes its output's activation leaves the difference of output and target.
 * @type {(seen: Seen, way: Way) => (Step | Note)[]} */
function undone({ answer, chosen, topology }, { delta }) {
  const [output, target] = [answer.output, answer.target].map((one) => ofExample(one, answer));
  const isSum = topology.layers[chosen.layer].activation === "softmax";
  const share = answer.losses.length * (isSum ? 1 : output.length);
  const written = `(${figure(output[chosen.unit])} − ${factor(target[chosen.unit])})`;
  const over = share > 1 ? ` / ${share}` : "";
  return [
    { note: html`<p class="hint">${words.fused}</p>` },
    {
      about: words.delta,
      line: {
        symbol: "δ",
        formula: share > 1 ? `(p − y)${over}` : "p − y",
        numbers: written + over,
        value: figure(delta),
      },
      blank: { kind: "delta", number: delta, given: written + over },
    },
  ];
}

/** @type {(seen: Seen, way: Way) => (Step | Note)[]} */
function factors({ page, topology, answer, chosen }, { error, slope, delta, back }) {
  const { activation } = topology.layers[chosen.layer];
  const about = page.catalog.activations.find(({ name }) => name === activation);
  const written = back.map(({ weight, delta: of }) => `${factor(weight)} · ${factor(of)}`);
  const share = answer.losses.length > 1 ? ` / ${answer.losses.length}` : "";
  const first = back.length
    ? { formula: "w₁ · δ₁ + …", numbers: sumOf(written, words.more) }
    : { formula: `∂ℓ/∂p${share}` };
  const before = {
    about: back.length ? words.errorOfHidden : words.errorOfOutput,
    line: { symbol: "∂L/∂a", value: figure(error), ...first },
  };
  if (slope === null)
    return [
      before,
      { note: html`<p class="hint">${words.notOne} ${words.softmaxDelta}</p>` },
      {
        about: words.delta,
        line: { symbol: "δ", formula: "Σ ∂L/∂aₖ · ∂aₖ/∂z", value: figure(delta) },
      },
    ];
  const formula = about?.derivative ?? `${activation}′(z)`;
  return [
    before,
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
