// What may be learned from a table, and what is proposed: pure; fetched with the table's dialog.
// A column is numbers or words; words count as 0, 1, 2 … in the order that the server lists them
// in.
import { LONGEST_NAME, oneLine, withoutStrays } from "./codecs.js";
import { labelsOf, same, withProblem } from "./document.js";
import { MOST_WORDS, usualEncoding, withEncoding } from "./encodings.js";
import { ownTableWords as words } from "../words/en/own_data.js";

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
const LEAVE_OUT = "leave_out";

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
  if (variety < 2) return words.alwaysTheSame;
  return column.kind === "classes" && variety > limits.max_classes
    ? words.differentWords(variety, limits.max_classes)
    : "";
}

/** Whether a column's numbers are those of the rows, as programs write them: 0, 1, 2 …
 * @type {(column: Column, rows: number) => boolean} */
export const numbersRows = ({ min = 0.5, max = 0, distinct }, rows) =>
  (min === 0 || min === 1) && distinct === rows && max - min === rows - 1 && rows > MANY;

/** What is proposed: the last column that can be learned, from all numbers beside it and from
 * columns of few words, or of any where there are no numbers; never from the numbers of the rows.
 * @type {(table: Table, limits: Record<string, number>) => TableChoice} */
export function proposal(table, limits) {
  const target =
    table.columns.findLast((column) => !unlearnable(column, limits)) ??
    table.columns[table.columns.length - 1];
  const others = table.columns.filter(
    (column) => column !== target && !column.why && !numbersRows(column, table.rows),
  );
  const numbers = others.filter(({ kind }) => kind === "number");
  const few = numbers.length ? MOST_WORDS : Infinity;
  const columns = others
    .filter(({ classes }) => !classes || classes.length <= few)
    .map(({ name }) => name)
    .slice(0, limits.max_columns);
  const choice = { columns: [], target: target.name, problem: "", plane: null, encodings: [] };
  return withTarget(table, withInputs(table, choice, columns), target.name, limits);
}

/** The choice with another column to be learned, which is no input then; the former is not made
 * one.
 * @type {(table: Table, choice: TableChoice, name: string, limits: Record<string, number>) =>
 *   TableChoice} */
export function withTarget(table, choice, name, limits) {
  const column = columnNamed(table, name);
  const [problem = ""] = column ? problemsOf(column, table.rows, limits) : [];
  const columns = choice.columns.filter((one) => one !== name);
  return fitting({ ...withOthers(choice, []), target: name, problem, columns });
}

/** The numbers that a regression may learn beside the first one.
 * @type {(table: Table, choice: TableChoice) => string[]} */
export const othersOf = (table, { target, problem }) =>
  problem === NUMBER
    ? table.columns
        .filter(({ name, kind, why }) => name !== target && kind === "number" && !why)
        .map(({ name }) => name)
    : [];

/** The choice with these columns to be learned too, which are no inputs then.
 * @type {(choice: TableChoice, others: string[]) => TableChoice} */
export function withOthers(choice, others) {
  const { others: _, ...rest } = choice;
  const columns = choice.columns.filter((name) => !others.includes(name));
  return fitting({ ...rest, columns, ...(others.length && { others }) });
}

/** The choice with these inputs, in the table's order.
 * @type {(table: Table, choice: TableChoice, names: string[]) => TableChoice} */
export function withInputs(table, choice, names) {
  const learned = learnedOf(choice);
  const chosen = table.columns.filter(
    ({ name }) => names.includes(name) && !learned.includes(name),
  );
  const added = chosen
    .filter(({ name }) => !choice.columns.includes(name))
    .flatMap((column) => usualEncoding(column, table.rows) ?? []);
  const columns = chosen.map(({ name }) => name);
  return fitting({ ...choice, columns, encodings: [...choice.encodings, ...added] });
}

/** The choice with another encoding of a column.
 * @type {(choice: TableChoice, next: import("../types.js").Encoding) => TableChoice} */
export const withColumnEncoded = (choice, next) =>
  fitting({ ...choice, encodings: withEncoding(choice.encodings, next) });

/** All columns to be learned, the first one first.
 * @type {(choice: TableChoice) => string[]} */
export const learnedOf = ({ target, others = [] }) => [
  ...(target === null ? [] : [target]),
  ...others,
];

/** Encodings are those of inputs.  A plane needs its two columns, with one input each; without one
 * of them it is the principal components'.
 * @type {(choice: TableChoice) => TableChoice} */
function fitting({ others = [], ...choice }) {
  const encodings = choice.encodings.filter(({ column }) => choice.columns.includes(column));
  const axes = axesOf({ ...choice, encodings });
  return {
    ...choice,
    encodings,
    ...(choice.problem === NUMBER && others.length && { others }),
    plane: choice.plane?.every((name) => axes.includes(name)) ? choice.plane : null,
  };
}

/** The columns that a map can have as an axis: those of one input.
 * @type {(choice: TableChoice) => string[]} */
export const axesOf = ({ columns, encodings }) =>
  columns.filter(
    (name) => !encodings.some((one) => one.column === name && one.words?.length && !one.ordered),
  );

/** What the inputs are called that a choice makes.
 * @type {(choice: TableChoice) => string[]} */
export const inputsOfChoice = ({ columns, encodings }) =>
  columns.flatMap((name) =>
    labelsOf(
      name,
      encodings.find(({ column }) => column === name),
    ),
  );

/** The choice that an experiment has made, if it is one of this table; else what is proposed.
 * @type {(table: Table, experiment: Experiment, limits: Record<string, number>) => TableChoice} */
export function choiceOf(table, { data, problem }, limits) {
  const { columns = [], plane = null, encodings = [] } = data;
  const [target = null, ...others] = [data.target ?? []].flat();
  const known = table.columns.map(({ name }) => name);
  const names = table.builtin ? columns : [...columns, target ?? "", ...others];
  const fits =
    data.source === (table.builtin ? "builtin" : "upload") &&
    columns.length &&
    names.every((name) => known.includes(name));
  return fits
    ? { columns, target, problem, plane, encodings, ...(others.length && { others }) }
    : proposal(table, limits);
}

/** @type {(table: Table, name: string | null) => Column | undefined} */
export const columnNamed = (table, name) => table.columns.find((column) => column.name === name);

/** Why the choice cannot be learned from; empty if it can.
 * @type {(table: Table, choice: TableChoice, limits: Record<string, number>) => string} */
export function faultOf(table, choice, limits) {
  const { columns, target, plane } = choice;
  const inputs = inputsOfChoice(choice).length;
  const learned = columnNamed(table, target);
  const why = learned ? unlearnable(learned, limits) : "";
  if (!table.builtin && table.columns.length < 2) return words.theTableHasOneColumn;
  if (table.rows < 2) return words.theTableHasOneRow;
  if (why) return words.cannotBeLearned(String(target), why);
  if (!columns.length) return words.chooseAtLeastOneInput;
  if (inputs > limits.max_columns) return words.atMostInputs(limits.max_columns, inputs);
  return plane && plane[0] === plane[1] ? words.theTwoColumnsThatAre : "";
}

/** The experiment that learns so: all rows, as far as the server takes them; the rest of it stays.
 * @type {(catalog: Catalog, experiment: Experiment, table: Table, choice: TableChoice) =>
 *   Experiment} */
export function withTable(catalog, experiment, table, choice) {
  const { columns, target, problem, plane } = choice;
  if (table.builtin) return { ...experiment, data: { ...experiment.data, columns, plane } };
  const { min_samples: fewest, max_samples: most } = catalog.limits;
  const learned = learnedOf(choice);
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
      target: learned.length > 1 ? learned : target,
      plane,
      ...(choice.encodings.length ? { encodings: choice.encodings } : {}),
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
  column?.classes && problem === TWO ? words.signs(column.classes[0], column.classes[1]) : "";

/** Why some content need not be sent at all; empty if it may be.
 * @type {(content: {size: number}, most: number) => string} */
export function refusedUnsent({ size }, most) {
  if (!size) return words.thereIsNothingInIt;
  if (size <= most) return "";
  const got =
    size < 10 * KIB * KIB ? `${Math.ceil(size / KIB)} KiB` : `${Math.ceil(size / KIB / KIB)} MiB`;
  return words.aTableHasAtMost(most / KIB, got);
}

/** A file's name as a table's.
 * @type {(name: string) => string} */
export const tableName = (name) => withoutStrays(oneLine(name).slice(0, LONGEST_NAME)) || "data";

/** Of which columns a missing cell leaves its row out, and how many there are; empty if of none.
 * @type {(table: Table, choice: TableChoice) => string} */
export function missingInWords(table, choice) {
  const { columns, encodings } = choice;
  const learned = learnedOf(choice);
  const kept = encodings.filter(({ missing = LEAVE_OUT }) => missing !== LEAVE_OUT);
  const leaves = (/** @type {string} */ name) =>
    learned.includes(name) ||
    (columns.includes(name) && !kept.some(({ column }) => column === name));
  const gaps = table.columns
    .filter(({ name, missing }) => missing && leaves(name))
    .map(({ name, missing = 0 }) => words.missingOf(missing, name));
  return gaps.length ? words.rowsWithAMissingCell(gaps.join(", ")) : "";
}

/** Where the table was read otherwise than it stands; empty if nowhere.
 * @type {(table: Table | null) => string} */
export const joinedInWords = (table) => (table?.breaks ? words.breaks(table.breaks) : "");
