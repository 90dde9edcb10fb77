// An encoding of a column in the two forms that it is written in: whole, as the server has it, and
// brief, for the address.

/** @typedef {import("../types.js").Encoding} Encoding */

/** An encoding as the server writes it: with all that it leaves open.
 * @type {(part: Encoding) => Required<Encoding>} */
export const whole = ({ column, words, ordered, other, missing }) => ({
  column,
  words: words ?? [],
  ordered: ordered ?? false,
  other: other ?? false,
  missing: missing ?? "leave_out",
});

/** An encoding without what is usual, for the address.
 * @type {(encoding: Encoding) => Encoding} */
export const brief = ({ column, words, ordered, other, missing }) => ({
  column,
  ...(words?.length ? { words } : {}),
  ...(ordered ? { ordered } : {}),
  ...(other ? { other } : {}),
  ...(missing && missing !== "leave_out" ? { missing } : {}),
});
