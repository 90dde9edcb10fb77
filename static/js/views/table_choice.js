// A table's first rows, and what is learned from it: inputs, target, problem, and the plane on
// which it is shown.
import { html, nothing } from "../../vendor/lit-html/lit-html.js";
import {
  signsInWords,
  axesOf,
  columnNamed,
  learnedOf,
  faultOf,
  missingInWords,
  othersOf,
  problemsOf,
  unlearnable,
  withInputs,
  withOthers,
  withTarget,
} from "../store/own_table.js";
import { select } from "./components.js";
import { encodings } from "./table_encodings.js";
import { tableChoiceWords as words } from "../words/en/own.js";

/** @typedef {import("../types.js").Template} Template */
/** @typedef {import("./own_table.js").Desk} Desk */
/** @typedef {import("../types.js").Table} Table */
/** @typedef {import("../types.js").TableChoice} TableChoice */
/** @typedef {import("../types.js").Column} Column */

const COMPONENTS = "components";
const COLUMNS = "columns";

/** @type {(value?: number) => string} */
const short = (value = 0) => String(Number(value.toPrecision(4))).replace("-", "−");

/** @type {(column: Column) => string} */
const kindOf = (column) =>
  [
    column.why
      ? words.notForLearning
      : column.classes
        ? words.differentWords(column.classes.length)
        : words.numbers(short(column.min), short(column.max)),
    ...(column.missing ? [words.missing(column.missing)] : []),
  ].join("; ");

/** @type {(column: Column) => string} */
const look = ({ kind }) => (kind === "number" ? "figure" : "");

/** @type {(desk: Desk, table: Table) => Template} */
export const preview = ({ page }, { id, rows, columns, preview: first }) =>
  first.length
    ? html`<section>
  <div class="head"><h3>${
    first.length < rows
      ? words.theFirstOfRows(first.length, rows.toLocaleString("en"))
      : words.allRows(rows)
  }</h3>
    <a href=${page.at(`api/datasets/${id}.csv`)} download>${words.downloadAsCsv}</a></div>
  <div class="rows" tabindex="0" role="region" aria-label=${words.theFirstRowsOfThe}><table>
    <thead><tr>${columns.map(
      (column) =>
        html`<th scope="col" class=${look(column)}>${column.name}<span
          class="kind">${kindOf(column)}</span></th>`,
    )}</tr></thead>
    <tbody>${first.map(
      (cells) =>
        html`<tr>${cells.map(
          (cell, at) => html`<td
          class=${look(columns[at])}>${cell}</td>`,
        )}</tr>`,
    )}</tbody>
  </table></div></section>`
    : nothing;

/** @type {(desk: Desk, table: Table, choice: TableChoice) => Template} */
export function choosing(desk, table, choice) {
  const { limits } = desk.page.catalog;
  const change = (/** @type {TableChoice} */ next) => {
    desk.choice.value = next;
    desk.trouble.value = faultOf(table, next, limits);
  };
  return html`<section><h3>${words.whatIsLearned}</h3>
    ${
      table.builtin
        ? nothing
        : html`<div class="ways">${learned(desk, { table, choice, change })}</div>`
    }
    ${besides(desk, { table, choice, change })}
    ${inputs(desk, { table, choice, change })}
    ${encodings({ table, choice, change }, limits)}
    <div class="ways">${plane({ choice, change })}</div>
    <p class="hint">${remarks(table, choice, limits).join(" ")}</p>
  </section>`;
}

/** @typedef {{table: Table, choice: TableChoice, change: (next: TableChoice) => void}} Asked */

/** The column to be learned, and as what.
 * @type {(desk: Desk, asked: Asked) => Template} */
function learned({ page: { catalog } }, { table, choice, change }) {
  const column = columnNamed(table, choice.target);
  const problems = column ? problemsOf(column, table.rows, catalog.limits) : [];
  const labelOf = (/** @type {string} */ problem) =>
    catalog.problems.find((one) => one.name === problem)?.label ?? problem;
  const nameOf = (/** @type {Column} */ one) =>
    [one.name, unlearnable(one, catalog.limits)].filter(Boolean).join(" – ");
  return html`
    ${select({
      label: words.toBeLearned,
      control: "table-target",
      value: choice.target,
      options: table.columns.map((one) => ({ name: one.name, label: nameOf(one) })),
      change: (name) => change(withTarget(table, choice, name, catalog.limits)),
    })}
    ${
      problems.length
        ? select({
            label: words.as,
            control: "table-problem",
            value: choice.problem,
            options: problems.map((name) => ({ name, label: labelOf(name) })),
            change: (problem) => change(withOthers({ ...choice, problem }, [])),
          })
        : nothing
    }`;
}

/** What else a regression learns: an output for each.
 * @type {(desk: Desk, asked: Asked) => Template} */
function besides({ page: { catalog } }, { table, choice, change }) {
  const { others = [] } = choice;
  const known = othersOf(table, choice);
  const most = catalog.limits.max_targets - 1;
  if (table.builtin || !known.length) return nothing;
  const toggled = (/** @type {string} */ name) =>
    known.filter((one) => (one === name) !== others.includes(one));
  return html`<details class="inputs" data-control="table-others" ?open=${others.length > 0}>
    <summary>${words.besides(others.length)}</summary>
    <div class="checks">${known.map(
      (name) => html`<label class="check"><input type="checkbox" .checked=${others.includes(name)}
        ?disabled=${others.length >= most && !others.includes(name)}
        @change=${() => change(withOthers(choice, toggled(name)))}> <span>${name}</span></label>`,
    )}</div></details>`;
}

/** @type {(desk: Desk, asked: Asked) => Template} */
function inputs({ page: { catalog } }, { table, choice, change }) {
  const { columns } = choice;
  const learned = learnedOf(choice);
  const others = table.columns.filter(({ name }) => !learned.includes(name));
  const most = catalog.limits.max_columns;
  const all = others
    .filter(({ why }) => !why)
    .map(({ name }) => name)
    .slice(0, most);
  const toggle = (/** @type {string} */ name) =>
    change(
      withInputs(
        table,
        choice,
        columns.includes(name) ? columns.filter((one) => one !== name) : [...columns, name],
      ),
    );
  return html`<fieldset class="inputs"><legend>${words.inputs(
    columns.length,
    others.length,
    most,
  )}</legend>
    <div class="checks">${others.map(
      ({
        name,
        kind,
        why,
      }) => html`<label class="check"><input type="checkbox" .checked=${columns.includes(name)}
        ?disabled=${Boolean(why)} @change=${() => toggle(name)}>
      <span>${name}${
        why
          ? html` <small>${why}</small>`
          : kind === "classes"
            ? html` <small>words</small>`
            : nothing
      }</span></label>`,
    )}</div>
    ${
      others.length > 2
        ? html`<p class="buttons"><button type="button" class="plain"
          @click=${() => change(withInputs(table, choice, all))}>${words.all}</button>
      <button type="button" class="plain"
        @click=${() => change(withInputs(table, choice, []))}>${words.none}</button></p>`
        : nothing
    }
  </fieldset>`;
}

/** The plane of the map: two columns, or where the rows differ most.
 * @type {(asked: Omit<Asked, "table">) => Template} */
function plane({ choice, change }) {
  const { plane: shown } = choice;
  const axes = axesOf(choice);
  const options = axes.map((name) => ({ name, label: name }));
  const along = (/** @type {number} */ at) => (/** @type {string} */ name) => {
    const [across, up] = /** @type {string[]} */ (shown);
    const other = at ? across : up;
    const next = name === other ? [up, across] : at ? [across, name] : [name, up];
    change({ ...choice, plane: next });
  };
  return html`
    ${select({
      label: words.theMapShows,
      control: "table-plane",
      value: shown ? COLUMNS : COMPONENTS,
      options: [
        { name: COMPONENTS, label: words.twoComponents },
        ...(axes.length > 1 ? [{ name: COLUMNS, label: words.twoColumns }] : []),
      ],
      change: (value) => change({ ...choice, plane: value === COLUMNS ? axes.slice(0, 2) : null }),
    })}
    ${
      shown
        ? html`${select({
            label: words.toTheRight,
            control: "table-across",
            value: shown[0],
            options,
            change: along(0),
          })}
      ${select({
        label: words.upwards,
        control: "table-up",
        value: shown[1],
        options,
        change: along(1),
      })}`
        : nothing
    }`;
}

/** What is done to the values before they are learned.
 * @type {(table: Table, choice: TableChoice, limits: Record<string, number>) => string[]} */
function remarks(table, choice, { max_samples: most }) {
  const { columns, target, problem, plane: shown } = choice;
  const column = columnNamed(table, target);
  const signs = signsInWords(column, problem);
  const missing = missingInWords(table, choice);
  return [
    words.everyInputIsStandardised(problem === "regression"),
    shown ? words.allOtherColumnsAreAt : words.thePrincipalComponentsAreThe,
    ...(missing ? [missing] : []),
    ...(signs ? [words.of(target ?? "", signs)] : []),
    ...(Number.isFinite(table.rows) && table.rows > most
      ? [words.rowsByChance(most.toLocaleString("en"))]
      : []),
  ];
}
