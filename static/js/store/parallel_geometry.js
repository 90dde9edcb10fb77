// Where things stand in the picture of parallel coordinates: axes side by side, a scale in each, a
// place below it for trials for which the setting means nothing, and two above it for those without
// a loss.  In CSS pixels from the picture's top left corner.  Knows no screen.

/** @typedef {import("./search_axes.js").Off} Off */
/** @typedef {import("./search_brush.js").Spot} Spot */
/** @typedef {import("./search_brush.js").Line} Line */
/** @typedef {{width: number, height: number, count: number}} Frame `count`: of axes */

const SIDE = 80; // from the outer axes to the edges: their labels need it
const TOP = 50; // above the scales
const BOTTOM = 36; // below them
const SLOT = 16; // from an edge to the place of those off the scale
export const REACH = 14; // from an axis, within which it is brushed
const NEAR = 24; // from a line, within which it is pointed at

/** @type {(frame: Frame, at: number) => number} */
export const xOf = ({ width, count }, at) =>
  count > 1 ? SIDE + (at / (count - 1)) * (width - 2 * SIDE) : width / 2;

/** @type {(frame: Frame, spot: Spot) => number} */
export function yOf({ height }, spot) {
  if (spot === "none") return height - SLOT;
  if (spot === "diverged") return SLOT;
  if (spot === "unscored") return 2 * SLOT;
  return TOP + (1 - spot) * (height - TOP - BOTTOM);
}

/** The place on a scale at a height; both ends are reached from beyond them.
 * @type {(frame: Frame, y: number) => number} */
export function placeAt({ height }, y) {
  const place = 1 - (y - TOP) / (height - TOP - BOTTOM);
  return Math.min(1, Math.max(0, place));
}

/** Whether a height is beyond the scale, where trials stand that have no place on it.
 * @type {(frame: Frame, y: number) => boolean} */
export const isBeyond = ({ height }, y) => y < 2.5 * SLOT || y > height - 1.5 * SLOT;

/** The axis that is meant by a place across; −1 if it is none.
 * @type {(frame: Frame, x: number) => number} */
export function axisAt(frame, x) {
  for (let at = 0; at < frame.count; at++) if (Math.abs(x - xOf(frame, at)) <= REACH) return at;
  return -1;
}

/** The trial whose line passes nearest to a place; null if none is near.
 * @type {(frame: Frame, lines: Line[], x: number, y: number) => number | null} */
export function lineAt(frame, lines, x, y) {
  const step = frame.count > 1 ? (frame.width - 2 * SIDE) / (frame.count - 1) : 1;
  const along = Math.min(frame.count - 1, Math.max(0, (x - SIDE) / step));
  const before = Math.min(Math.max(0, frame.count - 2), Math.floor(along));
  const part = frame.count > 1 ? along - before : 0;
  let nearest = /** @type {number | null} */ (null);
  let least = NEAR;
  for (const { trial, spots } of lines) {
    const from = yOf(frame, spots[before]);
    const to = yOf(frame, spots[Math.min(before + 1, frame.count - 1)]);
    const away = Math.abs(from + part * (to - from) - y);
    if (away < least) [nearest, least] = [trial, away];
  }
  return nearest;
}

/** Where an axis stands across, as CSS has it, whatever the width.
 * @type {(at: number, count: number) => string} */
export const leftOf = (at, count) =>
  count > 1 ? `calc(${SIDE}px + (100% - ${2 * SIDE}px) * ${at / (count - 1)})` : "50%";
