// Questions about a run whose network is being changed.
import assert from "node:assert/strict";
import test from "node:test";

import { createRunQuestions } from "../../static/js/pages/run_questions.js";

const DROPPED = { answer: null, refusal: null };

/** Questions to a server that answers by hand; `asked` has the path and signal of each. */
function questions() {
  const asked = [];
  const pending = new Map();
  const ask = (path, body, signal) =>
    new Promise((answer) => asked.push({ path, body, signal, answer }));
  const made = createRunQuestions({ run: { id: "abc" }, api: { ask } }, () => ({ pending }));
  return { ...made, asked, pending };
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

test("nothing is asked until a change is answered", async () => {
  const { ask, asked, pending } = questions();
  pending.set(7, "load");
  assert.deepEqual([await ask("perceptron"), asked.length], [DROPPED, 0]);
  pending.delete(7);
  void ask("perceptron");
  assert.equal(asked.length, 1);
});

test("a command that leaves the network as it is ends no question", async () => {
  const { ask, tell, asked, pending } = questions();
  const told = ask("perceptron");
  tell({ type: "step" });
  pending.set(8, "step");
  asked[0].answer(TOLD);
  assert.deepEqual(await told, TOLD);
});
