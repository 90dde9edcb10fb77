// Functions are of a size to be read, as Python's are (tests/test_architecture.py).
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";
import ts from "typescript";

const LONGEST_FUNCTION = 50; // lines of code within the braces, without blank ones and comments

/** The lines of code of a function's body, or of the expression that it returns.
 * @type {(body: ts.Node, source: ts.SourceFile) => number} */
function linesOf(body, source) {
  const lines = source.text.slice(body.getStart(source), body.end).split("\n");
  const inner = ts.isBlock(body) ? lines.slice(1, -1) : lines;
  return inner.filter((line) => line.trim() && !/^\s*(\/\/|\/\*|\*)/.test(line)).length;
}

/** Name, place and size of every function of a file; a callback has its parent's name.
 * @type {(path: string) => {name: string, lines: number}[]} */
function functionsOf(path) {
  const text = readFileSync(path, "utf8");
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const found = [];
  const visit = (node, within) => {
    const name = node.name?.getText?.(source) ?? within;
    if (ts.isFunctionLike(node) && node.body)
      found.push({ name, lines: linesOf(node.body, source) });
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(source, "");
  return found;
}

const scripts = ["static/js", "tests/js", "tests/browsers"].flatMap((folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => String(name).endsWith(".js"))
    .map((name) => `${folder}/${name}`),
);

for (const path of scripts)
  test(`the functions of ${path} are at most ${LONGEST_FUNCTION} lines long`, () => {
    const long = functionsOf(path).filter(({ lines }) => lines > LONGEST_FUNCTION);
    assert.deepEqual(long, []);
  });
