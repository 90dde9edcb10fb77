import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import test from "node:test";

import { contextOf } from "../../static/js/workers/plane.js";

const WORKERS = new URL("../../static/js/workers/", import.meta.url);

test("a canvas is asked for its context once", () => {
  const canvas = { asked: 0, getContext: () => ({ number: ++canvas.asked }) };
  assert.equal(contextOf(canvas), contextOf(canvas));
  assert.equal(canvas.asked, 1);
});

test("nothing in the painter's worker asks by itself", () => {
  const asks = (name) => readFileSync(new URL(name, WORKERS), "utf8").includes("getContext");
  assert.deepEqual(readdirSync(WORKERS).filter(asks), ["plane.js"]);
});
