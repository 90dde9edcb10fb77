import assert from "node:assert/strict";
import test from "node:test";

import { save } from "../../static/js/transport/saved.js";
import { RUN, answers, asked, greeted, settled, sockets } from "./line.js";

test("a run is made of the experiment and greeted with its token and the view", async (t) => {
  await greeted(t);
  assert.deepEqual(asked, [
    ["https://example.test/play/api/runs", { experiment: { title: "mine" } }],
  ]);
  assert.equal(sockets[0].address, "wss://example.test/play/api/runs/abc/stream");
  assert.deepEqual(sockets[0].sent, [
    { type: "hello", token: "secret", after: -1, view: { neuron: "x1" } },
  ]);
});

test(
  "a line that was cut is taken up again after the last frame drawn, on the same " + "run",
  async (t) => {
    const { stream, open, pass, states } = await greeted(t);
    stream.acknowledge(41);
    sockets[0].close();
    await pass(300);
    await open();
    assert.deepEqual([asked.length, sockets[1].sent[0].after], [1, 41]);
    assert.deepEqual(states(), ["live", "away", "live"]);
  },
);

test("a computer that goes offline waits for no farewell", async (t) => {
  const { stream, states } = await greeted(t);
  sockets[0].close = () => {};
  stream.cut();
  assert.deepEqual([states(), stream.send({ type: "start" })], [["live", "away"], false]);
});

test("a run that the server has forgotten is made anew, and told", async (t) => {
  const { stream, told, open, pass } = await greeted(t);
  stream.acknowledge(41);
  sockets[0].onclose({ code: 4404, reason: "no such run" });
  await pass(300);
  await open();
  assert.deepEqual([asked.length, sockets[1].sent[0].after], [2, -1]);
  assert.ok(told.some(([name]) => name === "lost"));
});

test("a run of an earlier visit is followed, and none is made", async (t) => {
  const { told } = await greeted(t, { status: 201, json: RUN }, { ...RUN, control_token: "mine" });
  assert.deepEqual([asked.length, sockets[0].sent[0].token], [0, "mine"]);
  assert.deepEqual(told.at(-1), ["run", { ...RUN, control_token: "mine" }]);
});

test("if a run of an earlier visit is gone, another begins at once without a word", async (t) => {
  const left = { ...RUN, id: "gone", stream_url: "/api/runs/gone/stream" };
  const { told, states } = await greeted(t, { status: 503, json: {} }, left);
  answers.splice(0, 1, { status: 201, json: RUN });
  sockets[0].onclose({ code: 4404, reason: "no such run" });
  await settled();
  assert.deepEqual([asked.length, sockets[1].address.includes("/abc/")], [1, true]);
  assert.deepEqual([states(), told.some(([name]) => name === "lost")], [[], false]);
});

test("each try waits longer than the one before, up to ten seconds", async (t) => {
  const { pass } = await greeted(t);
  sockets[0].close();
  for (const wait of [300, 600, 1200, 2400, 4800, 9600, 10_000, 10_000]) {
    const before = sockets.length;
    await pass(wait - 1);
    assert.equal(sockets.length, before, `not before ${wait} ms`);
    await pass(1);
    assert.equal(sockets.length, before + 1, `after ${wait} ms`);
    sockets.at(-1).close();
  }
});

test(
  "of the longest wait each page takes a share by chance, so that a class does not come back " +
    "at one moment",
  async (t) => {
    const { pass } = await greeted(t);
    t.mock.method(Math, "random", () => 0.25);
    sockets[0].close();
    for (const wait of [75, 150, 300, 600]) {
      await pass(wait - 1);
      const before = sockets.length;
      await pass(1);
      assert.equal(sockets.length, before + 1, `after ${wait} ms`);
      sockets.at(-1).close();
    }
  },
);

test("a silent line is asked whether it is alive, and an answer is enough", async (t) => {
  const { pass, states } = await greeted(t);
  for (let times = 0; times < 3; times++) {
    await pass(4000);
    assert.deepEqual(sockets[0].sent.at(-1), { type: "ping" });
    await pass(7999);
    sockets[0].says({ type: "pong" });
  }
  assert.deepEqual([states(), sockets.length], [["live"], 1]);
});

test("a line on which nobody answers is given up for another", async (t) => {
  const { pass, states, open } = await greeted(t);
  sockets[0].close = () => {}; // no farewell comes
  await pass(4000);
  await pass(8000);
  assert.deepEqual(states(), ["live", "away"]);
  await pass(300);
  await open();
  assert.deepEqual([states().at(-1), sockets.length], ["live", 2]);
});

test("a line that never opens is given up too", async (t) => {
  const { pass, states } = await greeted(t);
  sockets[0].close();
  await pass(300);
  sockets[1].close = () => {};
  await pass(4000);
  await pass(8000);
  await pass(600);
  assert.deepEqual([states(), sockets.length, sockets[1].sent], [["live", "away", "away"], 3, []]);
});

test("what is asked for before the first greeting is sent after it", async (t) => {
  const { stream, open } = await greeted(t, { status: 503, json: {} });
  assert.ok(stream.send({ type: "start" }));
  t.mock.timers.tick(300);
  await open();
  assert.deepEqual(
    sockets[0].sent.map(({ type }) => type),
    ["hello", "start"],
  );
});

test("while the line is cut nothing can be sent, and that is said", async (t) => {
  const { stream } = await greeted(t);
  sockets[0].close();
  assert.equal(stream.send({ type: "start" }), false);
});

test("frames and messages are handed on", async (t) => {
  const { told } = await greeted(t);
  const bytes = new ArrayBuffer(4);
  sockets[0].onmessage({ data: bytes });
  sockets[0].says({ type: "status" });
  assert.deepEqual(told.slice(-2), [
    ["frame", bytes],
    ["message", { type: "status" }],
  ]);
});

test("somebody's run is followed by its id, and none is made when it has ended", async (t) => {
  const { stream, told, pass } = await greeted(t);
  stream.watch("theirs", "");
  sockets.length = asked.length = 0;
  void stream.start();
  await settled();
  assert.equal(sockets[0].address, "wss://example.test/play/api/runs/theirs/stream");
  sockets[0].onclose({ code: 4404, reason: "no such run" });
  await pass(20_000);
  assert.deepEqual([asked.length, sockets.length], [0, 1]);
  assert.ok(told.some(([name]) => name === "lost"));
});

test("what is saved answers with its id, and what cannot be saved with the reason", async (t) => {
  const { stream } = await greeted(t);
  answers.push(
    { status: 201, json: { id: "abc" } },
    { status: 507, json: { detail: "the store is full" } },
  );
  const saved = await save(stream.api, { experiment: { title: "x" } }, true);
  assert.deepEqual(saved, { id: "abc" });
  assert.deepEqual(asked.at(-1), [
    "https://example.test/play/api/experiments",
    { experiment: { title: "x" }, listed: true, saver_key: "mine" },
  ]);
  assert.deepEqual(await save(stream.api, { experiment: {} }, false), {
    error: "the store is full",
  });
});

test(
  "a command too large for the stream goes by POST, and its answer is told as the stream's " +
    "are",
  async (t) => {
    const { stream, told } = await greeted(t);
    const large = { type: "load", number: 7, experiment: { title: "x".repeat(50_000) } };
    answers.push({ status: 202, json: { seq: 3 } }, { status: 422, json: { detail: "too odd" } });
    assert.ok(stream.send(large) && stream.send(large));
    await settled();
    assert.deepEqual(asked.at(-1), ["https://example.test/play/api/runs/abc/commands", large]);
    assert.deepEqual(told.slice(-2), [
      ["message", { type: "done", number: 7, seq: 3 }],
      ["message", { type: "error", number: 7, detail: "too odd" }],
    ]);
    assert.equal(
      sockets[0].sent.some(({ type }) => type === "load"),
      false,
    );
  },
);

test(
  "a command behind one that went by POST waits until that is answered; an acknowledgement " +
    "does not",
  async (t) => {
    const { stream } = await greeted(t);
    const large = { type: "load", number: 7, experiment: { title: "x".repeat(50_000) } };
    const sent = [];
    const replies = [];
    t.mock.method(globalThis, "fetch", (_, { body }) => {
      sent.push(JSON.parse(body).number);
      return new Promise((reply) =>
        replies.push(() => reply({ ok: true, json: async () => ({}) })),
      );
    });
    stream.send(large);
    stream.send({ type: "start", number: 8 });
    stream.acknowledge(3);
    await settled();
    assert.deepEqual([sent, sockets[0].sent.at(-1)], [[7], { type: "ack", seq: 3 }]);
    for (const reply of [0, 1]) (replies[reply](), await settled());
    assert.deepEqual(sent, [7, 8]);
    stream.send({ type: "pause", number: 9 });
    assert.deepEqual(sockets[0].sent.at(-1), { type: "pause", number: 9 });
  },
);

const status = (can_control) => ({ type: "status", can_control });
const parts = (told) =>
  told.filter(([name]) => name === "message").map(([, { can_control }]) => can_control);

test(
  "a viewer who takes control back steers on with the new secret, and hears nothing of the " +
    "time between",
  async (t) => {
    const { stream, told } = await greeted(t);
    answers.push({ status: 200, json: { control_token: "new" } });
    const taken = stream.takeBack();
    sockets[0].says(status(false));
    assert.equal(await taken, "");
    assert.deepEqual(sockets[0].sent.at(-1), { type: "control", token: "new" });
    sockets[0].says(status(false)); // said before the server heard the new secret
    sockets[0].says(status(true));
    assert.deepEqual(parts(told), [true, true, true]);
  },
);

test(
  "after control was taken back the next hello has the new secret, and later losses are " + "told",
  async (t) => {
    const { stream, told, open, pass } = await greeted(t);
    answers.push({ status: 200, json: { control_token: "new" } });
    await stream.takeBack();
    sockets[0].close();
    await pass(300);
    await open();
    assert.equal(sockets[1].sent[0].token, "new");
    sockets[1].says(status(false));
    assert.deepEqual(parts(told), [false]);
  },
);

test("control that somebody else has taken back before is lost, and the reason told", async (t) => {
  const { stream, told } = await greeted(t);
  answers.push({ status: 403, json: { detail: "not the token" } });
  const taken = stream.takeBack();
  sockets[0].says(status(false));
  assert.equal(await taken, "not the token");
  assert.deepEqual([parts(told).at(-1), sockets[0].sent.length], [false, 1]);
});

test(
  "runs, experiments and tables are made in the name of this tab, which the server " + "paces",
  async (t) => {
    const { stream } = await greeted(t);
    const names = [];
    const { Tables } = await import("../../static/js/transport/tables.js");
    t.mock.method(
      globalThis,
      "fetch",
      async (_, { headers }) => (
        names.push(headers["Playground-Session"]),
        { ok: true, json: async () => RUN }
      ),
    );
    await save(stream.api, { experiment: {} }, false);
    await new Tables("https://example.test/").upload(new Blob(["a"]), {});
    await stream.api.command(RUN, { type: "pause" });
    assert.deepEqual(names, ["tab", "tab", "tab"]);
  },
);
