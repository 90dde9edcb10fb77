// The fourth stop: what the optimizer makes of the gradient.
import { html } from "../../../../vendor/lit-html/lit-html.js";
import { backpropWords as words } from "../../../words/en/backprop.js";
import { alongWeight } from "./along.js";
import { checkLine } from "./check_line.js";
import { factor, figure } from "./figures.js";
import { placeOf } from "./reading.js";
import { updateLines } from "./update_lines.js";

/** @typedef {import("./steps.js").Seen} Seen */
/** @typedef {import("./types.js").Step} Step */
/** @typedef {import("./types.js").Note} Note */

/** @type {(seen: Seen) => (Step | Note)[]} */
export function updateStop(seen) {
  const { topology, answer, chosen, page } = seen;
  const { update } = answer;
  const at = placeOf(topology, chosen);
  const [old, next] = [update.parameters[at], update.new_parameters[at]];
  const part = update.penalty_gradient[at] ?? NaN;
  const rule = page.catalog.optimizers.find(({ name }) => name === update.optimizer);
  const lines = updateLines(update, at);
  return [
    {
      about: words.gradientParts,
      line: {
        symbol: "g",
        formula: "∂L/∂w + ∂R/∂w",
        numbers: `${factor((update.gradient[at] ?? NaN) - part)} + ${factor(part)}`,
        value: figure(update.gradient[at]),
      },
    },
    {
      note: html`<p class="hint">${words.step(update.iteration)}: ${
        rule?.label ?? update.optimizer
      }, η = ${update.learning_rate}, w = ${figure(old)}</p>`,
    },
    ...lines.slice(0, -1).map((line) => ({ about: "", line })),
    ...lines.slice(-1).map((line) => ({
      about: "",
      line,
      blank: /** @type {import("./types.js").Blank} */ ({ kind: "weight", number: next }),
    })),
    {
      note: html`<p class="result">${words.newWeight}: ${figure(old)} →
        <output>${figure(next)}</output></p>`,
    },
    { note: checkLine(seen), reveals: true },
    { note: alongWeight(seen), reveals: true },
    { note: html`<p class="hint">${words.notDone}</p>` },
  ];
}
