import assert from "node:assert/strict";
import test from "node:test";

import {
  addressOf,
  isRight,
  keepGuess,
  missed,
  readGuesses,
  scoreOf,
} from "../../static/js/store/lesson_guesses.js";
import { resultsCsv } from "../../static/js/store/lesson_results.js";
import { lineAt, sizeOf } from "../../static/js/store/lesson_text.js";

function remembering(first = null) {
  let text = first;
  return { getItem: () => text, setItem: (_, value) => (text = value), removeItem: () => {} };
}

const guess = (value, right = null) => ({ value, right, text: "How many?" });

test("a guess may be changed until its result was seen, and counts once", () => {
  const memory = remembering();
  keepGuess(memory, "rates", "epochs", guess(3));
  keepGuess(memory, "rates", "epochs", guess(5));
  assert.equal(readGuesses(memory).rates.epochs.value, 5);
  keepGuess(memory, "rates", "epochs", guess(5, false));
  keepGuess(memory, "rates", "epochs", guess(30, true));
  assert.deepEqual(readGuesses(memory).rates.epochs, guess(5, false));
});

test("guesses of other lessons stay", () => {
  const memory = remembering();
  keepGuess(memory, "rates", "epochs", guess(1, true));
  keepGuess(memory, "starts", "two", guess(2, false));
  keepGuess(memory, "starts", "more", guess(0));
  assert.deepEqual(scoreOf(readGuesses(memory).rates), { right: 1, all: 1 });
  assert.deepEqual(scoreOf(readGuesses(memory).starts), { right: 0, all: 1 });
  assert.deepEqual(missed(readGuesses(memory)), [
    { lesson: "starts", question: "two", text: "How many?" },
  ]);
});

for (const text of ["", "{", "null", "[1]", '"x"'])
  test(`a memory that holds ${text || "nothing"} has no guesses`, () => {
    assert.deepEqual(readGuesses(remembering(text || null)), {});
  });

test("a guess within the tolerance is right", () => {
  assert.ok(isRight(0.3, 0.1 + 0.2, 0));
  assert.ok(isRight(40, 34, 15));
  assert.ok(!isRight(50, 34, 15));
});

test("guesses are a table that no spreadsheet takes for formulas", () => {
  const guesses = {
    rates: { epochs: { value: 3, right: true, text: 'How many "epochs"?', said: "3" } },
    "l/abc": {
      a: { value: 1, right: null, text: "=1+1", said: "@cmd" },
      b: { value: -3, right: false, text: "Sum?", said: "-3" },
    },
  };
  assert.deepEqual(resultsCsv(guesses).split("\r\n"), [
    '"lesson","name","question","guess","result"',
    '"rates","epochs","How many ""epochs""?","3","right"',
    `"l/abc","a","'=1+1","'@cmd","not seen yet"`,
    '"l/abc","b","Sum?","-3","wrong"',
    "",
  ]);
});

test("a lesson is found again by what it is remembered by", () => {
  assert.equal(addressOf("a-line-a-rate"), "lessons/a-line-a-rate");
  assert.equal(addressOf("l/abc"), "l/abc");
  assert.equal(addressOf("l/a?b"), "l/a%3Fb");
});

test("a line of a text is found by its number, and the last one by any above", () => {
  const text = "one\ntwo\n\nfour";
  const lines = [1, 2, 3, 4, 9, 0].map((line) => text.slice(...lineAt(text, line)));
  assert.deepEqual(lines, ["one", "two", "", "four", "four", "one"]);
  assert.equal(sizeOf("é"), 2);
});
