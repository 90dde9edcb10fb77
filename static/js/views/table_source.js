// Where a table comes from, and how it was read: a file, dropped or chosen, or a pasted text; its
// faults by line and column; the delimiter and the rest, to be corrected.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import { joinedInWords, tableName } from "../store/own_table.js";
import { onField, select } from "./components.js";
import { tableSourceWords as words } from "../words/en/own.js";

/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("./own_table.js").Desk} Desk */
/** @typedef {{key: "delimiter" | "decimal" | "header" | "encoding", label: string,
 *   words: Record<string, string>}} Way */

const FOUND = "auto";
/** Everything is found out. */
export const AS_FOUND = { delimiter: FOUND, decimal: FOUND, header: FOUND, encoding: FOUND };

/** @type {Way[]} */
const WAYS = [
  {
    key: "delimiter",
    label: words.betweenCells,
    words: { ",": "comma", ";": "semicolon", "\t": "tab", "|": "bar" },
  },
  { key: "decimal", label: words.decimalMark, words: { ".": "point", ",": "comma" } },
  { key: "header", label: words.namesInTheFirstRow, words: { true: "yes", false: "no" } },
  {
    key: "encoding",
    label: words.encoding,
    words: { "utf-8": "UTF-8", "utf-16": "UTF-16", cp1252: "Windows", "latin-1": "Latin-1" },
  },
];

/** Where the table is; folded away when it is read.
 * @type {(desk: Desk) => Template} */
export function source(desk) {
  const { text, table, content, bringing, page } = desk;
  const {
    max_csv_bytes: bytes,
    max_csv_rows: rows,
    max_csv_columns: columns,
  } = page.catalog.limits;
  return html`<details class="source" ?open=${bringing.value}
    @toggle=${onField((details) => (bringing.value = details.open))}>
    <summary>${
      table.value ? words.orAnotherText(content.value?.pasted ?? false) : words.aFileOrAText
    }</summary>
    <div class="inside">
      <label class="field"><span class="name">${words.aCsvFileItMay}</span>
        <input type="file" autofocus accept=".csv,.tsv,.tab,.txt,text/csv,text/plain"
          aria-describedby="table-limits"
          @change=${onField((field) => chosen(desk, field))}></label>
      <label class="field"><span class="name">${words.orTheTextOfA}</span>
        <textarea rows="6" wrap="off" spellcheck="false" autocomplete="off" autocapitalize="off"
          aria-describedby="table-limits table-faults"
          placeholder="width,height,kind&#10;1.5,2,cat&#10;2.5,3,dog"
          .value=${text.value} @input=${(/** @type {InputEvent} */ event) => typed(desk, event)}
          ></textarea></label>
      <p class="buttons"><span class="hint" id="table-limits">${words.limits(
        bytes / 1024,
        rows.toLocaleString("en"),
        columns,
      )}</span>
        <button type="button" class="plain"
          @click=${() => readText(desk)}>${words.readTheText}</button></p>
    </div>
  </details>`;
}

/** @type {(desk: Desk, event: InputEvent) => void} */
function typed(desk, { target, inputType }) {
  desk.text.value = /** @type {HTMLTextAreaElement} */ (target).value;
  if (inputType === "insertFromPaste") readText(desk);
}

/** @type {(desk: Desk) => void} */
const readText = (desk) =>
  desk.bring({
    blob: new Blob([desk.text.value.trim() && desk.text.value]),
    name: words.pastedTable,
    pasted: true,
  });

/** @type {(desk: Desk, input: HTMLInputElement) => void} */
function chosen(desk, input) {
  const file = input.files?.[0];
  if (file) desk.bring({ blob: file, name: tableName(file.name), pasted: false });
}

/** A file that was dropped is read; what else is dropped goes where it was dropped.
 * @type {(desk: Desk, event: DragEvent) => void} */
export function dropped(desk, event) {
  const file = event.dataTransfer?.files[0];
  desk.over.value = false;
  if (!file) return;
  event.preventDefault();
  desk.bring({ blob: file, name: tableName(file.name), pasted: false });
}

/** What is wrong, by line and column, beside the box that has it.
 * @type {(desk: Desk) => Template} */
export function faults({ reply: { value: reply }, content: { value: content }, element }) {
  const wrong = reply?.wrong ?? "";
  const list = reply?.faults ?? [];
  return html`<div id="table-faults" role="alert" class="faults">
    ${
      wrong
        ? html`<p>${
            list.length
              ? words.theTableWasNotRead(list.length)
              : `${wrong[0].toUpperCase()}${wrong.slice(1)}${/[.!?]$/.test(wrong) ? "" : "."}`
          }</p>`
        : nothing
    }
    ${
      list.length
        ? html`<ul>${list.map(
            ({ line, column, name, detail }) => html`<li>
      ${
        line && content?.pasted
          ? html`<button type="button" class="link"
            @click=${() => selectLine(element, line)}>${words.line(line)}</button>`
          : line
            ? words.line(line)
            : nothing
      }${column ? `${line ? ", " : ""}${words.column(column)}` : ""}${name ? ` (${name})` : ""}${
        line || column ? ": " : ""
      }${detail}</li>`,
          )}</ul>`
        : nothing
    }
  </div>`;
}

/** Mark a line of the pasted text, and bring it into sight: lines do not wrap.
 * @type {(element: HTMLElement, line: number) => void} */
function selectLine(element, line) {
  const box = /** @type {HTMLTextAreaElement} */ (element.querySelector(".source textarea"));
  const lines = box.value.split("\n");
  const before = lines.slice(0, line - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const end = box.value.indexOf("\n", start);
  box.setSelectionRange(start, end < 0 ? box.value.length : end);
  box.focus();
  const height = box.scrollHeight / lines.length;
  box.scrollTop = (line - 1) * height - (box.clientHeight - height) / 2;
  box.scrollLeft = 0;
  box.scrollIntoView({ block: "nearest" });
}

/** How the table was read: to be corrected where its content is at hand, else only told.
 * @type {(desk: Desk) => Template} */
export function reading(desk) {
  const {
    table: { value: table },
    content: { value: content },
    asked: { value: asked },
  } = desk;
  const readAs = table?.read_as;
  if (!readAs && !content) return nothing;
  const inWords = (/** @type {Way} */ { key, words }) => words[String(readAs?.[key])];
  if (!content)
    return html`<section><h3 id="table-read" tabindex="-1">${words.howItWasRead}</h3>
    <p class="hint">${WAYS.map((way) => `${way.label}: ${inWords(way)}`).join("; ")}.
      ${joinedInWords(table)}</p></section>`;
  const ways = WAYS.filter(({ key }) => key !== "encoding" || !content.pasted);
  return html`<section><h3 id="table-read"
    tabindex="-1">${readAs ? words.howItWasRead : words.howToReadIt}</h3>
    <div class="ways">${ways.map((way) =>
      select({
        label: way.label,
        control: `table-${way.key}`,
        value: asked[way.key],
        options: [
          {
            name: FOUND,
            label: readAs && asked[way.key] === FOUND ? words.found(inWords(way)) : words.findOut,
          },
          ...Object.entries(way.words).map(([name, label]) => ({ name, label })),
        ],
        change: (value) => desk.ask({ ...asked, [way.key]: value }),
      }),
    )}</div>${
      table?.breaks
        ? html`<p
      class="hint">${joinedInWords(table)}</p>`
        : nothing
    }</section>`;
}
