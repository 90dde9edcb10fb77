// A page that was left may be held by the browser, as it is, for the way back.
import assert from "node:assert/strict";
import test from "node:test";

import { asked, greeted, page, sockets } from "./line.js";

test("a page that was left watches its run again only when it is come back to", async (t) => {
  const { open, pass, states } = await greeted(t);
  page.dispatchEvent(new Event("pagehide"));
  assert.deepEqual([sockets.length, states()], [1, ["live", "away"]]);
  page.dispatchEvent(Object.assign(new Event("pageshow"), { persisted: true }));
  await open();
  assert.deepEqual([sockets.length, asked.length], [2, 1]);
  await pass(300);
  assert.deepEqual([sockets.length, states()], [2, ["live", "away", "live"]]);
});
