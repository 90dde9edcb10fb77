// The logic lab: a board of McCulloch–Pitts neurons with its truth table.  Its address holds all of
// it, so that Back undoes a change.
import { effect } from "../../vendor/signals-core/signals-core.mjs";
import { html, nothing, render } from "../../vendor/lit-html/lit-html.js";
import { createLab } from "../logic/lab.js";
import { decode, encode } from "../logic/board_address.js";
import { openPage, placeOf, sentence } from "../page.js";
import { draw } from "../views/components.js";
import { mount as mountBoard } from "../views/logic/board.js";
import { mount as mountEditor } from "../views/logic/editor.js";
import { mount as mountGoal } from "../views/logic/goal.js";
import { mount as mountToolbox } from "../views/logic/toolbox.js";
import { mount as mountTruth } from "../views/logic/truth.js";
import { logicWords as words } from "../words/en/logic.js";

/** @typedef {import("../types.js").Misfit} Misfit */

const MOST_TOLD = 3; // faults of an address that are told one by one

const { root } = openPage();
const first = decode(location.hash);
const lab = createLab(first.shown);

/** Say what of an address was left out.
 * @type {(misfits: Misfit[]) => void} */
function tell(misfits) {
  const more = misfits.length - MOST_TOLD;
  const told = misfits.slice(0, MOST_TOLD);
  const faults = html`<div class="notice warning" role="alert"><div>
    ${told.map(({ key, value, why }) => html`<p>${words.inAddress(key, value, why)}</p>`)}
    ${more > 0 ? html`<p>${words.moreFaults(more)}</p>` : nothing}</div>
    <button class="plain" @click=${() => tell([])}>${words.close}</button></div>`;
  render(misfits.length ? faults : nothing, placeOf("faults"));
}

/** The address follows the board.  A switch is no step to go back to.
 * @type {() => void} */
function followBoard() {
  let last = lab.shown.peek();
  effect(() => {
    const shown = lab.shown.value;
    const fragment = encode(shown);
    const isStep = shown.board !== last.board || shown.goal !== last.goal;
    last = shown;
    if (fragment === location.hash.slice(1)) return;
    const address = `${location.pathname}${location.search}${fragment && `#${fragment}`}`;
    history[isStep ? "pushState" : "replaceState"](null, "", address);
  });
}

addEventListener("popstate", () => {
  const { shown, misfits } = decode(location.hash);
  if (encode(shown) !== encode(lab.shown.peek())) lab.open(shown);
  tell(misfits);
});

followBoard();
mountGoal(placeOf("goal"), lab, root);
mountToolbox(placeOf("toolbox"), lab);
mountBoard(placeOf("board"), lab);
mountEditor(placeOf("editor"), lab);
mountTruth(placeOf("truth"), lab);
draw(placeOf("said"), () => sentence(lab.said.value || words.help));
tell(first.misfits);
