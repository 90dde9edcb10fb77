// What may be learned from a table, and what is proposed: pure; fetched with the table's dialog.
// A column is numbers or words; words count as 0, 1, 2 … in the order that the server lists them
// in.
import { LONGEST_NAME, oneLine, withoutStrays } from "./codecs.js";
import { same, withProblem } from "./document.js";

/** @typedef {import("../types.js").Experiment} Experiment */
/** @typedef {import("../types.js").Catalog} Catalog */
/** @typedef {import("../types.js").Column} Column */
/** @typedef {import("../types.js").Table} Table */
/** @typedef {import("../types.js").TableChoice} TableChoice */

const TWO = "classification";
const SEVERAL = "multiclass";
const NUMBER = "regression";
// rows of a class, on average: fewer, and whole numbers are more likely to be measured than to
// name classes
const OFTEN = 3;
const MANY = 10; // rows: of fewer, 1, 2, 3 … are more likely to be measured
const KIB = 1024;

/** The number of different values, as far as it is known.
 * @type {(column: Column) => number} */
export const varietyOf = (column) => column.classes?.length ?? column.distinct ?? Infinity;

/** What a column may be learned as, the likeliest first; none if it cannot be learned.
 * @type {(column: Column, rows: number, limits: Record<string, number>) => string[]} */
export function problemsOf(column, rows, limits) {
  if (column.why) return [];
  const variety = varietyOf(column);
  const { min = 0, max = 0.5 } = column;
  const classes =
    variety < 2 || variety > limits.max_classes ? [] : variety === 2 ? [TWO, SEVERAL] : [SEVERAL];
  if (column.kind === "classes" || variety < 2) return classes;
  const counted = Number.isInteger(min) && Number.isInteger(max) && rows >= OFTEN * variety;
  return counted || variety === 2 ? [...classes, NUMBER] : [NUMBER, ...classes];
}

/** Why a column cannot be learned; empty if it can.
 * @type {(column: Column, limits: Record<string, number>) => string} */
export function unlearnable(column, limits) {
  if (column.why) return column.why;
  const variety = varietyOf(column);
  if (variety < 2) return "always the same";
  return column.kind === "classes" && variety > limits.max_classes
    ? `${variety} different words, at most ${limits.max_classes}`
    : "";
}

/** Whether a column's numbers are those of the rows, as programs write them: 0, 1, 2 …
 * @type {(column: Column, rows: number) => boolean} */
export const numbersRows = ({ min = 0.5, max = 0, distinct }, rows) =>
  (min === 0 || min === 1) && distinct === rows && max - min === rows - 1 && rows > MANY;

/** What is proposed: the last column that can be learned, from all numbers beside it, or from words
 * where there are none; never from the numbers of the rows.
 * @type {(table: Table, limits: Record<string, number>) => TableChoice} */
export function proposal(table, limits) {
  const target =
    table.columns.findLast((column) => !unlearnable(column, limits)) ??
    table.columns[table.columns.length - 1];
  const others = table.columns.filter(
    (column) => column !== target && !column.why && !numbersRows(column, table.rows),
  );
  const numbers = others.filter(({ kind }) => kind === "number");
  const columns = (numbers.length ? numbers : others)
    .map(({ name }) => name)
    .slice(0, limits.max_columns);
  return withTarget(
    table,
    { columns, target: target.name, problem: "", plane: null },
    target.name,
    limits,
  );
}

/** The choice with another column to be learned, which is no input then; the former is not made
 * one.
 * @type {(table: Table, choice: TableChoice, name: string, limits: Record<string, number>) =>
 *   TableChoice} */
export function withTarget(table, choice, name, limits) {
  const column = columnNamed(table, name);
  const [problem = ""] = column ? problemsOf(column, table.rows, limits) : [];
  return fitting({
    ...choice,
    target: name,
    problem,
    columns: choice.columns.filter((one) => one !== name),
  });
}

/** The choice with these inputs, in the table's order.
 * @type {(table: Table, choice: TableChoice, names: string[]) => TableChoice} */
export const withInputs = (table, choice, names) =>
  fitting({
    ...choice,
    columns: table.columns
      .map(({ name }) => name)
      .filter((name) => names.includes(name) && name !== choice.target),
  });

/** A plane needs its two columns; without one of them it is the principal components'.
 * @type {(choice: TableChoice) => TableChoice} */
const fitting = (choice) => ({
  ...choice,
  plane: choice.plane?.every((name) => choice.columns.includes(name)) ? choice.plane : null,
});

/** The choice that an experiment has made, if it is one of this table; else what is proposed.
 * @type {(table: Table, experiment: Experiment, limits: Record<string, number>) => TableChoice} */
export function choiceOf(table, { data, problem }, limits) {
  const { columns = [], target = null, plane = null } = data;
  const known = table.columns.map(({ name }) => name);
  const names = table.builtin ? columns : [...columns, target ?? ""];
  const fits =
    data.source === (table.builtin ? "builtin" : "upload") &&
    columns.length &&
    names.every((name) => known.includes(name));
  return fits ? { columns, target, problem, plane } : proposal(table, limits);
}

/** @type {(table: Table, name: string | null) => Column | undefined} */
export const columnNamed = (table, name) => table.columns.find((column) => column.name === name);

/** Why the choice cannot be learned from; empty if it can.
 * @type {(table: Table, choice: TableChoice, limits: Record<string, number>) => string} */
export function faultOf(table, { columns, target, plane }, limits) {
  const learned = columnNamed(table, target);
  const why = learned ? unlearnable(learned, limits) : "";
  if (!table.builtin && table.columns.length < 2)
    return (
      "The table has one column only: at least two are needed, one to be learned and one to " +
      "learn from. Is another delimiter between its cells?"
    );
  if (table.rows < 2)
    return (
      "The table has one row only: at least two are needed, one to train with and one to " + "test."
    );
  if (why) return `${target} cannot be learned: ${why}.`;
  if (!columns.length) return "Choose at least one input.";
  if (columns.length > limits.max_columns)
    return `At most ${limits.max_columns} inputs; ${columns.length} are chosen.`;
  return plane && plane[0] === plane[1] ? "The two columns that are shown must differ." : "";
}

/** The experiment that learns so: all rows, as far as the server takes them; the rest of it stays.
 * @type {(catalog: Catalog, experiment: Experiment, table: Table, choice: TableChoice) =>
 *   Experiment} */
export function withTable(catalog, experiment, table, { columns, target, problem, plane }) {
  if (table.builtin) return { ...experiment, data: { ...experiment.data, columns, plane } };
  const { min_samples: fewest, max_samples: most } = catalog.limits;
  const column = columnNamed(table, target);
  const fitted =
    problem === experiment.problem ? experiment : withProblem(catalog, experiment, problem);
  const { data: usual } = catalog.defaults[problem];
  const { train_ratio, seed, samples: before, dataset_id } = experiment.data;
  const samples = dataset_id === table.id ? before : Math.min(most, Math.max(fewest, table.rows));
  const classes = problem === SEVERAL && column ? varietyOf(column) : usual.classes;
  const features = same(fitted.features, ["x1"])
    ? catalog.defaults[problem].features
    : fitted.features; // those of a line are of no plane's
  return {
    ...fitted,
    features,
    data: {
      ...usual,
      train_ratio,
      seed,
      samples,
      classes,
      source: "upload",
      dataset_id: table.id,
      columns,
      target,
      plane,
    },
  };
}

/** A table that ships with the server, in the form of an uploaded one.
 * @type {(set: import("../types.js").DataChoice) => Table} */
export const builtIn = (set) => ({
  id: "",
  name: set.label,
  rows: Infinity,
  preview: [],
  builtin: true,
  columns: (set.columns ?? []).map((name) => ({ name, kind: "number" })),
});

/** What the two classes that are shown by their signs are called.
 * @type {(column: Column | undefined, problem: string) => string} */
export const signsInWords = (column, problem) =>
  column?.classes && problem === TWO
    ? `−1 is ${column.classes[0]}, +1 is ${column.classes[1]}`
    : "";

/** Why some content need not be sent at all; empty if it may be.
 * @type {(content: {size: number}, most: number) => string} */
export function refusedUnsent({ size }, most) {
  if (!size) return "There is nothing in it: a table has at least two rows.";
  if (size <= most) return "";
  const got =
    size < 10 * KIB * KIB ? `${Math.ceil(size / KIB)} KiB` : `${Math.ceil(size / KIB / KIB)} MiB`;
  return `A table has at most ${most / KIB} KiB; this one has ${got}. Leave out rows or columns.`;
}

/** A file's name as a table's.
 * @type {(name: string) => string} */
export const tableName = (name) => withoutStrays(oneLine(name).slice(0, LONGEST_NAME)) || "data";

/** In how many rows a cell is missing of the columns that are used, at most; empty if in none.
 * @type {(table: Table, choice: TableChoice) => string} */
export function missingInWords(table, { columns, target }) {
  const gaps = table.columns
    .filter(({ name, missing }) => missing && (columns.includes(name) || name === target))
    .map(({ name, missing }) => `${missing} of ${name}`);
  return gaps.length ? `Rows with a missing cell are left out: ${gaps.join(", ")}.` : "";
}

/** Where the table was read otherwise than it stands; empty if nowhere.
 * @type {(table: Table | null) => string} */
export const joinedInWords = (table) =>
  table?.breaks
    ? `${table.breaks === 1 ? "One cell" : `${table.breaks} cells`} held a line break or a tab: ` +
      "it was read as a space."
    : "";
