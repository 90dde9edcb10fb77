// The part of a phase map that is marked: its frame over the picture, and the button that makes a
// finer map of it.  Where nothing is marked, the cell that was chosen is the part.
import { html, nothing } from "../../../vendor/lit-html/lit-html.js";
import { effect } from "../../../vendor/signals-core/signals-core.mjs";
import { gridOf, placeOf } from "../../store/phase_cells.js";
import { partBetween, zoomed } from "../../store/phase_zoom.js";
import { phaseWords as words } from "../../words/en/studies.js";
import { button, draw } from "../components.js";
import { barrier } from "../connection.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/phase_cells.js").Grid} Grid */
/** @typedef {import("../../store/phase_zoom.js").Part} Part */
/** @typedef {import("../../store/phase_zoom.js").Zoomed} Zoomed */
/** @typedef {import("../../types.js").Template} Template */
/** @typedef {import("./phase_hand.js").Map} Map */

/** @type {(frame: HTMLElement, foot: HTMLElement, map: Map) => void} */
export function mount(frame, foot, map) {
  effect(() => {
    frame.hidden = map.mark.value === null;
    if (map.mark.value) lay(frame, gridOf(map.study), map.mark.value);
  });
  draw(foot, () => zooming(map));
}

/** What a finer map would be of.
 * @type {(map: Map) => Zoomed} */
export function wanted({ study, mark }) {
  const { value: chosen } = study.chosen;
  const cell = chosen === null ? null : placeOf(gridOf(study), chosen);
  const part = mark.value ?? (cell && partBetween(cell, cell));
  return part ? zoomed(study, part) : { wish: null, told: words.markFirst };
}

/** How many cells are marked, and of what, for those who do not see it.
 * @type {(map: Map) => string} */
export function toldOfMark(map) {
  const { columns, rows } = /** @type {Part} */ (map.mark.value);
  const count = (columns[1] - columns[0] + 1) * (rows[1] - rows[0] + 1);
  return words.marked(count, wanted(map).told);
}

/** @type {(map: Map) => Template} */
function zooming(map) {
  const { wish, told } = wanted(map);
  const why = barrier(map.study) || map.study.opening.value || (wish ? "" : told);
  return html`<p class="zooming">${button({
    kind: "plain",
    why,
    title: words.zoomInHint,
    press: map.zoom,
    content: words.zoomIn,
  })} ${matchMedia("(any-pointer: coarse)").matches ? finger(map) : nothing} <span class="hint">${
    map.marks.value ? words.dragNow : map.mark.value ? nothing : told // else told above
  }</span></p>`;
}

/** A finger moves the page: for its next drag to mark a part, it has to press this.
 * @type {(map: Map) => Template} */
const finger = ({ marks }) => html`<button class="plain" aria-pressed=${marks.value}
  @click=${() => (marks.value = !marks.value)}>${words.mark}</button>`;

/** Lay something over some cells of the picture.
 * @type {(over: HTMLElement, grid: Grid, part: Part) => void} */
export function lay(over, { along, up }, { columns, rows }) {
  const [across, high] = [along.texts.length, up.texts.length];
  const share = (/** @type {number} */ part, /** @type {number} */ all) => `${(100 * part) / all}%`;
  Object.assign(over.style, {
    left: share(columns[0], across),
    top: share(high - 1 - rows[1], high),
    width: share(columns[1] - columns[0] + 1, across),
    height: share(rows[1] - rows[0] + 1, high),
  });
}
