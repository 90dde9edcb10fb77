// The logic lab's boards: they answer as the engine's circuits do (tests/data/circuits.json), and
// what does not fit is refused with its reason.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { decode as experimentOf } from "../../static/js/store/address.js";
import { emptyBoard, withElement, withKind, without, wired } from "../../static/js/logic/board.js";
import { decode, encode, numberIn, weightIn } from "../../static/js/logic/board_address.js";
import { truthTable } from "../../static/js/logic/circuits.js";
import { circuitOf, partOf, tableOf, whatIsMissing } from "../../static/js/logic/flat.js";
import { GATES } from "../../static/js/logic/gates.js";
import { GOALS, rightRows } from "../../static/js/logic/goals.js";
import { learningOf } from "../../static/js/logic/learning.js";
import { layoutOf } from "../../static/js/logic/layout.js";
import { GOAL_WORDS, KIND_WORDS } from "../../static/js/words/en/logic.js";
import { catalog } from "./catalog.js";

const AGREED = JSON.parse(readFileSync(new URL("../data/circuits.json", import.meta.url), "utf8"));
const XOR = AGREED.boards[0].address;
const columnsOf = (table) => table[0].map((_, k) => table.map((row) => row[k]));

for (const { gate, inputs, k = 0, weights, threshold } of AGREED.gates)
  test(`the gate ${gate} has the weights agreed on`, () =>
    assert.deepEqual(GATES[gate].make(inputs, k), { weights, threshold }));

test("every goal and kind has its words", () => {
  assert.deepEqual(Object.keys(GOAL_WORDS), Object.keys(GOALS));
  assert.deepEqual(Object.keys(KIND_WORDS), [...Object.keys(GATES), "own"]);
});

for (const [name, { inputs, outputs }] of Object.entries(AGREED.goals))
  test(`the goal ${name} wants the table agreed on`, () => {
    assert.deepEqual(GOALS[name].inputs, inputs);
    assert.deepEqual(GOALS[name].outputs, Object.keys(outputs));
    const columns = Object.values(outputs);
    const table = columns[0].map((_, row) => columns.map((column) => column[row]));
    assert.ok(rightRows(GOALS[name], table).every(Boolean));
    const other = table.map((row, at) => (at ? row : row.map((value) => 1 - value)));
    assert.deepEqual(
      rightRows(GOALS[name], other),
      table.map((_, at) => at > 0),
    );
  });

for (const { case: name, address, circuit, columns } of AGREED.boards)
  test(`${name}: the board is the circuit agreed on, and so is its table`, () => {
    const { shown, misfits } = decode(address);
    assert.deepEqual(misfits, []);
    assert.deepEqual(circuitOf(shown.board), circuit);
    assert.deepEqual(columnsOf(truthTable(circuit)), columns);
    assert.deepEqual(columnsOf(tableOf(shown.board)), columns);
    assert.equal(encode(shown), address);
  });

test("an address of an empty board is empty", () => assert.equal(encode(decode("").shown), ""));

const WRONG = {
  "goal=nand": [["goal", "must be one of not, and, or, and-not, xor, half-adder, majority, free"]],
  "goal=free&inputs=5": [["inputs", "must be a whole number from 1 to 4"]],
  "goal=xor&on=2": [["on", "must be 2 digits, each 0 or 1"]],
  "goal=xor&circuit=n1,or,A,D_out,n1": [["circuit", "must be one of A, B, n1"]],
  "goal=xor&circuit=n1,or,A,A_out,n1": [["circuit", "A stands there twice"]],
  "goal=xor&circuit=n1,or,A_n1,or,B": [["circuit", "n1 stands there twice"]],
  "goal=xor&circuit=neuron,or,A": [["circuit", "an element must be called n1 … n99"]],
  "goal=xor&circuit=n1,own,0.1,1,A": [["circuit", "multiples of 0.25"]],
  "goal=xor&circuit=n1,own,1,1e9,A": [["circuit", "multiples of 0.25"]],
  "goal=xor&circuit=n1,part-xor,A,B": [["circuit", "must be one of identity"]],
  "goal=xor&circuit=n1,constructor,A": [["circuit", "must be one of identity"]],
  "goal=xor&circuit=n1,or,n2_n2,or,n1_out,n2": [["circuit", "loop n2 → n1 → n2"]],
  "goal=xor&circuit=out,A,B": [["circuit", "this goal has one output"]],
  "part=xor_n1,or,A,B_out,n1": [["part", "the circuit does not solve xor"]],
  "part=__proto___n1,or,A,B_out,n1": [["part", "must be one of not"]],
  "board=1": [["board", "the keys are goal, inputs, outputs, circuit, on, part"]],
};
for (const [address, told] of Object.entries(WRONG))
  test(`the address ${address} is told to be wrong`, () => {
    const { misfits } = decode(address);
    assert.deepEqual(
      misfits.map(({ key }) => key),
      told.map(([key]) => key),
    );
    for (const [at, [, why]] of told.entries())
      assert.ok(misfits[at].why.includes(why), misfits[at].why);
  });

test("an address holds a bounded board, whatever it names", () => {
  const many = Array.from({ length: 90 }, (_, at) => `n${at + 1},or,A,B`).join("_");
  const { shown, misfits } = decode(`goal=xor&circuit=${many}`);
  assert.equal(shown.board.elements.length, 12);
  assert.match(misfits[0].why, /at most 12/);
  const long = decode(`goal=xor&circuit=${"n1,or,A,B_".repeat(1000)}`);
  assert.match(long.misfits[0].why, /at most 8000 characters/);
  assert.deepEqual(long.shown.board.elements, []);
});

test("a wire that would close a loop is refused, and the same wire again is taken away", () => {
  const { board } = decode(XOR).shown;
  const refused = wired(board, "n3", "n1");
  assert.match(refused.why, /loop n1 → n3 → n1/);
  assert.equal(refused.board, board);
  const cut = wired(board, "A", "n1").board;
  assert.deepEqual(cut.elements[0].from, ["B"]);
  assert.equal(whatIsMissing(cut.elements[0]), "needs at least 2 inputs");
  assert.deepEqual(tableOf(cut), [[null], [null], [null], [null]]);
});

test("a removed neuron takes its wires with it", () => {
  const { board } = decode(AGREED.boards[1].address).shown;
  const rest = without(board, "n1");
  assert.deepEqual(rest.elements[0].from, ["A", "B"]);
  assert.deepEqual(rest.elements[0].weights, [1, 1]);
  assert.deepEqual(rest.outputs[0].from, "");
});

test("a gate becomes a neuron of one's own with the same weights", () => {
  const own = withKind(decode(XOR).shown.board, "n2", "own").elements[1];
  assert.deepEqual([own.kind, own.weights, own.threshold], ["own", [-1, -1], -1]);
});

test("a board is full at twelve elements", () => {
  let board = emptyBoard("xor");
  for (let at = 0; at < 12; at++) board = withElement(board, "or").board;
  assert.match(withElement(board, "or").why, /at most 12/);
});

test("a solved board becomes a part without the neurons that no output hears", () => {
  const { board } = decode(`${XOR.replace("_out", "_n4,or,A,B_out")}`).shown;
  const { part } = partOf(board);
  assert.deepEqual(
    part?.elements.map(({ name, kind }) => [name, kind]),
    [
      ["n1", "or"],
      ["n2", "nand"],
      ["n3", "and"],
    ],
  );
});

test("a part made of parts holds neurons alone", () => {
  const { part } = partOf(decode(AGREED.boards[3].address).shown.board);
  assert.equal(part?.elements.length, 5);
  const shown = { ...decode("goal=majority").shown };
  shown.board = { ...shown.board, parts: { "half-adder": part } };
  const again = decode(encode(shown));
  assert.deepEqual(again.misfits, []);
  assert.deepEqual(again.shown.board.parts["half-adder"], part);
});

test("weights are quarters up to 20, or inhibit", () => {
  assert.deepEqual(["−1.5", "0,25", " 20 "].map(numberIn), [-1.5, 0.25, 20]);
  assert.deepEqual(["", "0.1", "21", "x", "NaN", "Infinity"].map(numberIn), Array(6).fill(null));
  assert.equal(weightIn("inhibit"), "inhibit");
});

test("a truth table of two inputs opens in the playground as its points", () => {
  const { fragment, why } = learningOf("XOR", tableOf(decode(XOR).shown.board), 2);
  const { experiment, misfits } = experimentOf(fragment, catalog);
  assert.deepEqual([why, misfits], ["", []]);
  assert.equal(experiment.data.points.length, 20);
  assert.deepEqual(experiment.data.points.slice(0, 4), [
    [-3, -3, -1],
    [-3, 3, 1],
    [3, -3, 1],
    [3, 3, -1],
  ]);
});

test("two outputs are two labels of a point", () => {
  const { fragment } = learningOf(
    "adder",
    tableOf(decode(AGREED.boards[1].address).shown.board),
    2,
  );
  const { experiment, misfits } = experimentOf(fragment, catalog);
  assert.deepEqual(misfits, []);
  assert.equal(experiment.problem, "multilabel");
  assert.deepEqual(experiment.data.points[3], [3, 3, [1, 0]]);
});

test("a table of three inputs, or one that is not known, says why no network learns it", () => {
  assert.match(learningOf("x", [[1]], 3).why, /two axes/);
  assert.match(learningOf("x", [[null], [1]], 1).why, /Wire every output/);
});

test("nothing on a board lies on another, however narrow the window is", () => {
  const { boxes, width } = layoutOf(decode(AGREED.boards[3].address).shown.board, 360);
  const all = [...boxes.values()];
  for (const [at, a] of all.entries()) {
    assert.ok(a.x >= 0 && a.x + a.width <= width);
    for (const b of all.slice(at + 1))
      assert.ok(
        a.x + a.width < b.x || b.x + b.width < a.x || a.y + a.height < b.y || b.y + b.height < a.y,
      );
  }
});
