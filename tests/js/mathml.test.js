// Formulas as MathML: all of the catalog's are understood, and mean what the engine computes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";

import { treeOf } from "../../static/js/views/lenses/mathml.js";
import { catalog } from "./catalog.js";

const Z = [-3.7, -0.4, 0.6, 2.9];
const program =
  "from app.documents.activation_curves import activation_curve as a; import json, sys; " +
  "from app.documents.choices import HIDDEN_ACTIVATIONS as names; " +
  "at = lambda n, z: [a(n, z, z + 1.0, 2)[k][0] for k in ('values', 'slopes')]; " +
  "print(json.dumps({n: [at(n, z) for z in json.loads(sys.argv[1])] for n in names}))";
const COMPUTED = JSON.parse(
  execFileSync(".venv/bin/python", ["-c", program, JSON.stringify(Z)], { encoding: "utf8" }),
);

// what is written out for a program, so that it can be computed: the tests' own reading of a tree
const NAMES = { tanh: "Math.tanh", ln: "Math.log", max: "Math.max", min: "Math.min", e: "Math.E" };
const CALLED = ["tanh", "ln"];
const SIGNS = { "−": "-", "=": "===", "|": "" };
const NORMAL = {
  φ: (z) => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI),
  Φ: (z) => {
    let sum = 0.5; // by Simpson's rule from 0 on
    const steps = 2000;
    for (let i = 0; i <= steps; i++)
      sum += ((i % steps ? (i % 2 ? 4 : 2) : 1) * NORMAL.φ((z * i) / steps) * z) / steps / 3;
    return sum;
  },
};

/** @type {(tree: any) => string} */
function code([name, ...inner]) {
  if (name === "mn") return inner[0];
  if (name === "mi") return NAMES[inner[0]] ?? inner[0];
  if (name === "mo") return SIGNS[inner[0]] ?? inner[0];
  if (name === "mtext") return inner[0].trim() ? "" : "*";
  if (name === "msup") return `Math.pow(${code(inner[0])}, ${code(inner[1])})`;
  if (name === "mfrac") return `((${code(inner[0])}) / (${code(inner[1])}))`;
  if (inner[0]?.[1] === "|") return `Math.abs(${inner.slice(1, -1).map(code).join("")})`;
  return inner
    .map((one, i) => {
      const isCall = one[0] === "mtext" && CALLED.includes(inner[i - 1]?.[1]);
      const isArgument = i > 1 && CALLED.includes(inner[i - 2][1]) && inner[i - 1][0] === "mtext";
      return isCall ? "" : isArgument ? `(${code(one)})` : code(one);
    })
    .join("");
}

/** What a tree comes to. */
function value(tree, known) {
  if (tree[0] === "mtable") {
    const rows = tree.slice(1).map(([, [, result], [, when]]) => [result, when]);
    const [result] = rows.find(([, when]) => when[0] === "mtext" || holds(when, known));
    return value(result, known);
  }
  const names = { ...NORMAL, ...known };
  return Function(...Object.keys(names), `return ${code(tree)}`)(...Object.values(names));
}

/** Whether a condition such as "if 0 < z < 6" holds. */
function holds(when, known) {
  const [, , condition] = when;
  const parts = [[]];
  const signs = [];
  for (const one of condition.slice(1))
    if (one[0] === "mo" && "<>≥≤".includes(one[1])) (signs.push(one[1]), parts.push([]));
    else parts.at(-1).push(one);
  const numbers = parts.map((part) => value(["mrow", ...part], known));
  const compare = { "<": (a, b) => a < b, ">": (a, b) => a > b, "≥": (a, b) => a >= b };
  return signs.every((sign, i) => compare[sign](numbers[i], numbers[i + 1]));
}

/** A list "s + a (1 − s), s = 1 / …" is its first part, with the letter that the second names. */
function computed(formula, known) {
  const [, letter, meaning] = /, ([a-z]) = (.+)$/.exec(formula) ?? [];
  const all = letter ? { ...known, [letter]: value(treeOf(meaning), known) } : known;
  return value(treeOf(formula.split(/, [a-z] = /)[0]), all);
}

for (const { name, formula, derivative } of catalog.activations)
  test(`the formulas of ${name} are what the engine computes`, () =>
    Z.forEach((z, i) => {
      const [a, slope] = COMPUTED[name][i];
      const near = (found, expected) => assert.ok(Math.abs(found - expected) < 2e-4, `${found}`);
      near(computed(formula, { z }), a);
      near(computed(derivative, { z, a }), slope);
    }));

test("a quotient is a fraction, without the parentheses that its line replaces", () =>
  assert.deepEqual(treeOf("z / (1 + e^−z)"), [
    "mfrac",
    ["mi", "z"],
    ["mrow", ["mn", "1"], ["mo", "+"], ["msup", ["mi", "e"], ["mrow", ["mo", "−"], ["mi", "z"]]]],
  ]));

test("a power of parentheses keeps them", () => {
  const [, , below] = treeOf("1 / (1 + |z|)²");
  assert.deepEqual(below.slice(0, 1), ["msup"]);
  assert.deepEqual(below[1][1], ["mo", "("]);
});

for (const text of ["", "1 +", "(z", "z)", "1 / ", "|z", "what is no formula?", "^2"])
  test(`“${text}” stays text`, () => assert.deepEqual(treeOf(text), ["mtext", text]));
