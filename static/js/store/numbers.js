// Numbers as people and addresses write them.  One strict reader: what is not plainly a decimal number is none.

const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** The number that a text is, or NaN: no other base, no empty text, nothing before or after it.
 * @type {(text: string) => number} */
export const decimal = (text) => (DECIMAL.test(text) ? Number(text) : NaN);

/** The number that a person has typed: with a decimal comma, a true minus sign or spaces around it, if they like.
 * @type {(text: string) => number} */
export const typed = (text) => decimal(text.trim().replace(",", ".").replaceAll("−", "-"));
