// What the maps of several trials say together: their mean, where they disagree, and how two
// differ.  Bytes in, bytes out; 128 is the middle of a scale from 0 to 255.

/** @typedef {import("../types.js").Bytes} Bytes */
/** @typedef {{map: Bytes, share: number}} Joint `share`: of the scale, on average over the map */

const MIDDLE = 128;
const MOST = 127.5; // that values can deviate from their mean: half of the scale

/** The mean of all, cell by cell.
 * @type {(maps: Bytes[]) => Bytes} */
export function meanOf(maps) {
  const sums = sumsOf(maps, (value) => value);
  return { shape: maps[0].shape, data: Uint8Array.from(sums, (sum) => sum / maps.length + 0.5) };
}

/** The standard deviation of all, cell by cell, above the middle; of several outputs its mean.
 * @type {(maps: Bytes[]) => Joint} */
export function spreadOf(maps) {
  const [sums, squares] = [sumsOf(maps, (value) => value), sumsOf(maps, (value) => value * value)];
  const deviations = sums.map((sum, at) => {
    const mean = sum / maps.length;
    return Math.sqrt(Math.max(0, squares[at] / maps.length - mean * mean)) / MOST;
  });
  const [channels] = maps[0].shape;
  return painted(maps[0], (at, size) => {
    let all = 0;
    for (let channel = 0; channel < channels; channel++) all += deviations[channel * size + at];
    return all / channels;
  });
}

/** One less the other: above the middle where it is greater, below where the other one is.  Of
 * several outputs there is no such side: it is the half of what they differ by, in all.
 * @type {(one: Bytes, other: Bytes) => Joint} */
export function differenceOf(one, other) {
  const [channels] = one.shape;
  return painted(one, (at, size) => {
    if (channels === 1) return (one.data[at] - other.data[at]) / 255;
    let all = 0;
    for (let place = at; place < channels * size; place += size)
      all += Math.abs(one.data[place] - other.data[place]);
    return Math.min(1, all / 2 / 255);
  });
}

/** @type {(maps: Bytes[], of: (value: number) => number) => Float64Array} */
function sumsOf(maps, of) {
  const sums = new Float64Array(maps[0].data.length);
  for (const { data } of maps) for (let at = 0; at < sums.length; at++) sums[at] += of(data[at]);
  return sums;
}

/** A map of one channel, of what is −1 to 1 in each cell.
 * @type {(like: Bytes, valueAt: (at: number, size: number) => number) => Joint} */
function painted({ shape: [, side] }, valueAt) {
  const size = side * side;
  const data = new Uint8Array(size);
  let all = 0;
  for (let at = 0; at < size; at++) {
    const value = valueAt(at, size);
    all += Math.abs(value);
    data[at] = Math.round(MIDDLE + value * (MIDDLE - 1));
  }
  return { map: { shape: [1, side, side], data }, share: all / size };
}
