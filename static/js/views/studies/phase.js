// The phase map of a grid: a cell for each pair of settings, light where it converges soon, hatched
// where it is slow, crossed out where it diverges: the three stand apart in grey too.  A cursor
// leads over it by the arrow keys, and a cell opens as an experiment.
import { html, render } from "../../../vendor/lit-html/lit-html.js";
import { computed, effect } from "../../../vendor/signals-core/signals-core.mjs";
import { cellsOf, gridOf } from "../../store/phase_cells.js";
import { phaseWords as words } from "../../words/en/studies.js";
import { draw, isTouched } from "../components.js";
import { loss } from "../format.js";
import { followPicture } from "./canvas_picture.js";
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
        <div class="over"><span class="cursor" hidden></span></div>
      <div class="ticks-along"></div><p class="along"></p></div>
      <p class="cell" role="status"></p><div class="key"></div>
      <p class="hint" id="phase-help">${words.help}</p>`,
    root,
  );
  const cells = computed(() => cellsOf(study)); // not anew for each that is pointed at
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const place = (/** @type {string} */ name) =>
    /** @type {HTMLElement} */ (root.querySelector(name));
  draw(place(".key"), () => key());
  draw(place(".cell"), () => html`${told(study, cells.value)}`);
  effect(() => nameAxes(place, study));
  followPicture(
    canvas,
    () => (void study.study.value, cells.value),
    (now) => paintPhase(canvas, study, now),
  );
  effect(() => placeCursor(place(".cursor"), study));
  followPointer(canvas, study);
  canvas.addEventListener("keydown", (event) => moveCursor(event, study));
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
  const { along, up, seeds } = gridOf(study);
  const [columns, rows] = [along.texts.length, up.texts.length];
  const cell = Math.floor((study.chosen.value ?? 0) / seeds);
  cursor.hidden = study.chosen.value === null;
  const share = (/** @type {number} */ part, /** @type {number} */ all) => `${(100 * part) / all}%`;
  Object.assign(cursor.style, {
    left: share(Math.floor(cell / rows), columns),
    top: share(rows - 1 - (cell % rows), rows),
    width: share(1, columns),
    height: share(1, rows),
  });
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

/** @type {(canvas: HTMLCanvasElement, study: Study) => void} */
function followPointer(canvas, study) {
  const cellAt = (/** @type {MouseEvent} */ { offsetX, offsetY }) => {
    const { along, up, seeds } = gridOf(study);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const column = Math.min(
      along.texts.length - 1,
      Math.floor((offsetX / width) * along.texts.length),
    );
    const row = Math.min(up.texts.length - 1, Math.floor((offsetY / height) * up.texts.length));
    return (column * up.texts.length + (up.texts.length - 1 - row)) * seeds;
  };
  const point = (/** @type {MouseEvent} */ event) => {
    const trial = cellAt(event);
    if (trial >= 0 && trial < study.trials.peek().length) study.chosen.value = trial;
  };
  canvas.addEventListener("pointermove", point);
  let tapped = -1;
  canvas.addEventListener("click", (event) => {
    point(event);
    const trial = study.chosen.peek() ?? -1;
    const isFirst = isTouched() && tapped !== trial; // which shows it only: no finger hovers
    tapped = trial;
    if (trial >= 0 && !isFirst) void study.open(trial);
  });
}

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** @type {(event: KeyboardEvent, study: Study) => void} */
function moveCursor(event, study) {
  const { along, up, seeds } = gridOf(study);
  const cell = Math.floor((study.chosen.peek() ?? 0) / seeds);
  if (event.key === "Enter") {
    event.preventDefault();
    return void study.open(cell * seeds);
  }
  const step = STEPS[event.key];
  if (!step) return undefined;
  event.preventDefault();
  const within = (/** @type {number} */ at, /** @type {number} */ length) =>
    Math.max(0, Math.min(length - 1, at));
  const column = within(Math.floor(cell / up.texts.length) + step[0], along.texts.length);
  const row = within((cell % up.texts.length) + step[1], up.texts.length);
  study.chosen.value = (column * up.texts.length + row) * seeds;
  return undefined;
}
