// How the columns of a table become inputs: words, missing cells, and older documents.
import assert from "node:assert/strict";
import test from "node:test";

import { inputsOf, labelsOf, withDataSet } from "../../static/js/store/document.js";
import { whole } from "../../static/js/store/encoding_forms.js";
import { inOrder, usualEncoding, withWords } from "../../static/js/store/encodings.js";
import {
  axesOf,
  choiceOf,
  inputsOfChoice,
  proposal,
  withInputs,
  withTable,
} from "../../static/js/store/own_table.js";
import { catalog, experiment } from "./catalog.js";
import { back, limits, number, PETS, upload, words } from "./pets.js";

test("each word has an input, and rare ones share one", () => {
  const many = words("town", ...Array.from({ length: 30 }, (_, at) => `t${at}`));
  many.counts = many.classes.map((_, at) => (at % 3 ? 1 : 9));
  const { words: listed, other } = usualEncoding(many, 60);
  assert.deepEqual(listed, ["t0", "t3", "t6", "t9", "t12", "t15", "t18", "t21", "t24"]);
  assert.ok(other);
  const choice = { columns: ["town"], encodings: [{ column: "town", words: listed, other }] };
  assert.deepEqual(inputsOfChoice(choice).slice(-2), ["town = t24", "town = other"]);
});

test("few rows with a missing cell are left out, many are told by an input", () => {
  assert.equal(usualEncoding(number("age", { missing: 3 }), 60).missing, "leave_out");
  const many = usualEncoding(number("age", { missing: 20 }), 60);
  assert.deepEqual(labelsOf("age", many), ["age", "age missing"]);
});

test("words in an order are those that are said, then the rest", () => {
  const size = words("size", "large", "medium", "small");
  const { words: said, ordered } = withWords(size, { column: "size" }, true);
  assert.deepEqual([said, ordered], [["large", "medium", "small"], true]);
  assert.deepEqual(inOrder(size, "small\n huge\nlarge\nsmall"), ["small", "large", "medium"]);
});

test("encodings go with their columns, and words are no axis of the map", () => {
  const colour = words("colour", "red", "blue");
  const table = { ...PETS, columns: [colour, ...PETS.columns] };
  const choice = withInputs(table, proposal(table, limits), ["colour", "width"]);
  assert.deepEqual(choice.encodings, [whole({ column: "colour", words: ["red", "blue"] })]);
  assert.deepEqual(axesOf(choice), ["width"]);
  assert.deepEqual(withInputs(table, choice, ["width"]).encodings, []);
  const document = withTable(catalog, experiment(), table, choice);
  assert.deepEqual(inputsOf(document), ["colour = red", "colour = blue", "width"]);
  assert.deepEqual(back(document), { experiment: document, misfits: [] });
  assert.equal(withDataSet(catalog, document, "blobs").data.encodings, undefined);
});

test("columns without an encoding stay as an older document has them", () => {
  const colour = words("colour", "red", "blue");
  const table = { ...PETS, columns: [colour, ...PETS.columns] };
  const older = upload({ columns: ["colour", "width"] });
  assert.deepEqual(choiceOf(table, older, limits).encodings, []);
  assert.deepEqual(inputsOf(older), ["colour", "width"]);
});
