// The button that hands a reader the guesses that this browser remembers, as a file.
import { resultsCsv } from "../store/lesson_results.js";

/** @typedef {import("../store/lesson_guesses.js").Guesses} Guesses */

const KEPT = 60_000; // milliseconds for the browser to have written the file

/** Show the button while there is something to hand out.
 * @type {(guessesNow: () => Guesses) => void} */
export function offerResults(guessesNow) {
  const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-csv]"));
  const show = () => {
    button.hidden = !Object.values(guessesNow()).some((own) => Object.keys(own).length);
  };
  button.onclick = () => hand(resultsCsv(guessesNow()), "guesses.csv");
  document.addEventListener("change", show);
  document.addEventListener("submit", show);
  show();
}

/** @type {(text: string, name: string) => void} */
function hand(text, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
