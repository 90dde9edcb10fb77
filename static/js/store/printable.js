// What a name may hold, as the server has it (engine/printable.py): one line of what can be printed.  Pure.

/** @typedef {{write: (value: any) => string, parse: (text: string, context: {wrong: (why: string) => void}) => string}} Words */

const BREAKS = /[\t-\r\x1c-\x1f\x85\u2028\u2029]+/u;
const STRAYS = /[\0-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\p{Cs}]/gu;
const INSTEAD = "\ufffd";

/** A text with a space for each line break or tab and the blanks around it.
 * @type {(text: string) => string} */
export const oneLine = (text) => (BREAKS.test(text) ? text.split(BREAKS).map((part) => part.trim()).filter(Boolean).join(" ") : text);

/** A text without what no text may hold.
 * @type {(text: string) => string} */
export const withoutStrays = (text) => text.replace(STRAYS, "");

/** A name as it may be shown, whatever it holds.
 * @type {(text: string) => string} */
export const printable = (text) => oneLine(text).replace(STRAYS, INSTEAD);

/** A text of the address, cut and without what the server refuses; a name, unless it may have lines.
 * @type {(most: number, lines?: boolean) => Words} */
export const words = (most, lines = false) => ({
  write: String,
  parse(value, { wrong }) {
    const sound = withoutStrays(lines ? value : oneLine(value));
    if (sound.length > most) wrong(`cut to ${most} characters`);
    if (withoutStrays(value) !== value) wrong("holds what cannot be printed, which is left out");
    return withoutStrays(sound.slice(0, most));
  },
});
