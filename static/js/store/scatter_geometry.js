// Where things stand in a scatter matrix: a cell for each pair of axes, the lower triangle of a
// square, in which each trial is a point.  What stands off a scale has a place at the cell's edge.
// In CSS pixels from the picture's top left corner.  Knows no screen.

/** @typedef {import("./search_brush.js").Spot} Spot */
/** @typedef {import("./search_brush.js").Line} Line */
/** @typedef {{column: number, row: number, left: number, top: number, side: number}} Cell
 *   `column` and `row`: the axes along and up */
/** @typedef {{count: number, side: number}} Matrix `count`: of axes; `side`: of a cell */

export const LEFT = 24; // for the names of the axes that go up
export const FOOT = 24; // for the names of those along
const GAP = 6; // between cells
const EDGE = 22; // of a cell, within which its scales begin
const SLOT = 6; // from a cell's edge to those off a scale
const NEAR = 10; // from a point, within which it is pointed at
const LARGEST = 220; // side of a cell: of few axes, more would only push the rest down

/** The matrix that fits a width.
 * @type {(width: number, count: number) => Matrix} */
export const matrixOf = (width, count) => ({
  count,
  side: Math.min(LARGEST, Math.max(40, Math.floor((width - LEFT) / Math.max(1, count - 1)) - GAP)),
});

/** @type {(matrix: Matrix) => number} */
export const heightOf = ({ count, side }) => Math.max(1, count - 1) * (side + GAP) + FOOT;

/** All cells: the first axis goes along in the left column, the last one up in the lowest row.
 * @type {(matrix: Matrix) => Cell[]} */
export function cellsIn({ count, side }) {
  const cells = [];
  for (let row = 1; row < count; row++)
    for (let column = 0; column < row; column++)
      cells.push({
        ...{ column, row, side },
        left: LEFT + column * (side + GAP),
        top: (row - 1) * (side + GAP),
      });
  return cells;
}

/** How far along a cell's side a spot stands, from the low end.
 * @type {(side: number, spot: Spot) => number} */
export function alongOf(side, spot) {
  if (spot === "none") return SLOT;
  if (spot === "unscored") return side - 2.2 * SLOT;
  if (spot === "diverged") return side - SLOT;
  return EDGE + spot * (side - 2 * EDGE);
}

/** Where a trial stands in a cell.
 * @type {(cell: Cell, line: Line) => [number, number]} */
export const pointIn = ({ column, row, left, top, side }, { spots }) => [
  left + alongOf(side, spots[column]),
  top + side - alongOf(side, spots[row]),
];

/** The trial whose point is nearest to a place; null if none is near.
 * @type {(matrix: Matrix, lines: Line[], x: number, y: number) => number | null} */
export function pointAt(matrix, lines, x, y) {
  const cell = cellsIn(matrix).find(
    ({ left, top, side }) => x >= left && x < left + side && y >= top && y < top + side,
  );
  if (!cell) return null;
  let nearest = /** @type {number | null} */ (null);
  let least = NEAR;
  for (const line of lines) {
    const [across, down] = pointIn(cell, line);
    const away = Math.hypot(across - x, down - y);
    if (away < least) [nearest, least] = [line.trial, away];
  }
  return nearest;
}
