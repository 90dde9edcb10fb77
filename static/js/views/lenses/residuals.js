// The lens of residuals: of a regression how far its answers are off, in units, which points pull
// most at the network, and what one neuron has learned as numbers.  The server counts.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { inUnits } from "../../store/quantities.js";
import { residualWords as words } from "../../words/en/residuals.js";
import { draw, onValue } from "../components.js";
import { followRun, livePace } from "../following.js";
import { loss } from "../format.js";
import { askLine, lineOf } from "./residuals_line.js";
import { markResiduals } from "./residuals_map.js";
import { pictures } from "./residuals_pictures.js";
import { rowsOf } from "./residuals_rows.js";

/** @template T @typedef {import("../../types.js").Signal<T>} Signal */
/** @typedef {import("../../types.js").Page} Page */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("../../lens_types.js").ResidualsTold} Told */
/** @typedef {{told: Signal<Told | null>, trouble: Signal<string>, set: Signal<"train" | "test">,
 *   output: Signal<number>, ringed: Signal<number | null>, isLong: Signal<boolean>,
 *   at: Signal<number[]>, value: Signal<number | null>, wrong: Signal<string>}} Lens `ringed` is
 *   the row whose point is ringed, `at` where the line is asked about, `value` its answer there */

const SELDOM = 4; // of the questions that other lenses ask: a table is to be read

/** @type {(root: HTMLElement, page: Page) => () => void} */
export function mount(root, page) {
  /** @type {Lens} */
  const lens = {
    told: signal(null),
    trouble: signal(""),
    set: signal("train"),
    output: signal(0),
    ringed: signal(null),
    isLong: signal(false),
    at: signal([10, 0]),
    value: signal(null),
    wrong: signal(""),
  };
  const following = followRun(page, {
    ask: () => ask(page, lens),
    take: ({ answer, refusal }) => {
      lens.trouble.value = refusal ? refusal.detail || words.away : "";
      if (answer) lens.told.value = answer;
    },
    pace: () => SELDOM * livePace(page),
  });
  const ends = [
    effect(() => {
      (void lens.set.value, lens.output.value, lens.at.value);
      following.again();
    }),
    effect(() => {
      void page.generation.value; // another network, maybe of fewer targets
      if (lens.output.peek() >= targetsOf(page)) lens.output.value = 0;
    }),
    markResiduals(page, lens),
    draw(root, () => content(page, lens)),
  ];
  return () => {
    for (const end of [...ends, following.stop]) end();
  };
}

/** How many numbers a regression learns at once.
 * @type {(page: Page) => number} */
const targetsOf = ({ topology }) => topology.value?.layers.at(-1)?.units ?? 1;

/** What a target is called; empty where it has no name.
 * @type {(page: Page, output: number) => string} */
const nameOf = ({ topology }, output) =>
  (topology.value?.targets?.[output] ?? topology.value?.target)?.name ?? "";

/** The residuals and, of one neuron, what it answers where it is asked.
 * @type {(page: Page, lens: Lens) => Promise<import("../../types.js").Asked>} */
async function ask(page, lens) {
  const [of, output] = [lens.set.peek(), lens.output.peek()];
  const asked = await page.askRun("residuals", { of, output });
  const { line } = asked.answer ?? {};
  lens.value.value = line
    ? await askLine(page, line, lens.at.peek(), { output, name: nameOf(page, output) })
    : null;
  return asked;
}

/** @type {(page: Page, lens: Lens) => Template} */
function content(page, lens) {
  const told = lens.told.value;
  const trouble = lens.trouble.value;
  return html`<div class="residuals">${choices(page, lens)}
    <p class="alert" role="status">${trouble}</p>
    ${told && !trouble ? body(page, lens, told) : trouble ? nothing : html`<p>${words.asking}</p>`}
  </div>`;
}

/** @type {(page: Page, lens: Lens) => Template} */
function choices(page, { set, output }) {
  const targets = targetsOf(page);
  return html`<div class="buttons">
    <label class="field inline"><span class="name">${words.set}</span>
      <select @change=${onValue((value) => (set.value = value === "test" ? "test" : "train"))}>
        <option value="train" .selected=${set.value === "train"}>${words.train}</option>
        <option value="test" .selected=${set.value === "test"}>${words.test}</option>
      </select></label>
    ${
      targets > 1
        ? html`<label class="field inline"><span class="name">${words.target}</span>
            <select @change=${onValue((value) => (output.value = Number(value)))}>${Array.from(
              { length: targets },
              (_, at) => html`<option value=${at} .selected=${at === output.value}
                >${nameOf(page, at) || words.targetOf(at + 1)}</option>`,
            )}</select></label>`
        : nothing
    }</div>`;
}

/** @type {(page: Page, lens: Lens, told: Told) => Template} */
function body(page, lens, told) {
  const name = nameOf(page, told.output);
  const show = (/** @type {number} */ value) => inUnits(value, name);
  const seen = told.rows.length;
  const figures = [
    ["rmse", words.rmse, show(told.rmse), words.rmseAbout],
    ["mae", words.mae, show(told.mae), words.maeAbout],
    ["loss", words.loss, loss(told.loss), words.lossAbout],
  ];
  return html`<dl class="decided">${figures.map(
    ([part, label, value, about]) =>
      html`<div><dt>${label}</dt><dd><b data-part=${part}>${value}</b><small>${about}</small></dd>
      </div>`,
  )}</dl>
  ${seen < told.points ? html`<p class="hint">${words.firstOnes(seen, told.points)}</p>` : nothing}
  ${told.line ? lineOf(page, lens, told.line, name) : nothing}
  ${pictures(told, lens.ringed.value, show)} ${rowsOf(lens, told, show)}`;
}
