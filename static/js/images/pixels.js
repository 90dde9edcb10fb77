// Pictures and weights as the words of a canvas: grey from the ground to the ink, signed numbers
// from orange by way of the middle to blue, and many of one size on one sheet.  Knows no screen.

/** @typedef {Uint32Array} Palette 256 RGBA words
 * @typedef {{width: number, height: number, columns: number, step: number,
 *   words: Uint32Array<ArrayBuffer>}} Sheet pictures in rows; `step` pixels lie between the
 *   beginnings of two neighbours */

const MIDDLE = 127.5; // the byte that 0 would be
const GAP = 1; // pixels between two pictures of a sheet

/** Numbers as bytes: −limit is 0, 0 the middle, limit 255; what lies beyond is cut off, and what
 * is not finite is the middle.
 * @type {(numbers: ArrayLike<number>, limit: number) => Uint8Array} */
export function signedBytes(numbers, limit) {
  const bytes = new Uint8Array(numbers.length);
  const scale = limit > 0 ? MIDDLE / limit : 0;
  for (let i = 0; i < bytes.length; i++) {
    const number = Number.isFinite(numbers[i]) ? numbers[i] : 0;
    bytes[i] = Math.max(0, Math.min(255, Math.round(MIDDLE + number * scale)));
  }
  return bytes;
}

/** Numbers as bytes: 0 is 0 and `limit` 255; what lies beyond is cut off.
 * @type {(numbers: ArrayLike<number>, limit: number) => Uint8Array} */
export function greyBytes(numbers, limit) {
  const bytes = new Uint8Array(numbers.length);
  const scale = limit > 0 ? 255 / limit : 0;
  for (let i = 0; i < bytes.length; i++) {
    const number = Number.isFinite(numbers[i]) ? numbers[i] : 0;
    bytes[i] = Math.max(0, Math.min(255, Math.round(number * scale)));
  }
  return bytes;
}

/** The size of the largest number.
 * @type {(numbers: ArrayLike<number>) => number} */
export function largestOf(numbers) {
  let most = 0;
  for (let i = 0; i < numbers.length; i++) {
    const size = Math.abs(numbers[i]);
    if (size > most && size < Infinity) most = size;
  }
  return most;
}

/** The length of a vector.
 * @type {(numbers: ArrayLike<number>) => number} */
export function normOf(numbers) {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i] * numbers[i];
  return Math.sqrt(sum);
}

/** Pictures of one size on one sheet, row by row; between them shows what lies beneath.
 * @type {(pictures: Uint8Array[], size: {width: number, height: number, columns: number},
 *   palette: Palette) => Sheet} */
export function sheetOf(pictures, { width, height, columns }, palette) {
  const rows = Math.ceil(pictures.length / columns);
  const across = Math.max(1, columns * (width + GAP) - GAP);
  const down = Math.max(1, rows * (height + GAP) - GAP);
  const words = new Uint32Array(across * down);
  pictures.forEach((picture, at) => {
    const left = (at % columns) * (width + GAP);
    const top = Math.floor(at / columns) * (height + GAP);
    for (let y = 0; y < height; y++) {
      const to = (top + y) * across + left;
      for (let x = 0; x < width; x++) words[to + x] = palette[picture[y * width + x]];
    }
  });
  return { width: across, height: down, columns, step: width + GAP, words };
}

/** Which picture of a sheet lies at a place; null between two of them and behind the last one.
 * @type {(at: {x: number, y: number}, size: {width: number, height: number, columns: number},
 *   count: number) => number | null} */
export function pictureAt({ x, y }, { width, height, columns }, count) {
  const column = Math.floor(x / (width + GAP));
  const at = Math.floor(y / (height + GAP)) * columns + column;
  const isGap = x % (width + GAP) >= width || y % (height + GAP) >= height;
  return x < 0 || y < 0 || column >= columns || isGap || at >= count ? null : at;
}

/** The picture to which an arrow key leads from another one.
 * @type {(key: string, at: number, columns: number, count: number) => number | null} */
export function neighbour(key, at, columns, count) {
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[key];
  if (key === "Home") return 0;
  if (key === "End") return count - 1;
  if (step === undefined) return null;
  const next = at + step;
  return next >= 0 && next < count ? next : at;
}
