// Tables of one's own: what may be learned from them, what is proposed, and how the address says
// it.
import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode } from "../../static/js/store/address.js";
import { listed, unlisted } from "../../static/js/store/codecs.js";
import { withDataSet } from "../../static/js/store/document.js";
import { whole } from "../../static/js/store/encoding_forms.js";
import {
  builtIn,
  choiceOf,
  faultOf,
  joinedInWords,
  learnedOf,
  missingInWords,
  othersOf,
  problemsOf,
  proposal,
  refusedUnsent,
  signsInWords,
  tableName,
  unlearnable,
  withInputs,
  withOthers,
  withTable,
  withTarget,
} from "../../static/js/store/own_table.js";
import { differences } from "../../static/js/store/differences.js";
import { catalog, experiment } from "./catalog.js";
import { back, limits, number, PETS, upload, words } from "./pets.js";

test("the last column is proposed to be learned, from all numbers beside it", () => {
  assert.deepEqual(proposal(PETS, limits), {
    columns: ["width", "a,b\\c"],
    target: "kind",
    problem: "multiclass",
    plane: null,
    encodings: [],
  });
});

test("a column that nobody learns from is neither proposed nor learned, and says why", () => {
  const names = { name: "name", kind: "unlearnable", missing: 0, why: "300 different words" };
  const table = { ...PETS, columns: [...PETS.columns, names] };
  assert.equal(unlearnable(names, limits), "300 different words");
  assert.deepEqual(problemsOf(names, 60, limits), []);
  assert.deepEqual(proposal(table, limits), proposal(PETS, limits));
});

test("the numbers of the rows are not proposed as an input", () => {
  const index = number("column 1", { min: 0, max: 59, distinct: 60 });
  const table = { ...PETS, columns: [index, ...PETS.columns] };
  assert.deepEqual(proposal(table, limits), proposal(PETS, limits));
});

test("missing cells of the columns that are used are told", () => {
  const [width, other, kind] = PETS.columns;
  const gaps = [
    { ...width, missing: 3 },
    { ...other, missing: 5 },
    { ...kind, missing: 1 },
  ];
  const table = { ...PETS, columns: gaps };
  const choice = { ...proposal(PETS, limits), columns: ["width"] };
  assert.equal(
    missingInWords(table, choice),
    "Rows with a missing cell are left out: 3 of width, 1 of kind.",
  );
  assert.equal(missingInWords(PETS, choice), "");
});

test("words are inputs where there are no numbers", () => {
  const table = { ...PETS, columns: [words("colour", "red", "blue"), words("kind", "cat", "dog")] };
  assert.deepEqual(proposal(table, limits), {
    columns: ["colour"],
    target: "kind",
    problem: "classification",
    plane: null,
    encodings: [whole({ column: "colour", words: ["red", "blue"] })],
  });
});

test("words are classes, two or several, and never numbers", () => {
  assert.deepEqual(problemsOf(words("a", "x", "y"), 60, limits), ["classification", "multiclass"]);
  assert.deepEqual(problemsOf(words("a", "x", "y", "z"), 60, limits), ["multiclass"]);
});

test("few whole numbers are classes first, others numbers first", () => {
  const whole = { min: 1, max: 3, distinct: 3 };
  assert.deepEqual(problemsOf(number("a", whole), 60, limits), ["multiclass", "regression"]);
  assert.deepEqual(problemsOf(number("a", whole), 4, limits), ["regression", "multiclass"]);
  assert.deepEqual(problemsOf(number("a"), 60, limits), ["regression"]);
});

test("a column that is always the same, or of too many words, cannot be learned", () => {
  assert.equal(unlearnable(number("a", { distinct: 1 }), limits), "always the same");
  assert.match(
    unlearnable(words("a", ..."abcdefghijk"), limits),
    /^11 different words, at most 10$/,
  );
  assert.equal(unlearnable(number("a"), limits), "");
});

test("what is to be learned is no input, and its problem follows it", () => {
  const chosen = withTarget(PETS, proposal(PETS, limits), "width", limits);
  assert.deepEqual([chosen.columns, chosen.problem], [["a,b\\c"], "regression"]);
});

test(
  "inputs stand in the table's order, and a plane that loses a column is the components' " +
    "again",
  () => {
    const chosen = { ...proposal(PETS, limits), plane: ["width", "a,b\\c"] };
    assert.deepEqual(withInputs(PETS, chosen, ["a,b\\c", "width"]).columns, ["width", "a,b\\c"]);
    assert.equal(withInputs(PETS, chosen, ["width"]).plane, null);
  },
);

test("what cannot be learned from is said", () => {
  const chosen = proposal(PETS, limits);
  assert.equal(faultOf(PETS, chosen, limits), "");
  assert.match(faultOf(PETS, { ...chosen, columns: [] }, limits), /at least one input/);
  assert.match(faultOf({ ...PETS, columns: [number("a;b")] }, chosen, limits), /one column only/);
  assert.match(faultOf({ ...PETS, rows: 1 }, chosen, limits), /one row only/);
});

test("a table that an experiment learns from is opened as it is chosen there", () => {
  const document = upload({ columns: ["width"] });
  assert.deepEqual(choiceOf(PETS, document, limits).columns, ["width"]);
  assert.deepEqual(
    choiceOf({ ...PETS, columns: PETS.columns.slice(1) }, document, limits).columns,
    ["a,b\\c"],
  );
});

test("an experiment learns all rows of a table, and the rest of it stays", () => {
  const { data, problem, training, network } = upload();
  assert.deepEqual(
    [data.source, data.dataset_id, data.target, data.samples, data.classes, problem],
    ["upload", "4xYz", "kind", 60, 3, "multiclass"],
  );
  assert.deepEqual(
    [training.loss, network.hidden],
    ["categorical_crossentropy", experiment().network.hidden],
  );
});

test("an experiment with a table survives the way into the address and back", () => {
  for (const document of [
    upload(),
    upload({ columns: ["a,b\\c", "width"], plane: ["width", "a,b\\c"] }),
  ])
    assert.deepEqual(back(document), { experiment: document, misfits: [] });
});

test("columns and plane of a table of the server's are in the address, unless they are all", () => {
  const iris = withDataSet(catalog, experiment({}, "multiclass"), "iris");
  const [table] = catalog.datasets.filter(({ name }) => name === "iris").map(builtIn);
  const fewer = withTable(catalog, iris, table, {
    ...choiceOf(table, iris, limits),
    columns: ["petal length", "petal width"],
    plane: ["petal width", "petal length"],
  });
  assert.doesNotMatch(encode(iris, catalog), /columns/);
  assert.deepEqual(back(fewer), { experiment: fewer, misfits: [] });
});

test("names with commas are one name each", () => {
  const names = ["a,b", "c\\", "", "d\\,e", "ü"];
  assert.deepEqual(unlisted(listed(names)), names);
});

test("an address whose table does not fit goes on without it, and says why", () => {
  for (const [fragment, key] of [
    ["table=4xYz&learns=kind", "table"],
    ["problem=multilabel&table=4xYz&columns=a&learns=b", "table"],
    ["table=4xYz&columns=a&learns=a", "table"],
    ["table=%2F&columns=a&learns=b", "table"],
    ["problem=multiclass&data=iris&columns=petals", "columns"],
    ["problem=multiclass&data=iris&plane=petal length,nose", "plane"],
    ["plane=a,b", "plane"],
  ]) {
    const { experiment: kept, misfits } = decode(fragment, catalog);
    assert.equal(misfits[0].key, key, fragment);
    assert.equal(kept.data.dataset_id ?? kept.data.plane, null, fragment);
  }
});

test("a plane that does not fit leaves the table as it is", () => {
  const { experiment: kept } = decode(
    "problem=multiclass&data=iris&plane=petal length,nose",
    catalog,
  );
  assert.deepEqual([kept.data.source, kept.data.columns.length], ["builtin", 4]);
});

test("a table is told among what differs", () => {
  assert.deepEqual(differences(experiment({}, "multiclass"), upload(), catalog), [
    "table yours",
    "columns width, a,b\\c",
    "learned column kind",
    "samples 60",
  ]);
  assert.deepEqual(differences(upload(), upload({ plane: ["width", "a,b\\c"] }), catalog), [
    "plane width, a,b\\c",
  ]);
  assert.deepEqual(differences(upload(), experiment({}, "multiclass"), catalog), [
    "data blobs",
    "samples 500",
  ]);
});

test("a table that is empty or too large is not sent", () => {
  assert.match(refusedUnsent({ size: 0 }, 1048576), /nothing in it/);
  assert.equal(refusedUnsent({ size: 1048576 }, 1048576), "");
  assert.match(
    refusedUnsent({ size: 1048577 }, 1048576),
    /at most 1024 KiB; this one has 1025 KiB/,
  );
});

test("classes that are shown by their signs are told with their names", () => {
  assert.equal(signsInWords(words("a", "no", "yes"), "classification"), "−1 is no, +1 is yes");
  assert.equal(signsInWords(words("a", "no", "yes"), "multiclass"), "");
  assert.equal(signsInWords(PETS.columns[0], "classification"), "");
});

test("a table is called as its file, without what no server takes", () => {
  assert.equal(tableName("a\u0000\u202eb.csv\n"), "ab.csv");
  assert.equal(tableName("x".repeat(119) + "😀"), "x".repeat(119));
  assert.equal(tableName("x".repeat(200)).length, 120);
  assert.equal(tableName(""), "data");
});

test("line breaks that were read as spaces are told, and nothing where there are none", () => {
  assert.equal(
    joinedInWords({ ...PETS, breaks: 1 }),
    "One cell held a line break or a tab: it was read as a space.",
  );
  assert.match(joinedInWords({ ...PETS, breaks: 3 }), /^3 cells held/);
  assert.equal(
    joinedInWords({ ...PETS, breaks: 0 }) + joinedInWords(PETS) + joinedInWords(null),
    "",
  );
});

test("a regression may learn several numbers, which are no inputs then", () => {
  const numbers = { ...PETS, columns: [number("a"), number("b"), number("c"), number("d")] };
  const first = proposal(numbers, limits);
  const choice = withOthers(first, ["b", "c"]);
  assert.deepEqual([choice.columns, learnedOf(choice)], [["a"], ["d", "b", "c"]]);
  assert.deepEqual(withInputs(numbers, choice, ["a", "b"]).columns, ["a"]);
  const wanted = withTable(catalog, experiment(), numbers, choice);
  assert.deepEqual(wanted.data.target, ["d", "b", "c"]);
  assert.deepEqual(choiceOf(numbers, wanted, limits), choice);
  assert.equal(withTarget(numbers, choice, "a", limits).others, undefined);
  assert.equal(withOthers({ ...choice, problem: "multiclass" }, ["b"]).others, undefined);
  assert.deepEqual(othersOf(numbers, choice), ["a", "b", "c"]);
});
