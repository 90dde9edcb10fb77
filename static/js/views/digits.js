// Numbers that may be very small, such as gradients, with the digits that count.
import { loss, signedTo } from "./format.js";

const SMALL = 10 ** -3; // below it, four places leave too few digits
const inFour = signedTo(4);

/** @type {(value: number) => string} */
export function digits(value) {
  if (!Number.isFinite(value)) return "–";
  return (value > 0 ? "+" : "") + (value ? loss(value) : "0");
}

/** A number in four places, or in two digits where these would leave less.
 * @type {(value: number) => string} */
export const fourPlaces = (value) =>
  value && Math.abs(value) < SMALL ? digits(value) : inFour(value);
