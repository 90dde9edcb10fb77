import assert from "node:assert/strict";
import test from "node:test";

// lit-html asks at its import
globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { createAnnouncer } = await import("../../static/js/views/announcer.js");

/** An announcer, what it has said, and time that passes when it is told to. */
function announcer(t) {
  t.mock.timers.enable({ apis: ["setTimeout", "Date"] });
  const said = [];
  return {
    said,
    tell: createAnnouncer((words) => said.push(words)),
    pass: (milliseconds) => t.mock.timers.tick(milliseconds),
  };
}

test("while it runs there is news every five seconds at most, and then the newest", (t) => {
  const { said, tell, pass } = announcer(t);
  for (let epoch = 0; epoch < 100; epoch++) (tell("running", `Epoch ${epoch}`), pass(100));
  pass(5000);
  assert.deepEqual(said, ["running. Epoch 0", "running. Epoch 49", "running. Epoch 99"]);
});

test("another status is told at once, with no word of the old one after it", (t) => {
  const { said, tell, pass } = announcer(t);
  for (const [status, news] of [
    ["running", "Epoch 0"],
    ["running", "Epoch 1"],
    ["paused", "Epoch 2"],
  ])
    tell(status, news);
  pass(10_000);
  assert.deepEqual(said, ["running. Epoch 0", "paused. Epoch 2"]);
});

test("the last picture after a pause is told soon", (t) => {
  const { said, tell, pass } = announcer(t);
  for (const news of ["Epoch 3", "Epoch 4", "Epoch 5"]) tell("paused", news);
  pass(500);
  assert.deepEqual(said, ["paused. Epoch 3", "paused. Epoch 5"]);
});

test("the same words are said once", (t) => {
  const { said, tell, pass } = announcer(t);
  for (let i = 0; i < 9; i++) (tell("running", "Epoch 1"), pass(3000));
  assert.deepEqual(said, ["running. Epoch 1"]);
});
