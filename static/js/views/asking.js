// The form in which a network is asked about a row of its table, and its answer.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { signal } from "../../vendor/signals-core/signals-core.mjs";
import { answerInWords, rowOf, sharesOf, usualRow } from "../store/asking.js";
import { same } from "../store/document.js";
import { ASKING, SLICE } from "../words/en/asking.js";
import { draw, onField } from "./components.js";

/** @typedef {import("../types.js").Page} Page */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("../types.js").AskedColumn} AskedColumn */
/** @typedef {import("../types.js").RowAnswer} RowAnswer */
/** @template T @typedef {{value: T, peek: () => T}} Signal */
/** @typedef {{columns: AskedColumn[], typed: Record<string, string>}} Form */
/** @typedef {{page: Page, form: Form, wrong: Signal<Record<string, string>>,
 *   answer: Signal<{answer: RowAnswer, epoch: number} | null>, trouble: Signal<string>}} Asking */

/** @type {(root: HTMLElement, page: Page) => void} */
export function mount(root, page) {
  const asking = {
    page,
    form: { columns: [], typed: {} },
    wrong: signal({}),
    answer: signal(null),
    trouble: signal(""),
  };
  draw(root, () => panel(asking));
}

/** @type {(asking: Asking) => Template} */
function panel(asking) {
  const { page, form } = asking;
  const { columns, inputs = [] } = page.topology.value ?? {};
  if (!columns) return nothing;
  if (!same(columns.map(fieldsOf), form.columns.map(fieldsOf))) begin(asking, columns);
  return html`${inputs.length > 2 ? slice(page) : nothing}
    <details class="asking" data-control="ask"><summary>${ASKING.title}</summary>
    <form @submit=${(/** @type {Event} */ event) => send(asking, event)} novalidate>
      <p class="hint">${ASKING.hint}</p>
      <div class="fields">${columns.map((column, at) => field(asking, column, at))}</div>
      <p class="buttons"><button class="plain">${ASKING.ask}</button></p>
    </form>
    <div role="status">${answered(asking)}</div>
    <p role="alert" class="alert">${asking.trouble.value}</p>
  </details>`;
}

/** What a map of many inputs leaves out.
 * @type {(page: Page) => Template} */
const slice = ({ settled }) =>
  html`<p class="hint slice">${settled.value.data.plane ? SLICE.columns : SLICE.components}</p>`;

/** @type {(column: AskedColumn) => unknown} */
const fieldsOf = ({ name, words, other, optional }) => [name, words, other, optional];

/** Other columns have a new form.
 * @type {(asking: Asking, columns: AskedColumn[]) => void} */
function begin(asking, columns) {
  asking.form = { columns, typed: usualRow(columns) };
  queueMicrotask(() => {
    asking.wrong.value = {};
    asking.answer.value = null;
    asking.trouble.value = "";
  });
}

/** @type {(asking: Asking, column: AskedColumn, at: number) => Template} */
function field({ form, wrong }, column, at) {
  const { name, words } = column;
  const fault = wrong.value[name];
  const type = onField((box) => (form.typed[name] = box.value));
  const about = fault ? `ask-fault-${at}` : nothing;
  return html`<label class="field"><span class="name">${name}</span>
    ${
      words.length
        ? html`<select aria-describedby=${about} @change=${type}>${options(column, form)}</select>`
        : html`<input type="text" inputmode="text" autocomplete="off" .value=${form.typed[name]}
            aria-invalid=${fault ? "true" : nothing} aria-describedby=${about} @input=${type}>`
    }${fault ? html`<span class="fault" id=${about}>${fault}</span>` : nothing}</label>`;
}

/** @type {(column: AskedColumn, form: Form) => Template[]} */
function options({ name, words, other, optional }, { typed }) {
  const option = (/** @type {string} */ value, /** @type {string} */ label) =>
    html`<option value=${value} .selected=${typed[name] === value}>${label}</option>`;
  return [
    ...words.map((word) => option(word, word)),
    ...(other ? [option(unlisted(words), ASKING.other)] : []),
    ...(optional ? [option("", ASKING.missing)] : []),
  ];
}

/** A word that is none of those that are known.
 * @type {(words: string[]) => string} */
const unlisted = (words) => (words.includes("other") ? `other ${words.length}` : "other");

/** @type {(asking: Asking, event: Event) => Promise<void>} */
async function send(asking, event) {
  event.preventDefault();
  const { page, form, wrong, answer, trouble } = asking;
  const { row, wrong: faults } = rowOf(form.columns, form.typed);
  wrong.value = faults;
  trouble.value = "";
  if (Object.keys(faults).length) return;
  const epoch = page.progress.peek().epoch;
  const { answer: told, refusal } = await page.askRun("predict", { rows: [row] });
  const [first] = /** @type {import("../types.js").RowAnswer[]} */ (told?.answers ?? []);
  answer.value = first ? { answer: first, epoch } : null;
  if (refusal) trouble.value = refusal.detail || ASKING.away;
}

/** @type {(asking: Asking) => Template} */
function answered({ page, answer: { value: told } }) {
  if (!told) return nothing;
  const shares = sharesOf(told.answer);
  return html`<p class="answer"><b>${answerInWords(told.answer, page.topology.value?.target)}</b>
      <small>${ASKING.epoch(told.epoch.toLocaleString("en"))}</small></p>
    ${
      shares.length
        ? html`<ul class="shares">${shares.map(
            ({ name, share, text }) => html`<li><span>${name}</span><meter min="0" max="1"
              .value=${share} aria-label=${name}></meter><span>${text}</span></li>`,
          )}</ul>`
        : nothing
    }`;
}
