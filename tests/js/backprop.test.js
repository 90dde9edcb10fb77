// The pure parts of the microscope: how numbers are written, how a weight is read out of a step.
import assert from "node:assert/strict";
import test from "node:test";

const HOME = "../../static/js/views/lenses/backprop";
const { difference, figure, sumOf } = await import(`${HOME}/figures.js`);
const { backwardOf, bodyOf, chosenAt, fits, forwardOf, placeOf, sourcesOf, within } = await import(
  `${HOME}/reading.js`
);
const { updateLines } = await import(`${HOME}/update_lines.js`);
const { lossLine, meanLine } = await import(`${HOME}/loss_lines.js`);

const more = (count) => `${count} more`;

const TOPOLOGY = {
  inputs: ["x1", "x2"],
  layers: [
    { name: "h1", units: 2, inputs: 2, kernel: 0, bias: 4, activation: "tanh" },
    { name: "o", units: 1, inputs: 2, kernel: 6, bias: 8, activation: "tanh" },
  ],
  parameters: 9,
};

/** A step on one example, with numbers that are told apart. */
const STEP = {
  batch: null,
  inputs: [2, 3],
  target: [1],
  output: [0.5],
  output_error: [-0.5],
  loss: 0.125,
  losses: [0.125],
  layers: [
    { name: "h1", z: [10, 11], a: [0.1, 0.2], slope: [0.5, 0.25], delta: [1, 2],
      kernel_gradient: [[2, 4], [3, 6]], bias_gradient: [1, 2] },
    { name: "o", z: [12], a: [0.5], slope: [0.75], delta: [-0.375],
      kernel_gradient: [[7], [8]], bias_gradient: [-0.375] },
  ],
  update: { parameters: [0, 1, 2, 3, 4, 5, 6, 7, 8] },
}; // prettier-ignore

test("numbers are nine characters wide, with their sign", () => {
  const all = [0, 0.5, -0.123456789, 12.3456789, -99999.5, 0.00012345, -1.5e-7, 1234567];
  assert.deepEqual(
    all.map((value) => figure(value).length),
    all.map(() => 9),
  );
  assert.deepEqual(
    all.map(figure),
    ["+0.000000", "+0.500000", "−0.123457", "+12.34568", "−99999.50", "+1.234e−4", "−1.500e−7",
      "+1.235e+6"],
  ); // prettier-ignore
});

test("what is no finite number is a dash", () =>
  assert.deepEqual([null, undefined, NaN, Infinity].map(figure), ["–", "–", "–", "–"]));

test("a difference has two digits that count", () =>
  assert.deepEqual([2.63e-8, 0, null].map(difference), ["2.6e−8", "0.0e+0", "–"]));

test("a long sum is written out at its beginning", () => {
  assert.equal(sumOf(["a", "b"], more), "a + b");
  assert.equal(sumOf([..."abcdefgh"], more), "a + b + c + d + e + f + 2 more");
});

test("a place among the parameters and its weight belong together", () => {
  for (let place = 0; place < TOPOLOGY.parameters; place++)
    assert.equal(placeOf(TOPOLOGY, chosenAt(TOPOLOGY, place)), place);
  assert.deepEqual(chosenAt(TOPOLOGY, 1), { layer: 0, unit: 1, source: 0 });
  assert.deepEqual(chosenAt(TOPOLOGY, 8), { layer: 1, unit: 0, source: -1 });
});

test("what was chosen stays within a smaller network", () =>
  assert.deepEqual(within({ layer: 4, unit: 7, source: 9 }, TOPOLOGY), {
    layer: 1,
    unit: 0,
    source: 1,
  }));

test("a layer is reached by the inputs, or by the layer before", () => {
  assert.deepEqual(sourcesOf(TOPOLOGY, 0), ["x1", "x2"]);
  assert.deepEqual(sourcesOf(TOPOLOGY, 1), ["h1.0", "h1.1"]);
});

test("an answer about another network does not fit", () => {
  assert.equal(fits(STEP, TOPOLOGY), true);
  assert.equal(fits(STEP, { ...TOPOLOGY, parameters: 10 }), false);
  assert.equal(fits(null, TOPOLOGY), false);
});

test("a batch is asked for with rows for training alone", () => {
  assert.deepEqual(bodyOf({ row: 3, of: "train" }, true, null), {
    row: 3,
    of: "train",
    batch: true,
  });
  assert.deepEqual(bodyOf({ row: 3, of: "test" }, true, 5), { row: 3, of: "test", parameter: 5 });
  assert.deepEqual(bodyOf({ point: [1, 2], target: 1 }, true, null), { point: [1, 2], target: 1 });
});

test("the way forward has the terms of z", () => {
  const { z, a, bias, terms } = forwardOf(STEP, TOPOLOGY, { layer: 0, unit: 1, source: 0 });
  assert.deepEqual([z, a, bias], [11, 0.2, 5]);
  assert.deepEqual(terms, [{ weight: 1, value: 2 }, { weight: 3, value: 3 }]); // prettier-ignore
});

test("the way back to a hidden weight comes through the next layer", () => {
  const way = backwardOf(STEP, TOPOLOGY, { layer: 0, unit: 1, source: 0 });
  assert.deepEqual(way.back, [[{ delta: -0.375, weight: 7 }]]);
  assert.equal(way.error, 7 * -0.375);
  assert.deepEqual([way.slope, way.delta, way.value, way.gradient], [0.25, 2, 2, 4]);
});

test("the way back to an output begins with the loss", () => {
  const way = backwardOf(STEP, TOPOLOGY, { layer: 1, unit: 0, source: -1 });
  assert.deepEqual([way.error, way.value, way.gradient], [-0.5, 1, -0.375]);
  assert.deepEqual(way.rows, [-0.375]);
});

test("the rows of a batch add up to the gradient", () => {
  const layer = { ...STEP.layers[1], delta: [[1], [2]], kernel_gradient: [[0.7], [0]] };
  const before = { ...STEP.layers[0], a: [[0.1, 0], [0.3, 0]] }; // prettier-ignore
  const batch = { rows: [4, 5], place: 1, next: true };
  const step = { ...STEP, batch, layers: [before, layer], output_error: [[0], [0]] };
  const way = backwardOf(step, TOPOLOGY, { layer: 1, unit: 0, source: 0 });
  assert.deepEqual(way.rows, [0.1, 0.6]);
  assert.equal(way.delta, 2);
});

/** An update of one weight, 1, by a gradient of 0.5. */
const updateOf = (optimizer, constants, state, next, more = {}) => ({
  optimizer,
  constants,
  iteration: 2,
  learning_rate: 0.1,
  parameters: [1],
  gradient: [0.5],
  penalty_gradient: [0],
  state,
  truncation: null,
  new_parameters: [next],
  ...more,
});
const row = (before, after, corrected = null) => ({
  before: [before],
  after: [after],
  corrected: corrected === null ? null : [corrected],
});

test("plain descent is one line", () => {
  const lines = updateLines(updateOf("sgd", { momentum: 0 }, {}, 0.95), 0);
  assert.deepEqual(lines, [
    {
      symbol: "w′",
      formula: "w − η g",
      numbers: "+1.000000 − 0.1 · (+0.500000)",
      value: "+0.950000",
    },
  ]);
});

const RULES = {
  momentum: [{ momentum: 0.9 }, { v: row(0, -0.05) }, ["v′", "w′"]],
  nesterov: [{ momentum: 0.9 }, { v: row(0, -0.05) }, ["v′", "w′"]],
  rmsprop: [{ rho: 0.9, epsilon: 1e-7 }, { v: row(0, 0.025) }, ["v′", "w′"]],
  adagrad: [{ epsilon: 1e-7 }, { v: row(0.1, 0.35) }, ["v′", "w′"]],
  adam: [
    { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
    { m: row(0, 0.05, 0.5), v: row(0, 0.00025, 0.25) },
    ["m′", "v′", "m̂", "v̂", "w′"],
  ],
  adamw: [
    { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7, weight_decay: 0.004 },
    { m: row(0, 0.05, 0.5), v: row(0, 0.00025, 0.25) },
    ["w", "m′", "v′", "m̂", "v̂", "w′"],
  ],
  nadam: [
    { beta_1: 0.9, beta_2: 0.999, epsilon: 1e-7 },
    { m: row(0, 0.05, 0.5), v: row(0, 0.00025, 0.25) },
    ["m′", "v′", "m̂", "v̂", "w′"],
  ],
};

for (const [name, [constants, state, symbols]] of Object.entries(RULES))
  test(`every line of ${name} has its numbers`, () => {
    const lines = updateLines(updateOf(name, constants, state, 0.9), 0);
    assert.deepEqual(
      lines.map(({ symbol }) => symbol),
      symbols,
    );
    assert.equal(lines.at(-1).value, "+0.900000");
    for (const { numbers, value } of lines) assert.doesNotMatch(numbers + value, /–|NaN|undefined/);
  });

test("a weight that stops at zero has a line of its own", () => {
  const update = updateOf("sgd", {}, {}, 0, { truncation: [-0.95] });
  const lines = updateLines(update, 0);
  assert.deepEqual(
    lines.map(({ value }) => value),
    ["+0.950000", "+0.000000"],
  );
});

test("a loss has its numbers put in", () => {
  const { numbers, value } = lossLine("mse", "½ (p − y)²", [0.5], [-1], 1.125, more);
  assert.equal(numbers, "½ (+0.500000 − (−1))²");
  assert.equal(value, "+1.125000");
});

test("a Huber loss is squared or straight, as the difference is", () => {
  const numbers = (p) => lossLine("huber", "f", [p], [0], 0, more).numbers;
  assert.equal(numbers(0.5), "½ (+0.500000 − (0))²");
  assert.equal(numbers(2), "|+2.000000 − (0)| − ½");
});

test("of several classes the true one counts", () => {
  const line = lossLine("categorical_crossentropy", "−Σ y ln p", [0.2, 0.8], [0, 1], 0.22, more);
  assert.equal(line.numbers, "−ln(+0.800000)");
});

test("of several labels the mean counts", () => {
  const line = lossLine("binary_crossentropy", "f", [0.2, 0.8], [0, 1], 0.22, more);
  assert.equal(line.numbers, "(−ln(1 − (+0.200000)) + −ln(+0.800000)) / 2");
});

test("of several targets the terms are added up, where the loss does so", () => {
  const line = lossLine("sum_of_squares", "Σ ½ (p − y)²", [0.5, 1], [1, 0.5], 0.25, more);
  assert.equal(line.numbers, "½ (+0.500000 − (1))² + ½ (+1.000000 − (+0.500000))²");
  assert.equal(line.formula, "Σ ½ (p − y)²");
});

test("the loss of a batch is the mean of its rows", () => {
  const { numbers, value } = meanLine({ losses: [0.5, 1.5], loss: 1 }, more);
  assert.equal(numbers, "((+0.500000) + (+1.500000)) / 2");
  assert.equal(value, "+1.000000");
});

// lit-html asks at its import
globalThis.document = { createTreeWalker: () => ({}), createComment: () => ({}) };
const { createBlanks, hintOf, isFilled, markOf } = await import(`${HOME}/blanks.js`);

test("three digits that count are right", () => {
  for (const text of ["0.602804", "0.603", "+0.600", ",603", "6.03e-1"])
    assert.equal(markOf(text, 0.602804), "right", text);
  for (const text of ["0.61", "0.59", "6.03"]) assert.equal(markOf(text, 0.602804), "wrong", text);
});

test("the size of a small number counts, not its nearness to zero", () => {
  assert.equal(markOf("0", 1e-4), "wrong");
  assert.equal(markOf("0.0001", 1e-4), "right");
  assert.equal(markOf("0", 0), "right");
});

test("a wrong sign is told apart, and what is no number", () => {
  assert.equal(markOf("−0.603", 0.602804), "sign");
  assert.deepEqual([markOf("much", 1), markOf("", 0)], ["none", "none"]);
});

const BLANK = { kind: "a", number: 0.5 };
const LINE = { numbers: "tanh(+0.549306)" };
const fill = (mark, tries) => ({ mark, tries, text: "9" });

test("a wrong number has a hint in words, then one with numbers", () => {
  assert.match(hintOf(undefined, BLANK, LINE), /Three digits/);
  assert.match(hintOf(fill("wrong", 1), BLANK, LINE), /formula of the activation/);
  assert.match(hintOf(fill("sign", 1), BLANK, LINE), /sign is not/);
  assert.match(hintOf(fill("wrong", 2), BLANK, LINE), /tanh\(\+0\.549306\)/);
});

test("where the numbers are given, the second hint says where the number lies", () => {
  const hint = hintOf(fill("wrong", 2), { kind: "z", number: -2, given: "…" }, LINE);
  assert.equal(hint, "It lies between −2.200000 and −1.800000.");
});

test("a number is told once it is right, or after three tries", () => {
  const blanks = createBlanks();
  assert.equal(isFilled(blanks, BLANK), true); // nobody wants to fill it in
  blanks.on.value = true;
  assert.equal(isFilled(blanks, BLANK), false);
  for (const [mark, tries, expected] of [
    ["wrong", 2, false],
    ["wrong", 3, true],
    ["right", 0, true],
  ]) {
    blanks.fills.value = { a: fill(mark, tries) };
    assert.equal(isFilled(blanks, BLANK), expected, `${mark} ${tries}`);
  }
  assert.equal(isFilled(blanks, { kind: "z", number: null }), true); // there is nothing to fill in
});
