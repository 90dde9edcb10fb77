// The words of the help: what one sees, and the keys.
import { html } from "../../../vendor/lit-html/lit-html.js";

/** @typedef {import("../../types.js").Template} Template */

export const EXPLAINED = "Every control has a line of explanation. Escape leaves.";
export const HOW_TO_READ = "How to read this page";
export const LEAVE = "Leave";
export const CLOSE = "Close";

/** `at` makes the address of a page.
 * @type {(at: (path: string) => string, isTouched: boolean) => Template} */
export const reading = (at, isTouched) => html`
  <p>Points are drawn from the data on the left. Each small map shows what one neuron answers over
    the whole plane: <b class="positive">blue (+)</b> for positive, <b class="negative">orange
    (−)</b> for negative. Lines are weights: the thicker, the stronger; orange ones have wider
    gaps. Press play, and the network on the server learns to colour the plane as the points
    are.</p>
  <ul><li>${isTouched ? "Tap a neuron" : "Hover over a neuron to see its map large; click it"}
    to read and edit its weights.</li>
    <li>The small square at a neuron's lower left is its bias: the larger, the further from 0;
      blue with a plus or orange with a minus.</li>
    <li>What carries a ↺ restarts the training; with everything else the network goes on with what
      it has learned.</li>
    <li>Reset begins with the same weights again; the dice make new ones.</li>
    <li>Look closer opens a panel about the network at hand; the <a href=${at("labs")}
      target="_blank" rel="noopener">labs</a> have experiments made for it.</li>
    <li>Programs use the same server: the <a href=${at("docs")} target="_blank"
      rel="noopener">reference of its interface</a> also says how to get the Python client and the
      source.</li>
    <li>The <a href=${at("lessons")} target="_blank" rel="noopener">lessons</a> explain how networks
      learn, with experiments to guess at.</li>
    <li>The address always holds the whole experiment: copy it to share it.</li></ul>`;

/** @type {[string, string][]} */
export const KEYS = [
  ["Space", "play, pause"],
  ["→", "one step"],
  ["r", "reset"],
  ["Ctrl+Z", "undo"],
  ["Shift+Ctrl+Z", "redo"],
  ["?", "explain every control, and no more"],
  ["b", "big picture, and back"],
  ["l", "look closer, and back"],
  ["arrows", "from neuron to neuron"],
];
