// What a network of a table is asked, and its answers in words and units.
import assert from "node:assert/strict";
import test from "node:test";

import { answerInWords, rowOf, sharesOf, usualRow } from "../../static/js/store/asking.js";
import { inUnits, quantity, unitOf } from "../../static/js/store/quantities.js";

const COLUMNS = [
  { name: "weight (kg)", words: [], other: false, optional: false, usual: 12.34567 },
  { name: "colour", words: ["black", "white"], other: true, optional: true, usual: "white" },
];

test("a form begins with the means and the most frequent words", () => {
  assert.deepEqual(usualRow(COLUMNS), { "weight (kg)": "12.35", colour: "white" });
});

test("a row has numbers, words, and null where a value is missing", () => {
  const { row, wrong } = rowOf(COLUMNS, { "weight (kg)": " 3,5", colour: "" });
  assert.deepEqual([row, wrong], [{ "weight (kg)": 3.5, colour: null }, {}]);
});

test("what is no number, or missing where none may be, is told beside its column", () => {
  assert.match(rowOf(COLUMNS, { "weight (kg)": "heavy" }).wrong["weight (kg)"], /got heavy/);
  assert.match(rowOf(COLUMNS, {}).wrong["weight (kg)"], /a value is needed/);
});

test("numbers are typed with a point or a comma, and any minus", () => {
  const weightOf = (text) => rowOf(COLUMNS, { "weight (kg)": text }).row["weight (kg)"];
  assert.deepEqual(["1.5", "1,5", "−2", "–.5", "1e3"].map(weightOf), [1.5, 1.5, -2, -0.5, 1000]);
  const { wrong } = rowOf(COLUMNS, { "weight (kg)": "35,682" }); // as the page writes thousands
  assert.match(wrong["weight (kg)"], /without a comma between thousands; got 35,682/);
});

test("a unit is what a column's name says", () => {
  const names = ["weight (kg)", "price [€]", "body_mass_g", "age", "MedHouseVal (100,000 $)"];
  assert.deepEqual(names.map(unitOf), ["kg", "€", "g", "", "100,000 $"]);
});

test("quantities have four digits or more, and no power of ten where people use none", () => {
  const values = [3512.4, 0.012345, 231499.6, -2.5, 0, 1e12];
  assert.deepEqual(values.map(quantity), ["3,512", "0.01235", "231,500", "−2.5", "0", "1.00e12"]);
  assert.equal(inUnits(3512.4, "body_mass_g"), "3,512 g");
});

test("an answer is a class with its probability, or a value in its units", () => {
  const answer = { outputs: [0.2, 0.8], label: "dog", probabilities: { cat: 0.2, dog: 0.8 } };
  assert.equal(answerInWords(answer, null), "dog, 80.0 %");
  assert.deepEqual(
    sharesOf(answer).map(({ name }) => name),
    ["dog", "cat"],
  );
  assert.equal(answerInWords({ outputs: [3], label: "cat", probabilities: null }, null), "cat");
  const target = { name: "mass (g)", mean: 0, deviation: 1 };
  assert.equal(answerInWords({ outputs: [1], value: 4201 }, target), "mass (g) 4,201 g");
  const values = { "mass (g)": 4201, "length (mm)": 190 };
  const several = answerInWords({ outputs: [1, 2], values }, null);
  assert.equal(several, "mass (g) 4,201 g, length (mm) 190 mm");
});
