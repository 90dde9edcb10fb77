// A fragment says which lens is open, beside an experiment or the secret of a run.
import assert from "node:assert/strict";
import test from "node:test";

import { lensOf, withLens } from "../../static/js/store/fragments.js";
import { lensNamed, LENSES } from "../../static/js/views/lenses/lenses.js";
import { LENS_WORDS } from "../../static/js/words/en/lens_names.js";

for (const [fragment, lens, rest] of [
  ["", "", ""],
  ["#lens=curve", "curve", ""],
  ["#data=xor&lens=curve", "curve", "data=xor"],
  ["lens=curve&data=xor", "curve", "data=xor"],
  ["#data=xor&amp;lens=curve&amp;rate=1", "curve", "data=xor&rate=1"],
  ["#s3cr3t_t-oken", "", "s3cr3t_t-oken"],
  ["#s3cr3t_t-oken&lens=curve", "curve", "s3cr3t_t-oken"],
  ["#lens=", "", ""],
  ["#lens=%3Cb%3E%26", "<b>&", ""],
  ["#lens=%", "%", ""],
  ["#lens=a&lens=b", "a", ""],
  ["#title=lens=curve", "", "title=lens=curve"],
])
  test(`${fragment || "nothing"} names ${lens || "no lens"}, beside ${rest || "nothing"}`, () => {
    assert.equal(lensOf(fragment), lens);
    assert.equal(withLens(fragment, ""), rest);
  });

test("a lens takes the place of another one, and comes back as it was written", () => {
  assert.equal(withLens("#data=xor&lens=curve", "threshold"), "data=xor&lens=threshold");
  assert.equal(lensOf(withLens("", "a b&c=d\ufffd")), "a b&c=d\ufffd");
});

test("each lens has a name of its own and words", () => {
  assert.equal(new Set(LENSES.map(({ name }) => name)).size, LENSES.length);
  for (const lens of LENSES) {
    assert.equal(lensNamed(lens.name), lens);
    assert.ok(LENS_WORDS[lens.name].label && LENS_WORDS[lens.name].about);
  }
});

test("the microscope says why it has nothing to say of a rule without gradients", () => {
  const barrier = (/** @type {object} */ training) =>
    lensNamed("backprop").barrier({ settled: { value: { training, network: {} } } });
  assert.match(barrier({ rule: "perceptron" }), /no gradient/);
  assert.equal(barrier({}), "");
});
