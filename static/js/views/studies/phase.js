// The phase map of a grid: a cell for each pair of settings, light where it converges soon, hatched
// where it is slow, crossed out where it diverges: the three stand apart in grey too.  A cell opens
// as an experiment, and a part of the map as a finer one.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { computed, effect, signal } from "../../../vendor/signals-core/signals-core.mjs";
import { cellsOf, gridOf, placeOf } from "../../store/phase_cells.js";
import { partBetween } from "../../store/phase_zoom.js";
import { phaseWords as words } from "../../words/en/studies.js";
import { draw } from "../components.js";
import { loss } from "../format.js";
import { followPicture } from "./canvas_picture.js";
import { followKeys, followPointer } from "./phase_hand.js";
import * as part from "./phase_part.js";
import { paintPhase } from "./phase_picture.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/phase_cells.js").Cell} Cell */
/** @typedef {import("../../types.js").Template} Template */

const MOST_TICKS = 6; // of an axis that are named

/** @type {(root: HTMLElement, study: Study) => void} */
export function mount(root, study) {
  render(
    html`<h2>${words.phaseMap}</h2><div class="phase">
      <p class="up"></p><div class="ticks-up"></div>
      <canvas tabindex="0" role="application"
        aria-describedby="phase-help"></canvas>
        <div class="over"><span class="marked" hidden></span>
          <span class="cursor" hidden></span></div>
      <div class="ticks-along"></div><p class="along"></p></div>
      <p class="cell" role="status"></p><div class="part"></div><div class="key"></div>
      <p class="hint" id="phase-help">${words.help}</p>`,
    root,
  );
  const cells = computed(() => cellsOf(study)); // not anew for each that is pointed at
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const place = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(name));
  const mark = signal(/** @type {import("../../store/phase_zoom.js").Part | null} */ (null));
  const marks = signal(false);
  const zoom = () => {
    const { wish } = part.wanted(map);
    if (wish) void study.begin(wish);
  };
  const map = { study, mark, marks, zoom };
  effect(() => void canvas.classList.toggle("marks", marks.value));
  draw(place(".key"), () => key());
  draw(place(".cell"), () => html`${mark.value ? part.toldOfMark(map) : told(study, cells.value)}`);
  part.mount(place(".marked"), place(".part"), map);
  effect(() => nameAxes(place, study));
  followPicture(
    canvas,
    () => (void study.study.value, cells.value),
    (now) => paintPhase(canvas, study, now),
  );
  effect(() => placeCursor(place(".cursor"), study));
  followPointer(canvas, map);
  followKeys(canvas, map);
}

/** @type {() => Template} */
const key = () => html`<ul class="phases">
  <li class="soon">${words.soon}</li><li class="late">${words.late}</li>
  <li class="slow">${words.slow}</li><li class="lost">${words.lost}</li></ul>`;

/** What the cell under the cursor has come to.
 * @type {(study: Study, cells: Cell[]) => string} */
function told(study, cells) {
  const grid = gridOf(study);
  const cell = cells[Math.floor((study.chosen.value ?? -1) / grid.seeds)];
  if (!cell) return words.pointAtOne;
  const trial = study.trials.value[cell.trial];
  const where = study.label(trial);
  const { state, since, of } = cell;
  const share = grid.seeds > 1 ? words.share(of, grid.seeds) : "";
  if (state === "converged") return words.converged(where, since ?? 0) + share;
  if (state === "diverged") return words.diverged(where, since ?? 0) + share;
  return words.isSlow(where, loss(study.valueOf(trial))) + share;
}

/** The cursor stands over the picture, which is not painted anew for it.
 * @type {(cursor: HTMLElement, study: Study) => void} */
function placeCursor(cursor, study) {
  const { value: chosen } = study.chosen;
  cursor.hidden = chosen === null;
  const grid = gridOf(study);
  const place = placeOf(grid, chosen ?? 0);
  part.lay(cursor, grid, partBetween(place, place));
}

/** Names of both axes and of some of their values.
 * @type {(place: (name: string) => HTMLElement, study: Study) => void} */
function nameAxes(place, study) {
  const { up, along } = gridOf(study);
  place(".up").textContent = up.label;
  place(".along").textContent = along.label;
  render(ticks([...up.texts].reverse()), place(".ticks-up"));
  render(ticks(along.texts), place(".ticks-along"));
  const label = words.picture(along.label, up.label, study.trials.value.length);
  place("canvas").setAttribute("aria-label", label);
}

/** @type {(texts: string[]) => Template} */
function ticks(texts) {
  const every = Math.ceil(texts.length / MOST_TICKS);
  return html`${texts.map((text, i) => html`<span>${i % every ? "" : text}</span>`)}`;
}
