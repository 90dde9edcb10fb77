// What one linear neuron has learned: the formula with its numbers, and its answer anywhere.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { isColumn } from "../../store/document.js";
import { inUnits, quantity } from "../../store/quantities.js";
import { typed } from "../../store/codecs.js";
import { residualWords as words } from "../../words/en/residuals.js";
import { onField } from "../components.js";

/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").StraightLine} StraightLine */
/** @typedef {import("./residuals.js").Lens} Lens */

const MOST = 1e6; // of an input that is asked about
const FEW = 2; // inputs that are asked about
const COORDINATES = ["x1", "x2"];

/** Whether the network's answer can be asked for at values of its inputs: they are the coordinates,
 * or columns of a table.
 * @type {(page: Page) => boolean} */
function canBeAsked(page) {
  const inputs = page.topology.peek()?.inputs ?? [];
  const isPlain = inputs.every((name) => COORDINATES.includes(name) || isColumn(name));
  return isPlain && inputs.length <= FEW;
}

/** What the network answers at values of its inputs; null where it cannot be asked.
 * @type {(page: Page, line: StraightLine, at: number[], target: {output: number, name: string}) =>
 *   Promise<number | null>} */
export async function askLine(page, line, at, { output, name }) {
  const inputs = page.topology.peek()?.inputs ?? [];
  if (!canBeAsked(page)) return null;
  if (inputs.some(isColumn)) {
    const row = Object.fromEntries(line.inputs.map((column, k) => [column, at[k]]));
    const { answer } = await page.askRun("predict", { rows: [row] });
    const { value, values = {} } = answer?.answers[0] ?? {};
    return value ?? values[name] ?? null;
  }
  const point = COORDINATES.map((name) => at[inputs.indexOf(name)] ?? 0);
  const { answer } = await page.askRun("predict", { inputs: [point] });
  return answer?.outputs[0][output] ?? null;
}

/** @type {(page: Page, lens: Lens, line: StraightLine, name: string) => Template} */
export function lineOf(page, lens, line, name) {
  const target = name || words.y;
  return html`<h3>${words.lineHead}</h3>
    <p class="formula" data-part="line">${target} = ${line.inputs.map(
      (name, at) => html`${at ? added(line.weights[at]) : signed(line.weights[at])} · ${name} `,
    )}${added(line.bias)}</p>
    ${canBeAsked(page) ? asked(lens, line, target) : nothing}
    <p class="alert" role="alert">${lens.wrong.value}</p>`;
}

/** @type {(value: number) => string} */
const signed = (value) => quantity(value);

/** A number behind others in a sum.
 * @type {(value: number) => string} */
const added = (value) => (value < 0 ? `− ${quantity(-value)}` : `+ ${quantity(value)}`);

/** @type {(lens: Lens, line: StraightLine, target: string) => Template} */
function asked({ at, value, wrong }, line, target) {
  const take = (/** @type {number} */ k, /** @type {HTMLInputElement} */ field) => {
    const number = typed(field.value);
    const fits = Math.abs(number) <= MOST;
    wrong.value = fits ? "" : words.number(MOST, field.value);
    if (fits) at.value = at.peek().map((one, place) => (place === k ? number : one));
  };
  return html`<p class="asked">${line.inputs.map(
    (name, k) => html`<label class="field inline"><span class="name">${words.at(name)}</span>
      <input inputmode="text" autocomplete="off" size="6" .value=${String(at.value[k])}
        @change=${onField((field) => take(k, field))}></label>`,
  )} <output data-part="at">${
    value.value === null ? "–" : words.isAt(target, inUnits(value.value, target))
  }</output></p>`;
}
