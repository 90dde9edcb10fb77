// The first stop: what reaches a neuron, added up to z, and bent to a.
import { html } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { factor, figure, sumOf } from "./figures.js";
import { layerTable } from "./layer_table.js";
import { forwardOf } from "./reading.js";

/** @typedef {import("./steps.js").Seen} Seen */
/** @typedef {import("./types.js").Step} Step */
/** @typedef {import("./types.js").Note} Note */

/** @type {(seen: Seen) => (Step | Note)[]} */
export function forwardStop(seen) {
  const { page, topology, answer, chosen } = seen;
  const { z, a, bias, terms } = forwardOf(answer, topology, chosen);
  const products = terms.map(({ weight, value }) => `${factor(weight)} · ${factor(value)}`);
  const written = `${sumOf(products, words.more)} + ${factor(bias)}`;
  const { activation } = topology.layers[chosen.layer];
  const about = page.catalog.activations.find(({ name }) => name === activation);
  return [
    {
      about: words.sum,
      line: { symbol: "z", formula: "w₁ · x₁ + … + b", numbers: written, value: figure(z) },
      blank: { kind: "z", number: z, given: written },
    },
    {
      about: `${words.activation}: ${about?.label ?? activation}`,
      line: {
        symbol: "a",
        formula: about?.formula ?? `${activation}(z)`,
        numbers: `${activation}(${figure(z)})`,
        value: figure(a),
      },
      blank: { kind: "a", number: a },
    },
    { note: html`${layerTable(seen, ["z", "a"])}`, reveals: true },
  ];
}
