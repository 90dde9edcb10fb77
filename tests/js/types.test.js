// What a page, a store or a message is, is typed once (static/js/types.js); nothing is anything.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

const UNTYPED = /\b(store|page|state|message|topology|experiment|catalog): any\b|\{any\}/;
const scripts = readdirSync("static/js", { recursive: true }).map(String);

for (const name of scripts.filter((name) => name.endsWith(".js")))
  test(`${name} says of which type its pages, stores and messages are`, () => {
    assert.doesNotMatch(readFileSync(`static/js/${name}`, "utf8"), UNTYPED);
  });
