// How the lens on the perceptron asks how many mistakes other orders would make.
import assert from "node:assert/strict";
import test from "node:test";

import { signal } from "../../static/vendor/signals-core/signals-core.mjs";

globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { followOrders } = await import("../../static/js/views/lenses/perceptron.js");

/** A page that is asked, each question answered by hand. */
function opened(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const answers = [];
  const askRun = () => new Promise((answer) => answers.push(answer));
  const page = { askRun, generation: signal(1), connection: signal("live") };
  const orders = signal(null);
  return { answers, orders, stop: followOrders(page, { orders }) };
}

const BUSY = { answer: null, refusal: { detail: "busy", again: 1000 } };
const settle = () => new Promise((done) => setImmediate(done));

test("what was refused for a while is asked again", async (t) => {
  const { answers, orders } = opened(t);
  t.mock.timers.tick(600);
  answers[0](BUSY);
  await settle();
  t.mock.timers.tick(600);
  answers[1]({ answer: [3, 4], refusal: null });
  await settle();
  assert.deepEqual(orders.value, [3, 4]);
});

test("a lens that was closed meanwhile asks no more", async (t) => {
  const { answers, stop } = opened(t);
  t.mock.timers.tick(600);
  stop();
  answers[0](BUSY);
  await settle();
  t.mock.timers.tick(600);
  assert.equal(answers.length, 1);
});
