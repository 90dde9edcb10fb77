// A sheet to draw a picture on, and the grey pixels that come of it.  A pixel is counted out of
// 4 × 4 cells, as the digits were made: 16 cells with ink are the darkest.  Knows no screen.

/** @typedef {{x: number, y: number}} Place in pixels of the picture, from its upper left corner
 * @typedef {{radius?: number, isErasing?: boolean}} Brush its radius in pixels of the picture
 * @typedef {ReturnType<typeof createPaper>} Paper */

const CELLS = 4; // along a side of a pixel
const LARGEST = 255;
const USUAL = 0.045; // the radius of a brush, of the picture's side
const LEAST = 0.5; // the same in pixels: a line is no thinner than a pixel

/** The radius of the usual brush, in pixels of a picture.
 * @type {(side: number) => number} */
export const usualRadius = (side) => Math.max(USUAL * side, LEAST);

/** In which order the cells of a pixel take ink as it grows darker: far ones after each other, so
 * that no corner of a pixel is darker than the others. */
const ORDER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

/** @param {number} side of the picture, in pixels */
export function createPaper(side) {
  const cells = side * CELLS;
  const ink = new Uint8Array(cells * cells);
  return {
    side,
    /** @param {Place} from  @param {Place} to  @param {Brush} [brush] */
    stroke(from, to, { radius = usualRadius(side), isErasing = false } = {}) {
      drawLine(ink, cells, [scaled(from), scaled(to)], radius * CELLS, isErasing ? 0 : 1);
    },
    /** Lay a picture down, to draw on: each pixel gets as much ink as it is dark.
     * @param {ArrayLike<number>} bytes */
    lay(bytes) {
      for (let y = 0; y < cells; y++)
        for (let x = 0; x < cells; x++) {
          const share = bytes[Math.floor(y / CELLS) * side + Math.floor(x / CELLS)] / LARGEST;
          const order = ORDER[(y % CELLS) * CELLS + (x % CELLS)];
          ink[y * cells + x] = share * CELLS * CELLS > order + 0.5 ? 1 : 0;
        }
    },
    /** Fill what lines enclose. */
    fill() {
      const isOutside = outsideOf(ink, cells);
      for (let at = 0; at < ink.length; at++) ink[at] = isOutside[at] ? 0 : 1;
    },
    clear: () => void ink.fill(0),
    isEmpty: () => !ink.includes(1),
    bytes: () => countedInk(ink, side),
  };
}

/** @type {(place: Place) => Place} */
const scaled = ({ x, y }) => ({ x: x * CELLS, y: y * CELLS });

/** Put ink on all cells that lie near enough to a line.
 * @type {(ink: Uint8Array, cells: number, line: [Place, Place], radius: number, value: 0 | 1) =>
 *   void} */
function drawLine(ink, cells, [from, to], radius, value) {
  const low = (/** @type {"x" | "y"} */ axis) =>
    Math.max(0, Math.floor(Math.min(from[axis], to[axis]) - radius));
  const high = (/** @type {"x" | "y"} */ axis) =>
    Math.min(cells - 1, Math.ceil(Math.max(from[axis], to[axis]) + radius));
  const [left, right, bottom] = [low("x"), high("x"), high("y")];
  for (let y = low("y"); y <= bottom; y++)
    for (let x = left; x <= right; x++)
      if (distance({ x: x + 0.5, y: y + 0.5 }, from, to) <= radius) ink[y * cells + x] = value;
}

/** How far a place is from a line between two others.
 * @type {(place: Place, from: Place, to: Place) => number} */
function distance(place, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length ? ((place.x - from.x) * dx + (place.y - from.y) * dy) / length : 0;
  const t = Math.max(0, Math.min(1, along));
  return Math.hypot(place.x - from.x - t * dx, place.y - from.y - t * dy);
}

/** The cells without ink that are reached from the edge without crossing ink.
 * @type {(ink: Uint8Array, cells: number) => Uint8Array} */
function outsideOf(ink, cells) {
  const isOutside = new Uint8Array(ink.length);
  /** @type {number[]} */
  const waiting = [];
  const reach = (/** @type {number} */ at) => {
    if (ink[at] || isOutside[at]) return;
    isOutside[at] = 1;
    waiting.push(at);
  };
  for (let i = 0; i < cells; i++)
    for (const at of [i, (cells - 1) * cells + i, i * cells, i * cells + cells - 1]) reach(at);
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    const [x, y] = [at % cells, Math.floor(at / cells)];
    if (x > 0) reach(at - 1);
    if (x < cells - 1) reach(at + 1);
    if (y > 0) reach(at - cells);
    if (y < cells - 1) reach(at + cells);
  }
  return isOutside;
}

/** @type {(ink: Uint8Array, side: number) => Uint8Array} */
function countedInk(ink, side) {
  const cells = side * CELLS;
  const counts = new Uint8Array(side * side);
  for (let y = 0; y < cells; y++)
    for (let x = 0; x < cells; x++)
      counts[Math.floor(y / CELLS) * side + Math.floor(x / CELLS)] += ink[y * cells + x];
  return counts.map((count) => Math.round((count * LARGEST) / (CELLS * CELLS)));
}
