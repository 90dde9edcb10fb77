// How the chosen columns become inputs, where there is a choice: words, and missing cells.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { canBeOrdered, hasWays, inOrder, withWords } from "../store/encodings.js";
import { columnNamed, withColumnEncoded } from "../store/own_table.js";
import { onField, select } from "./components.js";
import { ORDER, tableEncodingsWords as texts } from "../words/en/own.js";

/** @typedef {import("../types.js").Column} Column */
/** @typedef {import("../types.js").Encoding} Encoding */
/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("./table_choice.js").Asked} Asked */

const EACH = "each";
const ORDERED = "ordered";
const BY_NAME = "name";

/** @type {(asked: Asked, limits: Record<string, number>) => Template} */
export function encodings({ table, choice, change }, limits) {
  const columns = choice.columns.flatMap((name) => columnNamed(table, name) ?? []).filter(hasWays);
  if (!columns.length) return nothing;
  return html`<div class="encodings">${columns.map((column) => {
    const encoding = choice.encodings.find((one) => one.column === column.name);
    return one(column, encoding, (next) => change(withColumnEncoded(choice, next)), limits);
  })}</div>`;
}

/** @type {(column: Column, encoding: Encoding | undefined, change: (next: Encoding) => void,
 *   limits: Record<string, number>) => Template} */
function one(column, encoding, change, limits) {
  const known = encoding ?? { column: column.name };
  return html`<div class="ways encoding" role="group" aria-label=${column.name}>
    <b>${column.name}</b>
    ${column.classes ? words(column, known, change, limits) : nothing}
    ${column.missing ? missing(column, known, change) : nothing}
    ${known.ordered ? order(column, known, change) : nothing}
  </div>`;
}

/** @type {(column: Column, encoding: Encoding, change: (next: Encoding) => void,
 *   limits: Record<string, number>) => Template} */
function words(column, encoding, change, limits) {
  const { words: listed = [], ordered, other } = encoding;
  const shared = other ? (column.classes?.length ?? 0) - listed.length : 0;
  return select({
    label: texts.words,
    control: `table-words-${column.name}`,
    value: ordered ? ORDERED : listed.length ? EACH : BY_NAME,
    options: [
      { name: EACH, label: texts.anInputForEachWord(ordered ? 0 : listed.length, shared) },
      ...(canBeOrdered(column, limits) ? [{ name: ORDERED, label: texts.oneInputInAnOrder }] : []),
      ...(listed.length ? [] : [{ name: BY_NAME, label: texts.oneInputByName }]),
    ],
    change: (way) => way !== BY_NAME && change(withWords(column, encoding, way === ORDERED)),
  });
}

/** @type {(column: Column, encoding: Encoding, change: (next: Encoding) => void) => Template} */
const missing = (column, encoding, change) =>
  select({
    label: texts.missing(column.missing ?? 0),
    control: `table-missing-${column.name}`,
    value: encoding.missing ?? "leave_out",
    options: [
      { name: "leave_out", label: texts.leaveTheseRowsOut },
      {
        name: "typical",
        label: column.classes ? texts.fillInTheMostFrequent : texts.fillInTheMean,
      },
      { name: "value", label: texts.anInputOfItsOwn },
    ],
    change: (way) =>
      change({ ...encoding, missing: /** @type {"leave_out" | "typical" | "value"} */ (way) }),
  });

/** @type {(column: Column, encoding: Encoding, change: (next: Encoding) => void) => Template} */
const order = (column, encoding, change) => html`<label class="field order"><span
    class="name">${ORDER}</span>
  <textarea rows=${Math.min(8, encoding.words?.length ?? 2)} spellcheck="false"
    .value=${(encoding.words ?? []).join("\n")}
    @change=${onField((box) =>
      change({ ...encoding, words: inOrder(column, box.value) }),
    )}></textarea></label>`;
