// The line to the server: for each of its states the reason why nothing can be steered just now.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

// lit-html asks at its import
globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { barrier } = await import("../../static/js/views/connection.js");

const STREAM = new URL("../../static/js/transport/stream.js", import.meta.url);
const reason = (state) => barrier({ connection: { value: state } });

test("nothing is in the way while the line is live", () => {
  assert.equal(reason("live"), "");
});

test("each other state of the stream has its reason", () => {
  const text = readFileSync(STREAM, "utf8");
  const tables = text.match(/^const (?:ANSWERS|ENDS) = \{[^}]*\}/gms).join();
  const states = [...tables.matchAll(/"(\w+)"/g)].map(([, state]) => state);
  assert.ok(states.includes("full"), `${states}`);
  const reasons = [...new Set([...states, "connecting", "away", "ended"])].map(reason);
  assert.ok(reasons.every(Boolean), `${reasons}`);
  assert.equal(new Set(reasons).size, reasons.length);
});
