// The numbers of all neurons of a layer.
import { html } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { neuronName } from "../../format.js";
import { figure } from "./figures.js";
import { ofExample } from "./reading.js";

/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("./steps.js").Seen} Seen */

const SIGNS = { z: "z", a: "a", delta: "δ" };

/** @type {(seen: Seen, columns: ("z" | "a" | "delta")[]) => Template} */
export function layerTable({ page, topology, answer, chosen }, columns) {
  const numbers = answer.layers[chosen.layer];
  const { name, units } = topology.layers[chosen.layer];
  const values = columns.map((column) => ofExample(numbers[column], answer));
  const title = (/** @type {number} */ unit) =>
    neuronName(`${name}.${unit}`, page.catalog, topology);
  return html`<details class="layer-values"><summary>${words.layerValues}</summary>
    <table><thead><tr><th scope="col">${words.neuron}</th>${columns.map(
      (column) => html`<th scope="col">${SIGNS[column]}</th>`,
    )}</tr></thead><tbody>${Array.from(
      { length: units },
      (_, unit) =>
        html`<tr><th scope="row">${title(unit)}</th>${values.map(
          (of) => html`<td>${figure(of[unit])}</td>`,
        )}</tr>`,
    )}</tbody></table></details>`;
}
