// What the server refuses, and when it is asked again.
import assert from "node:assert/strict";
import test from "node:test";

import { asked, greeted, settled, sockets } from "./line.js";

for (const [status, state] of [
  [429, "limited"],
  [503, "full"],
  [500, "away"],
])
  test(
    `an answer ${status} means that the server is ${state}, in its own words, and another ` + `try`,
    async (t) => {
      const { told, states, pass, open } = await greeted(t, {
        status,
        json: { detail: "a session has at most 8 runs" },
      });
      assert.deepEqual(told, [["state", state, "a session has at most 8 runs"]]);
      await pass(300);
      await open();
      assert.deepEqual(states(), [state, "live"]);
    },
  );

for (const [code, state] of [
  [4403, "refused"],
  [1008, "ceased"],
  [1011, "failed"],
  [1013, "full"],
  [1012, "away"],
  [1006, "away"],
])
  test(
    `a stream that ends with ${code} means that the server is ${state}, in its own ` + `words`,
    async (t) => {
      const { told } = await greeted(t);
      sockets[0].onclose({ code, reason: "for a reason" });
      assert.deepEqual(told.at(-1), ["state", state, "for a reason"]);
    },
  );

test("a page that is not let in asks less and less often, up to every five minutes", async (t) => {
  const { pass } = await greeted(t);
  const refuse = () =>
    sockets.at(-1).onclose({ code: 4403, reason: "this page may not open streams here" });
  refuse();
  for (const wait of [
    300, 600, 1200, 2400, 4800, 9600, 19_200, 38_400, 76_800, 153_600, 300_000, 300_000,
  ]) {
    const before = sockets.length;
    await pass(wait - 1);
    assert.equal(sockets.length, before, `not before ${wait} ms`);
    await pass(1);
    assert.equal(sockets.length, before + 1, `after ${wait} ms`);
    refuse();
  }
});

for (const status of [429, 503])
  test(
    `a server that answers ${status} is not asked before the time it names, not even when the ` +
      "line is back",
    async (t) => {
      const { stream, pass } = await greeted(t, {
        status,
        json: { detail: "later" },
        headers: { "Retry-After": "30" },
      });
      stream.retry();
      await pass(30_299);
      assert.equal(asked.length, 1);
      await pass(1);
      assert.equal(asked.length, 2);
      sockets[0].close();
      stream.retry();
      await settled();
      assert.equal(sockets.length, 2);
    },
  );

test("an experiment that the server refuses is told with the reason", async (t) => {
  const { told } = await greeted(t, { status: 422, json: { detail: "too many weights" } });
  assert.deepEqual(told[0], ["refused", "too many weights", undefined]);
});

test("an experiment whose table the server has not is told too", async (t) => {
  const { told } = await greeted(t, {
    status: 404,
    json: { detail: "there is no such data set", code: "no_such_dataset" },
  });
  assert.deepEqual(told[0], ["refused", "there is no such data set", "no_such_dataset"]);
});

test("a link whose trained network is gone is told", async (t) => {
  const { told } = await greeted(t, {
    status: 410,
    json: { detail: "it is not on this server any more", code: "no_network" },
  });
  assert.deepEqual(told[0], ["refused", "it is not on this server any more", "no_network"]);
});

test("whatever else is not found is no fault of the experiment", async (t) => {
  const { told } = await greeted(t, {
    status: 404,
    json: { detail: "not here", code: "not_found" },
  });
  assert.deepEqual(
    told.filter(([name]) => name === "refused"),
    [],
  );
});
