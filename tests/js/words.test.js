// All that the page says stands in static/js/words: views, store, pages and transport hold no
// sentence and no part of one.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const HOME = new URL("../../static/js/", import.meta.url);
const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/g;
// Two words or more, the first with a capital letter, at the beginning of a text or an element's
// content; words may be values.
const SENTENCE = /(?<=["`>}]\s*)\p{Lu}[\p{L}’']*[,:]?\s+(?:[\p{L}\d(“‘]|\$\{)[^"`<]*/gu;
const CODE = /=>|^\w+ (\w+ )?=|^M\d|^Bearer /; // types, paths of pictures, headers
// Names that a program gives, of which several may stand in one text: no words.
const NAMES = new RegExp(
  [
    String.raw`\b(?:class|className|kind|aria-\w+by|accept|preserveAspectRatio|style|rel)` +
      String.raw`(?:=|: | = )(?:"[^"]*"|\$\{${"`"}[^${"`"}]*${"`"}\})`,
    String.raw`(?:querySelector(?:All)?|matches|closest|matchMedia)\([^)]*\)`,
    String.raw`showDialog\("[^"]*"`,
    "^import .*$",
  ].join("|"),
  "gmu",
);
// Two words or more, the first in small letters: a whole text, a text with values, or the content
// of an element.
const PART = [
  /(?<=")[ (]?\p{Ll}[\p{L}’']+[,:;]? [\p{L}“(][^"=<>{}[\]#]*(?=")/gu,
  /(?<=(?<!html|svg)`)[^`<>=]*\p{Ll}{2,} (?:\p{Ll}{2,}|\$\{)[^`<>=]*(?=`)/gu,
  /(?<=[>}]\s*)\p{Ll}[\p{L}’']+[,:;]?\s+(?:\p{L}|\$\{)[^<>=;`(){}]*(?=<)/gu,
  /(?<=(?:label: |aria-label=|title=)")\p{Lu}\p{Ll}+(?=")|(?<=>)\p{Lu}\p{Ll}+(?=<)/gu, // one word
];
const OWN = /^Softmax$/; // names of their own
// Sizes, colours, paths, code.
const DRAWN = /px|^\d|^rgb|^color-mix|^M(?![a-z])|--|\.\w+|^#|; return/;

/** @type {(text: string) => string[]} */
const sentences = (text) => {
  const bare = text.replace(COMMENTS, " ");
  const whole = [...bare.matchAll(SENTENCE)]
    .map(([found]) => found.replace(/\s+/g, " ").trim())
    .filter((found) => !CODE.test(found));
  const plain = bare.replace(NAMES, " ");
  const parts = PART.flatMap((kind) => [...plain.matchAll(kind)])
    .map(([found]) => found.replace(/\s+/g, " ").trim())
    .filter((found) => ![DRAWN, CODE, OWN].some((kind) => kind.test(found)));
  return [...new Set([...whole, ...parts])];
};

/** @type {(folder: string) => string[]} */
const scriptsIn = (folder) =>
  readdirSync(new URL(folder, HOME), { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".js"),
  );

const FILES = [
  ...["views", "store", "pages", "transport", "logic"].flatMap((folder) =>
    scriptsIn(folder).map((name) => `${folder}/${name}`),
  ),
  "page.js",
  "share_actions.js",
];
for (const file of FILES)
  test(`${file} takes its sentences from the words`, () =>
    assert.deepEqual(sentences(readFileSync(new URL(file, HOME), "utf8")), []));

test("a sentence is found as a string, an attribute, a template and an element", () => {
  const found = sentences(
    'a("Two words", b); html`<p title="Of a title">Of an element</p>`; `With ${one} value`;',
  );
  assert.deepEqual(found, ["Two words", "Of a title", "Of an element", "With ${one} value"]);
});

test("a part of a sentence is found, and names of classes are not", () => {
  const found = sentences(
    'a("two words", b); html`<p class="round quiet">of an element</p>`; `must be ${one}`;',
  );
  assert.deepEqual(found, ["two words", "must be ${one}", "of an element"]);
});

test("nothing is called by words that visitors stumbled over", () => {
  const stumbled = /Own table|epochs? a picture|saved under its content|"Load"/;
  const found = scriptsIn("words").filter((name) =>
    stumbled.test(readFileSync(new URL(`words/${name}`, HOME), "utf8")),
  );
  assert.deepEqual(found, []);
});

test("a word alone is found as a label and as the content of an element", () =>
  assert.deepEqual(sentences('select({ label: "Speed" }); html`<button>Close</button>`;'), [
    "Speed",
    "Close",
  ]));
