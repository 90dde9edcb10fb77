import assert from "node:assert/strict";
import { test } from "node:test";

import { oneLine, printable, withoutStrays, words } from "../../static/js/store/codecs.js";

const read = (/** @type {any} */ codec, /** @type {string} */ text) => {
  /** @type {string[]} */ const faults = [];
  return [codec.parse(text, { wrong: (/** @type {string} */ why) => faults.push(why) }), ...faults];
};

test("a line break or tab in a name is a space, with the blanks around it", () => {
  assert.deepEqual(
    ["petal\nlength", "a \r\n\n b", "a\tb", "a\u0085b", "\u2028a", "a  b"].map(oneLine),
    ["petal length", "a b", "a b", "a b", "a", "a  b"],
  );
});

test("names of all tongues are left as they are", () => {
  for (const name of ["größe", "日本語", "שלום\u200f", "👩\u200d👩\u200d👧", "a\u00a0b", "<b>"])
    assert.equal(printable(name), name);
});

test("what no name may hold is shown as unknown, or left out", () => {
  for (const sign of ["\0", "\x1b", "\x9b", "\u202e", "\u2066", "\ud800", "\uffff", "\ufdd0"]) {
    assert.equal(printable(`a${sign}b`), "a\ufffdb");
    assert.equal(withoutStrays(`a${sign}b`), "ab");
  }
});

test("a title in the address is one that the server takes, and what is left out is told", () => {
  assert.deepEqual(read(words(5), "a\nb"), ["a b"]);
  assert.deepEqual(read(words(5), "a\u202eb"), [
    "ab",
    "holds what cannot be printed, which is left out",
  ]);
  assert.deepEqual(read(words(5), "abcdef"), ["abcde", "cut to 5 characters"]);
  assert.deepEqual(read(words(2), "a😀"), ["a", "cut to 2 characters"]);
});

test("a description in the address keeps its lines", () => {
  assert.deepEqual(read(words(9, true), "a\n\tb\0"), [
    "a\n\tb",
    "holds what cannot be printed, which is left out",
  ]);
});
