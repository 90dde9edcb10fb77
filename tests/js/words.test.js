// All that the page says stands in static/js/words: views, store and pages hold no sentence.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const HOME = new URL("../../static/js/", import.meta.url);
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g;
// Two words or more, the first with a capital letter, at the beginning of a text or an element's
// content; words may be values.
const SENTENCE = /(?<=["`>}]\s*)\p{Lu}[\p{L}’']*[,:]?\s+(?:[\p{L}\d(“‘]|\$\{)[^"`<]*/gu;
const CODE = /=>|^\w+ (\w+ )?=|^M\d/; // types and paths of pictures begin with capitals, too

/** @type {(text: string) => string[]} */
const sentences = (text) =>
  [...text.replace(COMMENTS, " ").matchAll(SENTENCE)]
    .map(([found]) => found.replace(/\s+/g, " ").trim())
    .filter((found) => !CODE.test(found));

for (const folder of ["views", "store", "pages"])
  for (const name of readdirSync(new URL(folder, HOME)))
    test(`${folder}/${name} takes its sentences from the words`, () =>
      assert.deepEqual(sentences(readFileSync(new URL(`${folder}/${name}`, HOME), "utf8")), []));

test("a sentence is found as a string, an attribute, a template and an element", () => {
  const found = sentences(
    'a("Two words", b); html`<p title="Of a title">Of an element</p>`; `With ${one} value`;',
  );
  assert.deepEqual(found, ["Two words", "Of a title", "Of an element", "With ${one} value"]);
});
