// The loss along a weight as a picture: its curve, and the tangent whose slope is the gradient.
// Pure; knows no screen.

/** @typedef {{values: number[], losses: (number | null)[]}} Along */
/** @typedef {{x: (value: number) => number, y: (loss: number) => number}} Sheet */

export const WIDTH = 320; // of the picture, in its own units
export const HEIGHT = 150;
const MARGIN = 8;
const HIGHEST = 6; // times the least extent that is shown: a steep wall would flatten all else

/** The place in the middle, where the weight is now.
 * @type {(along: Along) => number} */
export const middleOf = ({ values }) => (values.length - 1) / 2;

/** How values and losses are placed; what rises far above the loss of now leaves the picture.
 * @type {(along: Along) => Sheet} */
export function sheetOf(along) {
  const { values, losses } = along;
  const there = losses.filter((one) => one !== null);
  const now = losses[middleOf(along)] ?? 0;
  const low = Math.min(now, ...there);
  const most = Math.max(now, ...there);
  const high = Math.min(most, low + HIGHEST * Math.max(now - low, 0.1 * Math.abs(now), 1e-6));
  const [first, last] = [values[0], values[values.length - 1]];
  const extent = high - low || 1;
  return {
    x: (value) => MARGIN + ((WIDTH - 2 * MARGIN) * (value - first)) / (last - first),
    y: (loss) => HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (loss - low)) / extent,
  };
}

/** The curve; torn where the loss is not finite.
 * @type {(along: Along, sheet: Sheet) => string} */
export function curveOf({ values, losses }, { x, y }) {
  let isTorn = true;
  return losses
    .map((loss, k) => {
      if (loss === null) return (isTorn = true) && "";
      const start = isTorn ? "M" : "L";
      isTorn = false;
      return `${start}${x(values[k]).toFixed(1)} ${y(loss).toFixed(1)}`;
    })
    .join("");
}

/** The tangent at the present weight, across the picture.
 * @type {(along: Along, slope: number, sheet: Sheet) => string} */
export function tangentOf(along, slope, { x, y }) {
  const { values, losses } = along;
  const at = middleOf(along);
  const loss = losses[at];
  if (loss === null || !Number.isFinite(slope)) return "";
  const ends = [values[0], values[values.length - 1]].map(
    (value) => `${x(value).toFixed(1)} ${y(loss + slope * (value - values[at])).toFixed(1)}`,
  );
  return `M${ends.join("L")}`;
}
