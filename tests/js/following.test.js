// What asks about a run again and again while it moves.
import assert from "node:assert/strict";
import test from "node:test";

import { signal } from "../../static/vendor/signals-core/signals-core.mjs";
import { followRun, livePace } from "../../static/js/views/following.js";

const PACE = 100;

/** A page whose run can be moved, and what was asked about it; answers are given by hand. */
function following(t, page = {}) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  globalThis.document = Object.assign(new EventTarget(), { hidden: false });
  const state = {
    progress: signal({ seq: 1 }),
    generation: signal(1),
    status: signal("running"),
    connection: signal("live"),
    run: signal({ canControl: true, viewers: 1 }),
    ...page,
  };
  const asked = [];
  const taken = [];
  const follows = followRun(state, {
    ask: () => new Promise((answer) => asked.push(answer)),
    take: (told) => taken.push(told),
    pace: () => PACE,
  });
  return {
    ...state,
    asked,
    taken,
    follows,
    pass(milliseconds) {
      now += milliseconds;
      t.mock.timers.tick(milliseconds);
    },
    move: () => (state.progress.value = { seq: state.progress.value.seq + 1 }),
    async answer(told = { answer: asked.length, refusal: null }) {
      asked.at(-1)(told);
      await new Promise(setImmediate);
    },
  };
}

test("it asks at once, and again when the run has moved and the pace has passed", async (t) => {
  const run = following(t);
  run.pass(0);
  assert.equal(run.asked.length, 1);
  await run.answer();
  run.pass(PACE);
  assert.equal(run.asked.length, 1); // it stands where it was
  run.move();
  run.pass(0);
  assert.equal(run.asked.length, 2);
  await run.answer();
  run.move();
  run.pass(PACE - 1);
  assert.equal(run.asked.length, 2);
  run.pass(1);
  assert.equal(run.asked.length, 3);
});

test("it never asks twice at once, however fast the run moves", async (t) => {
  const run = following(t);
  run.pass(0);
  for (let i = 0; i < 5; i++) (run.move(), run.pass(PACE));
  assert.equal(run.asked.length, 1);
  await run.answer();
  run.pass(0);
  assert.equal(run.asked.length, 2);
});

test("a page that nobody sees does not ask until somebody does", async (t) => {
  const run = following(t);
  document.hidden = true;
  run.pass(PACE);
  assert.equal(run.asked.length, 0);
  document.hidden = false;
  document.dispatchEvent(new Event("visibilitychange"));
  run.pass(PACE);
  assert.equal(run.asked.length, 1);
});

test("it asks when the server is there again", (t) => {
  const run = following(t, { connection: signal("away") });
  run.pass(PACE);
  assert.equal(run.asked.length, 0);
  run.connection.value = "live";
  run.pass(0);
  assert.equal(run.asked.length, 1);
});

test("a refusal is taken, and asked again no earlier than the server says", async (t) => {
  const run = following(t);
  run.pass(0);
  await run.answer({ answer: null, refusal: { detail: "busy", again: 5000 } });
  assert.equal(run.taken[0].refusal.detail, "busy");
  run.pass(4999);
  assert.equal(run.asked.length, 1);
  run.pass(1);
  assert.equal(run.asked.length, 2);
});

test("what will not be answered is not asked again until the run moves", async (t) => {
  const run = following(t);
  run.pass(0);
  await run.answer({ answer: null, refusal: { detail: "no such neuron", again: Infinity } });
  run.pass(60_000);
  assert.equal(run.asked.length, 1);
  run.move();
  run.pass(PACE);
  assert.equal(run.asked.length, 2);
});

test("another question is asked at once, and the answer to the last one dropped", async (t) => {
  const run = following(t);
  run.pass(0);
  run.follows.again();
  await run.answer({ answer: "of before", refusal: null });
  run.pass(0);
  assert.deepEqual([run.asked.length, run.taken], [2, []]);
  await run.answer({ answer: "of now", refusal: null });
  assert.deepEqual(run.taken, [{ answer: "of now", refusal: null }]);
});

test("what was stopped asks no more and takes nothing", async (t) => {
  const run = following(t);
  run.pass(0);
  run.follows.stop();
  await run.answer();
  run.move();
  run.pass(60_000);
  assert.deepEqual([run.asked.length, run.taken], [1, []]);
});

for (const [canControl, viewers, pace] of [
  [true, 30, 100],
  [false, 30, 3000],
  [false, 0, 100],
])
  test(`${viewers} viewers, ${canControl ? "steering" : "watching"}: ${pace} ms apart`, () =>
    assert.equal(livePace({ run: signal({ canControl, viewers }) }), pace));

test("a question that a change overtook is asked again, and not taken", async (t) => {
  const run = following(t);
  run.pass(0);
  await run.answer({ answer: null, refusal: null });
  assert.deepEqual([run.asked.length, run.taken.length], [1, 0]);
  run.pass(PACE);
  await run.answer();
  assert.deepEqual([run.asked.length, run.taken.length], [2, 1]);
});
