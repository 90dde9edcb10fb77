// A cloud of points on two of their components, as places on a picture.  Knows no screen.

/** @typedef {{x: number, y: number}} Mark a place, from the upper left corner
 * @typedef {{width: number, height: number, margin: number}} Frame */

/** Points as places within a frame, with one scale for both components, so that distances are what
 * they are; the middle of the cloud is the middle of the frame.
 * @type {(points: number[][], axes: [number, number], frame: Frame) => Mark[]} */
export function placed(points, [along, up], { width, height, margin }) {
  const [left, right] = ends(points, along);
  const [low, high] = ends(points, up);
  const scale = Math.min(
    (width - 2 * margin) / (right - left || 1),
    (height - 2 * margin) / (high - low || 1),
  );
  return points.map((point) => ({
    x: width / 2 + scale * (point[along] - (left + right) / 2),
    y: height / 2 - scale * (point[up] - (low + high) / 2),
  }));
}

/** The least and the greatest of a component.
 * @type {(points: number[][], axis: number) => [number, number]} */
function ends(points, axis) {
  const values = points.map((point) => point[axis]);
  return [Math.min(...values), Math.max(...values)];
}

/** The mark that is nearest to a place, if it is near enough.
 * @type {(marks: Mark[], place: Mark, near: number) => number | null} */
export function nearestMark(marks, { x, y }, near) {
  let best = near;
  let found = null;
  marks.forEach((mark, i) => {
    const distance = Math.hypot(mark.x - x, mark.y - y);
    if (distance > best) return;
    best = distance;
    found = i;
  });
  return found;
}

/** The two classes whose middles lie nearest to each other; null where there are not two.
 * @type {(points: number[][], labels: number[]) => [number, number] | null} */
export function nearestClasses(points, labels) {
  /** @type {Map<number, {sum: number[], count: number}>} */
  const sums = new Map();
  points.forEach((point, i) => {
    const { sum, count } = sums.get(labels[i]) ?? { sum: point.map(() => 0), count: 0 };
    sums.set(labels[i], { sum: sum.map((value, j) => value + point[j]), count: count + 1 });
  });
  const middles = [...sums].map(([label, { sum, count }]) => ({
    label,
    middle: sum.map((value) => value / count),
  }));
  let best = Infinity;
  /** @type {[number, number] | null} */
  let found = null;
  for (const [i, one] of middles.entries())
    for (const other of middles.slice(0, i)) {
      const distance = Math.hypot(...one.middle.map((value, j) => value - other.middle[j]));
      if (distance >= best) continue;
      best = distance;
      found = [Math.min(one.label, other.label), Math.max(one.label, other.label)];
    }
  return found;
}
