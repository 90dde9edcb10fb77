// Formulas as the catalog writes them, `z if z > 0, else e^z − 1`, as MathML: fractions, powers and
// cases.  What is not understood stays text.

/** @typedef {[string, ...any[]]} MathTree an element: its name, then elements or one text */
/** @typedef {{text: string, isApart: boolean}} Token `isApart`: behind a blank */

const PLACE = "http://www.w3.org/1998/Math/MathML";
const TOKEN = /(\s*)(\d+(?:\.\d+)?|[a-z]+|\S)/giu;
const SUMS = "+−=<>≥≤";
const RAISED = "²";
const THIN_SPACE = "\u2009";
const COMMA = /,\s(?![^(]*\))/; // outside of parentheses

/** A formula as an element of the page, as what a name such as `f(z)` is equal to if there is one.
 * @type {(formula: string, name?: string) => Element} */
export function mathOf(formula, name = "") {
  const equals = name ? [treeOf(name), ["mo", "="]] : [];
  const math = elementOf(["math", row([...equals, treeOf(formula)])]);
  math.setAttribute("alttext", formula);
  math.setAttribute("displaystyle", "true");
  return math;
}

/** @type {(tree: MathTree | string) => Element} */
function elementOf([name, ...inner]) {
  const element = document.createElementNS(PLACE, name);
  element.append(...inner.map((one) => (typeof one === "string" ? one : elementOf(one))));
  return element;
}

/** What a formula means, as a tree.
 * @type {(formula: string) => MathTree} */
export function treeOf(formula) {
  try {
    const parts = formula.split(COMMA);
    return parts.some((part) => part.startsWith("else ")) ? cases(parts) : list(parts);
  } catch {
    return ["mtext", formula];
  }
}

/** @type {(parts: string[]) => MathTree} */
const list = (parts) =>
  row(
    parts.flatMap((part, i) => [
      ...(i ? [["mtext", `,${THIN_SPACE}${THIN_SPACE}`]] : []),
      read(part),
    ]),
  );

/** `1 if z > 0, else 0`: a value and its condition in each row.
 * @type {(parts: string[]) => MathTree} */
function cases(parts) {
  const rows = parts.map((part) => {
    const [value, condition] = part.startsWith("else ")
      ? [part.slice("else ".length), null]
      : part.split(" if ");
    const when =
      condition === null ? ["mtext", "else"] : row([["mtext", "if\u00a0"], read(condition)]);
    return ["mtr", ["mtd", read(value)], ["mtd", when]];
  });
  return ["mtable", ...rows];
}

/** @type {(inner: any[]) => MathTree} */
const row = (inner) => (inner.length === 1 ? inner[0] : ["mrow", ...inner]);

/** An expression; an error if it is none.
 * @type {(text: string) => MathTree} */
function read(text) {
  /** @type {Token[]} */
  const tokens = [...text.matchAll(TOKEN)].map(([, blank, token]) => ({
    text: token,
    isApart: blank !== "",
  }));
  const reader = new Reader(tokens);
  const tree = reader.sum();
  if (!tokens.length || reader.next()) throw new Error(text);
  return tree;
}

class Reader {
  /** @param {Token[]} tokens */
  constructor(tokens) {
    this.tokens = tokens;
    this.at = 0;
  }

  next() {
    return this.tokens[this.at]?.text ?? "";
  }

  /** @type {(text?: string) => string} */
  take(text = this.next()) {
    if (!text || this.next() !== text) throw new Error(this.next());
    this.at++;
    return text;
  }

  /** Terms between plus, minus and signs of comparison.
   * @type {() => MathTree} */
  sum() {
    const inner = this.next() === "−" ? [["mo", this.take()]] : [];
    inner.push(this.fraction());
    while (this.next() && SUMS.includes(this.next()))
      inner.push(["mo", this.take()], this.fraction());
    return row(inner);
  }

  /** A product, be it over another one.
   * @type {() => MathTree} */
  fraction() {
    const above = this.product();
    if (this.next() !== "/") return spaced(above);
    this.take();
    return ["mfrac", bare(above), bare(this.product())];
  }

  /** @type {() => MathTree[]} */
  product() {
    const factors = [this.factor()];
    while (/^[\w(|ΦφΣ.]/u.test(this.next()) && !this.endsBar()) factors.push(this.factor());
    return factors;
  }

  /** Whether a bar is the second of two, and ends an absolute value.
   * @type {() => boolean} */
  endsBar() {
    return this.next() === "|" && this.isInBars;
  }

  /** @type {() => MathTree} */
  factor() {
    const base = this.primary();
    if (this.next() === RAISED) return (this.take(), ["msup", base, ["mn", "2"]]);
    if (this.next() !== "^") return base;
    this.take();
    const sign = this.next() === "−" ? [["mo", this.take()]] : [];
    return ["msup", base, row([...sign, this.primary()])];
  }

  /** @type {() => MathTree} */
  primary() {
    if (this.next() === "(") return this.group("(", ")");
    if (this.next() === "|") return this.group("|", "|");
    const text = this.take();
    if (/^\d/.test(text)) return ["mn", text];
    if (!/^\p{L}+$|^Σ$/u.test(text)) throw new Error(text);
    const isCalled = this.next() === "(" && !this.tokens[this.at].isApart;
    return isCalled ? row([["mi", text], this.group("(", ")")]) : ["mi", text];
  }

  /** What stands between two signs, with commas between several.
   * @type {(first: string, last: string) => MathTree} */
  group(first, last) {
    this.take(first);
    const outer = this.isInBars;
    this.isInBars = first === "|";
    const inner = [this.sum()];
    while (this.next() === ",") inner.push(["mo", this.take()], this.sum());
    this.isInBars = outer;
    this.take(last);
    return ["mrow", ["mo", first], ...inner, ["mo", last]];
  }

  isInBars = false;
}

/** Factors side by side.
 * @type {(factors: MathTree[]) => MathTree} */
const spaced = (factors) =>
  row(factors.flatMap((factor, i) => (i ? [["mtext", THIN_SPACE], factor] : [factor])));

/** Factors above or below a line, which needs no parentheses around them.
 * @type {(factors: MathTree[]) => MathTree} */
function bare(factors) {
  const [[name, first, ...inner]] = factors;
  const isGroup = factors.length === 1 && name === "mrow" && first?.[1] === "(";
  return isGroup ? row(inner.slice(0, -1)) : spaced(factors);
}
