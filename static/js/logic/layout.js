// Where everything on a board stands: inputs on the left, outputs on the right, and each element in
// the column after the last one that it listens to.  In pixels; knows no document.

import { solvedBy, wiresOf } from "./board.js";
import { levelsOf } from "./flat.js";
import { goalOf } from "./goals.js";

/** @typedef {import("./board.js").Board} Board */
/** @typedef {import("./board.js").Element} Element */
/** @typedef {{x: number, y: number}} Place */
/** @typedef {{name: string, x: number, y: number, width: number, height: number}} Box */
/** @typedef {{width: number, height: number, boxes: Map<string, Box>, drives: Map<string, Place>,
 *   hears: Map<string, Place[]>}} Layout `boxes` by the names of inputs, elements and outputs;
 *   `drives` is where each wire begins, `hears` where the wires of an element or output end */

export const HEAD = 24; // pixels of an element's title
export const ROW = 24; // of one of its wires
const BOX = 88; // width of an element
const END = 56; // width of an input or output
const LEAST_GAP = 20; // between columns
const MOST_GAP = 110;
const BETWEEN = 22; // boxes of one column
const MARGIN = 10;
const LEAST_HEIGHT = 190;

/** @type {(board: Board, room: number) => Layout} */
export function layoutOf(board, room) {
  const columns = columnsOf(board);
  const widths = columns.map((_, at) => (at === 0 || at === columns.length - 1 ? END : BOX));
  const used = widths.reduce((sum, width) => sum + width, 2 * MARGIN);
  const spare = (room - used) / Math.max(1, columns.length - 1);
  const gap = Math.min(MOST_GAP, Math.max(LEAST_GAP, spare));
  const tall = (/** @type {Box[]} */ boxes) =>
    boxes.reduce((sum, box) => sum + box.height + BETWEEN, -BETWEEN);
  const height = Math.max(LEAST_HEIGHT, ...columns.map((boxes) => tall(boxes) + 2 * MARGIN));
  const width = used + gap * (columns.length - 1);
  const shift = Math.max(0, (room - width) / 2);
  let x = MARGIN + shift;
  for (const [at, boxes] of columns.entries()) {
    let y = (height - tall(boxes)) / 2;
    for (const box of boxes) {
      Object.assign(box, { x, y, width: widths[at] });
      y += box.height + BETWEEN;
    }
    x += widths[at] + gap;
  }
  const boxes = new Map(columns.flat().map((box) => [box.name, box]));
  return { width: Math.max(room, width), height, boxes, ...ends(board, boxes) };
}

/** @type {(name: string, height: number) => Box} */
const box = (name, height) => ({ name, x: 0, y: 0, width: 0, height });

/** @type {(board: Board) => Box[][]} */
function columnsOf({ inputs, elements, outputs, parts }) {
  const levels = levelsOf({ inputs, elements, outputs, parts });
  const last = Math.max(1, ...levels.values());
  const inner = Array.from({ length: last }, (_, at) =>
    elements
      .filter(({ name }) => levels.get(name) === at + 1)
      .map((element) => box(element.name, HEAD + ROW * rowsIn(element, parts) + 4)),
  );
  return [
    inputs.map((name) => box(name, HEAD + ROW)),
    ...inner,
    outputs.map(({ name }) => box(name, HEAD + ROW)),
  ];
}

/** How many rows an element has: of its wires in, or of a part's wires out.
 * @type {(element: Element, parts: Board["parts"]) => number} */
const rowsIn = (element, parts) => Math.max(1, element.from.length, wiresOf(parts, element).length);

/** @type {(board: Board, boxes: Map<string, Box>) => Pick<Layout, "drives" | "hears">} */
function ends({ inputs, elements, outputs, parts }, boxes) {
  /** @type {Map<string, Place>} */
  const drives = new Map();
  /** @type {Map<string, Place[]>} */
  const hears = new Map();
  const at = (/** @type {string} */ name) => /** @type {Box} */ (boxes.get(name));
  const middle = (/** @type {Box} */ { y, height }) => y + height / 2;
  const rows = (/** @type {Box} */ { y }, /** @type {number} */ count) =>
    Array.from({ length: count }, (_, row) => y + HEAD + ROW * (row + 0.5));
  for (const name of inputs)
    drives.set(name, { x: at(name).x + at(name).width, y: middle(at(name)) });
  for (const element of elements) {
    const one = at(element.name);
    const wires = wiresOf(parts, element);
    const down = goalOf(solvedBy(element.kind)) ? rows(one, wires.length) : [middle(one)];
    for (const [k, wire] of wires.entries()) drives.set(wire, { x: one.x + one.width, y: down[k] });
    hears.set(
      element.name,
      rows(one, element.from.length).map((y) => ({ x: one.x, y })),
    );
  }
  for (const { name } of outputs) hears.set(name, [{ x: at(name).x, y: middle(at(name)) }]);
  return { drives, hears };
}
