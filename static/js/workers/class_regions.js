// Borders without steps: the values between the server's cells are interpolated first, and decided
// on then. Where the four corners of a cell agree, so does all between them; only at borders is
// there more to reckon.

/** @typedef {(values: ArrayLike<number>, at: number, stride: number, channels: number) =>
 *   number} Rule */
/** @typedef {{planes: Uint8Array, channels: number, side: number, rule: Rule,
 *   flat: ArrayLike<number> | null, palettes: Uint32Array[]}} Regions
 *   what to decide by which rule, and the colour of each outcome: flat,
 *   or shaded by the winner's own value */

const MIDDLE = 127.5;

/** Which side of the middle: 0 or 1.
 * @type {Rule} */
export const sideOf = (values, at) => (values[at] < MIDDLE ? 0 : 1);

/** The likeliest class.
 * @type {Rule} */
export function winnerOf(values, at, stride, channels) {
  let best = 0;
  for (let k = 1; k < channels; k++)
    if (values[at + k * stride] > values[at + best * stride]) best = k;
  return best;
}

/** The labels given, as bits.
 * @type {Rule} */
export function labelsOf(values, at, stride, channels) {
  let bits = 0;
  for (let k = 0; k < channels; k++) if (values[at + k * stride] >= MIDDLE) bits |= 1 << k;
  return bits;
}

/** Colour the squares between cells, `fine` × `fine` words each.
 * @type {(regions: Regions, fine: number, words: Uint32Array) => void} */
export function colourRegions(regions, fine, words) {
  const { channels, side, flat } = regions;
  const width = (side - 1) * fine;
  const outcomes = outcomesOf(regions);
  const ends = {
    left: new Float32Array(channels),
    right: new Float32Array(channels),
    values: new Float32Array(channels),
  };
  for (let row = 0; row < side - 1; row++)
    for (let column = 0; column < side - 1; column++) {
      const at = row * side + column;
      const outcome = outcomes[at];
      const to = row * fine * width + column * fine;
      const agreed =
        outcome === outcomes[at + 1] &&
        outcome === outcomes[at + side] &&
        outcome === outcomes[at + side + 1];
      if (!agreed) border(regions, at, fine, words, to, width, ends);
      else if (flat) even(flat[outcome], fine, words, to, width);
      else shade(regions, outcome, at, fine, words, to, width);
    }
}

/** @type {(regions: Regions) => Uint16Array} */
function outcomesOf({ planes, channels, side, rule }) {
  const area = side * side;
  const outcomes = new Uint16Array(area);
  for (let i = 0; i < area; i++) outcomes[i] = rule(planes, i, area, channels);
  return outcomes;
}

/** @type {(word: number, fine: number, words: Uint32Array, to: number, width: number) => void} */
function even(word, fine, words, to, width) {
  for (let j = 0; j < fine; j++, to += width) for (let i = 0; i < fine; i++) words[to + i] = word;
}

/** One winner all over: its colour by its value.
 * @type {(regions: Regions, outcome: number, at: number, fine: number, words: Uint32Array,
 *   to: number, width: number) => void} */
function shade({ planes, side, palettes }, outcome, at, fine, words, to, width) {
  const palette = palettes[outcome];
  const from = outcome * side * side + at;
  const a = planes[from];
  const b = planes[from + 1];
  const c = planes[from + side];
  const d = planes[from + side + 1];
  for (let j = 0; j < fine; j++, to += width) {
    const v = (j + 0.5) / fine;
    const left = a + v * (c - a);
    const step = (b + v * (d - b) - left) / fine;
    for (let i = 0, value = left + 0.5 * step + 0.5; i < fine; i++, value += step)
      words[to + i] = palette[value | 0];
  }
}

/** A border runs through: every word is decided by itself.
 * @type {(regions: Regions, at: number, fine: number, words: Uint32Array, to: number,
 *   width: number,
 *   ends: {left: Float32Array, right: Float32Array, values: Float32Array}) => void} */
function border(
  { planes, channels, side, rule, flat, palettes },
  at,
  fine,
  words,
  to,
  width,
  { left, right, values },
) {
  const area = side * side;
  for (let j = 0; j < fine; j++, to += width) {
    const v = (j + 0.5) / fine;
    for (let k = 0, from = at; k < channels; k++, from += area) {
      left[k] = planes[from] + v * (planes[from + side] - planes[from]);
      right[k] = planes[from + 1] + v * (planes[from + side + 1] - planes[from + 1]);
    }
    for (let i = 0; i < fine; i++) {
      const u = (i + 0.5) / fine;
      for (let k = 0; k < channels; k++) values[k] = left[k] + u * (right[k] - left[k]);
      const outcome = rule(values, 0, 1, channels);
      words[to + i] = flat ? flat[outcome] : palettes[outcome][(values[outcome] + 0.5) | 0];
    }
  }
}
