// The microscope on paper: what is asked for is told nowhere on the page with the blanks.
import assert from "node:assert/strict";
import test from "node:test";

const { withBlanks } = await import("../../static/js/views/lenses/backprop/paper_lines.js");

const line = (symbol, value, numbers) => ({ symbol, formula: "f", numbers, value });
const STOPS = [
  [
    { about: "", line: line("z", "+0.500000", "(+1.000000) · (+0.500000)"),
      blank: { kind: "z", number: 0.5, given: "w · x" } },
    { about: "", line: line("a", "+0.462117", "tanh(+0.500000)"),
      blank: { kind: "a", number: 0.462117 } },
    { note: "all of the layer", reveals: true },
  ],
  [
    { note: "outputs" },
    { about: "", line: line("ℓ", "+0.144659", "½ ((+0.462117) − (+1.000000))²") },
  ],
  [
    { note: "the chain rule" },
    { about: "", line: line("∂a/∂z", "+0.786448") },
    { about: "", line: line("∂L/∂w", "+0.000000", "(+0.786448) · (+0.000000)"),
      blank: { kind: "gradient", number: 0 } },
    { note: "new weight" },
  ],
]; // prettier-ignore

test("a number that is asked for is blank, and its symbol stands where a formula has it", () => {
  const [forward, loss, backward] = withBlanks(STOPS);
  assert.deepEqual(
    forward.map(({ line: { numbers, value } }) => [numbers, value]),
    [
      ["w · x", ""],
      ["tanh(z)", ""],
    ],
  );
  assert.deepEqual(
    loss.map(({ line: { numbers, value } }) => [numbers, value]),
    [["½ ((a) − (+1.000000))²", ""]],
  );
  assert.deepEqual(backward[0], { note: "the chain rule" });
  assert.equal(backward[1].line.value, "+0.786448");
  assert.equal(backward[2].line.value, "");
  assert.equal(backward.length, 3);
});

test("a blank that is 0 hides no other 0", () => {
  const more = [{ about: "", line: line("b", "+0.000000") }];
  assert.equal(withBlanks([...STOPS, more])[3][0].line.value, "+0.000000");
});
