// Questions about a run whose network is being changed.
import assert from "node:assert/strict";
import test from "node:test";

import { signal } from "../../static/vendor/signals-core/signals-core.mjs";
import { createRunQuestions } from "../../static/js/pages/run_questions.js";

const DROPPED = { answer: null, refusal: null };

/** Questions to a server that answers by hand; `asked` has the path and signal of each, `page` what
 * the page knows of the run. */
function questions() {
  const asked = [];
  const page = { pending: new Map(), answered: 0, progress: signal({ seq: 1 }) };
  const ask = (path, body, signal) =>
    new Promise((answer) => asked.push({ path, body, signal, answer }));
  const made = createRunQuestions({ run: { id: "abc" }, api: { ask } }, () => page);
  return { ...made, asked, page };
}

const TOLD = { answer: { updates: 1 }, refusal: null };

test("the run is asked by its address, and what it answers is handed on", async () => {
  const { ask, asked } = questions();
  const told = ask("predict", { rows: [[1, 2]] });
  const [{ path, body, answer }] = asked;
  answer(TOLD);
  assert.deepEqual([path, body, await told], ["api/runs/abc/predict", { rows: [[1, 2]] }, TOLD]);
});

for (const type of ["load", "undo", "redo"])
  test(`${type} ends a question under way, and its answer is dropped`, async () => {
    const { ask, tell, asked } = questions();
    const told = ask("perceptron");
    tell({ type });
    assert.ok(asked[0].signal.aborted);
    asked[0].answer({ answer: null, refusal: { detail: "", again: 0 } });
    assert.deepEqual(await told, DROPPED);
  });

test("nothing is asked until a change is answered, and the page has what it made", async () => {
  const { ask, asked, page } = questions();
  page.pending.set(7, "load");
  assert.deepEqual([await ask("perceptron"), asked.length], [DROPPED, 0]);
  page.pending.delete(7);
  page.answered = 2;
  assert.deepEqual([await ask("perceptron"), asked.length], [DROPPED, 0]);
  page.progress.value = { seq: 2 };
  void ask("perceptron");
  assert.equal(asked.length, 1);
});

test("a command that leaves the network as it is ends no question", async () => {
  const { ask, tell, asked, page } = questions();
  const told = ask("perceptron");
  tell({ type: "step" });
  page.pending.set(8, "step");
  asked[0].answer(TOLD);
  assert.deepEqual(await told, TOLD);
});
