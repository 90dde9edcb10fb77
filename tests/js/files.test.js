import assert from "node:assert/strict";
import test from "node:test";

import {
  allowedPages,
  documentText,
  embedCode,
  escaped,
  fileName,
  pointsCsv,
  readDocument,
} from "../../static/js/views/files.js";
import { experiment } from "./catalog.js";

test("a file is named after its title, with nothing that a file system minds", () => {
  const names = [
    "My spiral",
    "",
    "  ../../etc/passwd\0 ",
    "Größe & Maß",
    "学習",
    "<script>",
    "CON:\\*?",
    "a".repeat(200),
  ].map(fileName);
  assert.deepEqual(names, [
    "my-spiral",
    "playground",
    "etc-passwd",
    "große-maß",
    "学習",
    "script",
    "con",
    "a".repeat(40),
  ]);
});

test("points are rows with their set", () => {
  const csv = pointsCsv({
    train: [
      [0.5, -1, 1],
      [2, 3, -1],
    ],
    test: [[-6, 6, 1]],
  });
  assert.equal(csv, "x1,x2,label,set\r\n0.5,-1,1,train\r\n2,3,-1,train\r\n-6,6,1,test\r\n");
});

test("a point of several labels has them all in one column", () => {
  assert.equal(
    pointsCsv({ train: [[1, 2, [0, 1, 1]]], test: [] }).split("\r\n")[1],
    "1,2,0 1 1,train",
  );
});

test("the embed code of an untitled experiment names the playground", () => {
  assert.equal(
    embedCode("https://a.org/embed/x", experiment()),
    '<iframe src="https://a.org/embed/x" title="Neural Playground" width="960" height="560" ' +
      'style="max-width: 100%; border: 0" loading="lazy"></iframe>',
  );
});

test("the frame of a network with many layers is wider", () => {
  const hidden = Array(8).fill({ units: 2, activation: "tanh" });
  const width = Number(
    /width="(\d+)"/.exec(embedCode("", experiment({ "network.hidden": hidden })))?.[1],
  );
  assert.ok(width > 1200, `${width}`);
});

test("no title ends its attribute", () => {
  const code = embedCode(
    "https://a.org/embed/x",
    experiment({ title: `"><script>alert('1')</script>&` }),
  );
  assert.match(code, / title="&quot;&gt;&lt;script&gt;alert\(&#39;1&#39;\)&lt;\/script&gt;&amp;" /);
});

test("a document is read as it was written, or from under its name", () => {
  const document = { title: "mine", network: { hidden: [] } };
  assert.deepEqual(readDocument(documentText(document)), document);
  assert.deepEqual(readDocument(JSON.stringify({ id: "x", experiment: document })), document);
});

test("what is no experiment is refused with what it is", () => {
  for (const [text, why] of [
    ["{", /not JSON/],
    ["", /not JSON/],
    ["[]", /got a list/],
    ["3", /got a number/],
    ["null", /got null/],
    ['"x"', /got a string/],
  ])
    assert.throws(() => readDocument(text), why);
});

test("a text in markup is one line that XML may hold", () => {
  assert.equal(escaped("a\r\nb\u2028c\u0000"), "a b c\ufffd");
  assert.equal(escaped("\u202ea\ud800\uffff"), "\ufffda\ufffd\ufffd");
  assert.equal(escaped("é 👩\u200d👧 😀"), "é 👩\u200d👧 😀");
});

test("the dialog says which pages may show an experiment", () => {
  assert.equal(allowedPages(["*"]), "Every page may show it.");
  assert.match(allowedPages([]), /^Only pages of this server .* PLAYGROUND_FRAME_ANCESTORS\.$/);
  assert.match(
    allowedPages(["https://a.org", "https://b.org"]),
    /https:\/\/a\.org, https:\/\/b\.org/,
  );
});
