// The lines of the microscope for paper, on which a learner fills the numbers in.
import { figure } from "./figures.js";

/** @typedef {import("./types.js").Line} Line */
/** @typedef {import("./types.js").Note} Note */
/** @typedef {import("./types.js").Step} Step */
/** @typedef {[text: string, symbol: string]} Hidden a number as it is written, and its name */

const NOTHING = figure(0);

/** The lines of the four stops with their blanks: lines without a value.  Blank is a number that is
 * asked for, and what comes of it; where a formula would tell it, its symbol stands in its place.
 * @type {(stops: (Step | Note)[][]) => (Step | Note)[][]} */
export function withBlanks(stops) {
  /** @type {Hidden[]} */
  const hidden = [];
  return stops.map((lines) => {
    const isAsked = lines.some((line) => "blank" in line && line.blank);
    let isToldYet = false;
    /** @type {(Step | Note)[]} */
    const shown = [];
    for (const line of lines) {
      if (!("note" in line)) {
        isToldYet ||= Boolean(line.blank);
        shown.push(blanked(line, hidden));
      } else if (isAsked && !isToldYet && !line.reveals) shown.push(line);
    }
    return shown;
  });
}

/** @type {(step: Step, hidden: Hidden[]) => Step} */
function blanked({ about, line, blank }, hidden) {
  const told = blank?.given ?? line.numbers ?? "";
  const numbers = hidden.reduce((text, [one, symbol]) => text.replaceAll(one, symbol), told);
  const isKnown = hidden.some(([one]) => one === line.value);
  if (!blank && !isKnown && numbers === told) return { about, line };
  if (line.value !== NOTHING) hidden.push([line.value, line.symbol]);
  return { about, line: { ...line, numbers, value: "" } };
}
