import assert from "node:assert/strict";
import test from "node:test";

import { decimal, typed } from "../../static/js/store/codecs.js";

test("plain decimal numbers are read", () => {
  assert.deepEqual(
    ["0", "-5", "+1.5", ".5", "2.", "1e3", "1E-7"].map(decimal),
    [0, -5, 1.5, 0.5, 2, 1000, 1e-7],
  );
});

for (const text of [
  "",
  " ",
  "0x10",
  "0b1",
  "1e3 ",
  "1e3x",
  "1_000",
  "1.2.3",
  "Infinity",
  "NaN",
  "٣",
  "1,5",
  "−3",
  "e3",
  ".",
])
  test(`“${text}” is no number`, () => assert.ok(Number.isNaN(decimal(text))));

test("typed numbers may have a comma, a true minus and spaces", () => {
  assert.deepEqual(
    ["1,5", "−3", " 1e−3 ", "-2", "0,125", "1,25"].map(typed),
    [1.5, -3, 0.001, -2, 0.125, 1.25],
  );
});

for (const text of ["", "0x10", "1,000,000", "1,000", " -25,500", "1e3 x", "2 3", "−−3"])
  test(`“${text}” cannot be typed for a number`, () => assert.ok(Number.isNaN(typed(text))));
