// What this browser has saved, and may delete.
import assert from "node:assert/strict";
import test, { beforeEach } from "node:test";

import { deleteSaved, isMine } from "../../static/js/transport/deleting.js";
import { noteSaved, saverKey } from "../../static/js/transport/saved.js";

const ROOT = "https://example.test/play/";
/** @type {Map<string, string>} */
let memory;

beforeEach(() => {
  memory = new Map();
  Object.defineProperty(globalThis, "localStorage", {
    configurable: true,
    value: {
      getItem: (/** @type {string} */ key) => memory.get(key) ?? null,
      setItem: (/** @type {string} */ key, /** @type {string} */ value) => memory.set(key, value),
    },
  });
});

const answering = (/** @type {any} */ t, status = 0, json = {}) =>
  t.mock.method(globalThis, "fetch", async () => {
    if (!status) throw new TypeError("away");
    return { ok: status === 200, status, json: async () => json };
  });

test("all that a browser saves is saved with one key of its own", () => {
  const key = saverKey();
  noteSaved("a");
  assert.ok(key.length >= 16 && key.length <= 64);
  assert.equal(saverKey(), key);
  assert.deepEqual([isMine("a"), isMine("b")], [true, false]);
});

test("memory that is not ours begins anew", () => {
  memory.set("saved", "[");
  noteSaved("a");
  assert.ok(isMine("a"));
});

test("what is deleted is no more mine", async (t) => {
  noteSaved("a");
  const { mock } = answering(t, 200, { gone: true });
  assert.deepEqual(await deleteSaved(ROOT, "a"), { gone: true });
  const [address, { method, headers }] = mock.calls[0].arguments;
  assert.deepEqual([String(address), method], [`${ROOT}api/experiments/a`, "DELETE"]);
  assert.equal(headers.Authorization, `Bearer ${saverKey()}`);
  assert.ok(!isMine("a"));
});

for (const [status, detail, stays] of /** @type {[number, string, boolean][]} */ ([
  [0, "the server cannot be reached just now; try again in a moment", true],
  [503, "the store is busy", true],
  [404, "there is no such experiment", false],
]))
  test(`a deletion that ends with ${status} says why`, async (t) => {
    noteSaved("a");
    answering(t, status, { detail });
    assert.deepEqual(await deleteSaved(ROOT, "a"), { wrong: detail });
    assert.equal(isMine("a"), stays);
  });
