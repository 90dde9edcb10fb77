import assert from "node:assert/strict";
import test from "node:test";

import { storage } from "../../static/js/storage.js";

/** @type {(t: import("node:test").TestContext, get: () => unknown) => void} */
function define(t, get) {
  const before = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
  Object.defineProperty(globalThis, "localStorage", { configurable: true, get });
  t.after(() => {
    delete globalThis.localStorage;
    if (before) Object.defineProperty(globalThis, "localStorage", before);
  });
}

test("the browser's storage is used where it allows that", (t) => {
  const its = { getItem: () => "its" };
  define(t, () => its);
  assert.equal(storage("localStorage"), its);
});

test("what a browser does not remember is remembered until the page is closed", (t) => {
  define(t, () => {
    throw new Error("SecurityError");
  });
  storage("localStorage").setItem("theme", "dark");
  assert.equal(storage("localStorage").getItem("theme"), "dark");
  storage("localStorage").removeItem("theme");
  assert.equal(storage("localStorage").getItem("theme"), null);
});
