// A long list of pictures comes in pages, all of one epoch.
import assert from "node:assert/strict";
import test from "node:test";

import { askPages } from "../../static/js/images/pages.js";

/** A server with a list of so many pictures; `epochs` are those of its answers, one by one. */
function serverOf(total, epochs = []) {
  const asked = [];
  const ask = async (first, count) => {
    asked.push([first, count]);
    const length = Math.max(0, Math.min(count, total - first));
    const pictures = Array.from({ length }, (_, at) => ({ id: first + at }));
    return { answer: { epoch: epochs[asked.length - 1] ?? 3, total, pictures }, refusal: null };
  };
  return { ask, asked };
}

const ids = ({ answer }) => answer.pictures.map(({ id }) => id);
const upTo = (count) => Array.from({ length: count }, (_, at) => at);

for (const [total, count, questions] of [
  [0, 24, 1],
  [93, 24, 1],
  [93, 224, 1],
  [100, 224, 1],
  [101, 224, 2],
  [450, 424, 5],
])
  test(`${count} of ${total} pictures take ${questions} questions`, async () => {
    const { ask, asked } = serverOf(total);
    assert.deepEqual(ids(await askPages(ask, count)), upTo(Math.min(total, count)));
    assert.equal(asked.length, questions);
    assert.ok(asked.every(([, most]) => most >= 1 && most <= 100));
  });

test("where the run moves on between two pages, those of the first epoch are shown", async () => {
  const { ask } = serverOf(300, [7, 7, 8]);
  const found = await askPages(ask, 300);
  assert.deepEqual(ids(found), upTo(200));
  assert.deepEqual([found.answer.epoch, found.answer.total], [7, 300]);
});

test("a refusal is handed on", async () => {
  const refused = { answer: null, refusal: { detail: "no", again: 0 } };
  assert.equal(await askPages(async () => refused, 24), refused);
});
