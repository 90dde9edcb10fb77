// What the page says of its line to the server: its own words, and around them what to do.
import assert from "node:assert/strict";
import test from "node:test";

// lit-html asks at its import
globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { barrier } = await import("../../static/js/views/messages.js");

const told = (connection, said = "") =>
  barrier({ connection: { value: connection }, said: { value: said } });

for (const state of ["limited", "refused", "ceased", "failed"])
  test(`a server that is ${state} is quoted, and advice follows`, () => {
    assert.match(
      told(state, "a session has at most 8 runs"),
      /: “a session has at most 8 runs”\. \S/,
    );
    assert.match(told(state, "It is so."), /: “It is so”\. /);
    assert.doesNotMatch(told(state), /[“”:]/);
  });

test("a server that cannot be reached or has no room is not quoted", () => {
  for (const state of ["away", "full", "ended"])
    assert.doesNotMatch(told(state, "Failed to fetch"), /fetch/);
});

test("of a long speech the beginning is shown", () => {
  assert.ok(told("failed", "x".repeat(100_000)).includes(`${"x".repeat(159)}…”`));
});

test("nothing is wrong with a line that is live", () =>
  assert.deepEqual([told("live", "x"), told("connecting")], ["", "Connecting to the server …"]));
