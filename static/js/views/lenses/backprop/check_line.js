// The derivative that knows nothing of backpropagation, beside the gradient.
import { html, nothing } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { difference, figure } from "./figures.js";
import { placeOf } from "./reading.js";

/** @typedef {import("../../../types.js").Template} Template */
/** @typedef {import("./steps.js").Seen} Seen */

/** @type {(seen: Seen) => Template} */
export function checkLine({ page, topology, answer, chosen }) {
  const { complex_step: steps, checked, largest_difference: largest, reason } = answer.check;
  const at = placeOf(topology, chosen);
  const step = steps?.[at] ?? null;
  const differs = Math.abs((step ?? NaN) - (answer.update.gradient[at] ?? NaN));
  const digits = page.settled.value.network.dtype === "float64" ? 15 : 7;
  return html`<p class="check-line"><b>${words.check}</b> ${
    step === null
      ? words.checkNone(reason ?? words.notThisOne)
      : words.checkEqual(figure(step), difference(differs))
  } ${checked ? words.checkAll(checked, difference(largest), digits) : nothing}</p>`;
}
