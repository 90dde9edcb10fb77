// The scatter matrix: a small picture for each pair of what is searched and the goal, in which each
// trial is a sign.  Pointing at one chooses its trial in all views.
import { html, nothing, render } from "../../../vendor/lit-html/lit-html.js";
import { computed, effect } from "../../../vendor/signals-core/signals-core.mjs";
import { sheetColour } from "../../sheet_colours.js";
import {
  cellsIn,
  FOOT,
  heightOf,
  LEFT,
  matrixOf,
  pointAt,
  pointIn,
} from "../../store/scatter_geometry.js";
import { scatterWords as words } from "../../words/en/search.js";
import { draw } from "../components.js";
import { cleared, followPicture } from "./canvas_picture.js";
import { sign } from "./signs.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/search_looks.js").Looks} Looks */
/** @typedef {import("../../store/search_axes.js").Axis} Axis */
/** @typedef {import("../../store/search_brush.js").Line} Line */
/** @typedef {import("../../store/scatter_geometry.js").Matrix} Matrix */
/** @typedef {import("../../store/scatter_geometry.js").Cell} Cell */
/** @typedef {{axes: Axis[], lines: Line[], kept: Set<number> | null, top: Set<number>,
 *   chosen: number | null, states: Map<number, string>}} Shown */

const MOST = 6; // axes, the goal among them: more would be too small to read
const SIGN = 3.5;
const FONT = "12px system-ui";

/** @type {(root: HTMLElement, study: Study, looks: Looks) => void} */
export function mount(root, study, looks) {
  render(
    html`<h2>${words.scatter}</h2><canvas class="scatter" role="img"></canvas>
      <div class="omitted"></div>`,
    root,
  );
  const canvas = /** @type {HTMLCanvasElement} */ (root.querySelector("canvas"));
  const part = computed(() => partOf(looks.axes.value, looks.lines.value));
  const matrix = () => matrixOf(canvas.clientWidth, part.value.axes.length);
  draw(/** @type {HTMLElement} */ (root.querySelector(".omitted")), () =>
    part.value.omitted.length
      ? html`<p class="hint">${words.omitted(part.value.omitted)}</p>`
      : nothing,
  );
  effect(() =>
    canvas.setAttribute("aria-label", words.picture(part.value.axes.map(({ label }) => label))),
  );
  const read = () => ({
    ...{ axes: part.value.axes, lines: part.value.lines, kept: study.kept.value },
    ...{ top: looks.top.value, chosen: study.chosen.value, states: looks.states.value },
  });
  followPicture(canvas, read, (shown) => paint(canvas, matrix(), shown));
  canvas.addEventListener("pointermove", ({ offsetX, offsetY }) => {
    const trial = pointAt(matrix(), part.peek().lines, offsetX, offsetY);
    if (trial !== null) study.chosen.value = trial;
  });
}

/** The first settings and the goal, where there are too many axes for all.
 * @type {(axes: Axis[], lines: Line[]) => {axes: Axis[], lines: Line[], omitted: string[]}} */
function partOf(axes, lines) {
  if (axes.length <= MOST) return { axes, lines, omitted: [] };
  const pick = (/** @type {any[]} */ list) => [...list.slice(0, MOST - 1), list[list.length - 1]];
  return {
    axes: pick(axes),
    lines: lines.map(({ trial, spots }) => ({ trial, spots: pick(spots) })),
    omitted: axes.slice(MOST - 1, -1).map(({ label }) => label),
  };
}

/** @type {(canvas: HTMLCanvasElement, matrix: Matrix, shown: Shown) => void} */
function paint(canvas, matrix, shown) {
  const height = heightOf(matrix);
  canvas.style.height = `${height}px`;
  const context = cleared(canvas, canvas.clientWidth, height);
  if (!context) return;
  const cells = cellsIn(matrix);
  for (const cell of cells) paintCell(context, cell, shown);
  paintNames(context, matrix, shown.axes);
}

/** @type {(context: CanvasRenderingContext2D, cell: Cell, shown: Shown) => void} */
function paintCell(context, cell, { lines, kept, top, chosen, states }) {
  context.strokeStyle = sheetColour("hairline");
  context.lineWidth = 1;
  context.strokeRect(cell.left + 0.5, cell.top + 0.5, cell.side - 1, cell.side - 1);
  const isLeft = (/** @type {Line} */ { trial }) => kept !== null && !kept.has(trial);
  const looks = /** @type {[string, number, (line: Line) => boolean][]} */ ([
    ["border", 0.35, isLeft],
    ["ink-soft", 1, (line) => !isLeft(line) && !top.has(line.trial)],
    ["accent", 1, (line) => !isLeft(line) && top.has(line.trial)],
  ]);
  for (const [colour, alpha, isSo] of looks) {
    context.beginPath();
    for (const line of lines.filter(isSo))
      sign(context, states.get(line.trial) ?? "", ...pointIn(cell, line), SIGN);
    context.save();
    context.globalAlpha = alpha;
    context.strokeStyle = context.fillStyle = sheetColour(colour);
    if (colour === "accent") context.fill();
    context.stroke();
    context.restore();
  }
  const line = lines.find(({ trial }) => trial === chosen);
  if (!line) return;
  context.beginPath();
  context.arc(...pointIn(cell, line), 2 * SIGN, 0, 2 * Math.PI);
  context.strokeStyle = sheetColour("ink");
  context.lineWidth = 2;
  context.stroke();
}

/** @type {(context: CanvasRenderingContext2D, matrix: Matrix, axes: Axis[]) => void} */
function paintNames(context, matrix, axes) {
  const { side } = matrix;
  context.font = FONT;
  context.fillStyle = sheetColour("ink");
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const { column, row, left, top } of cellsIn(matrix)) {
    if (row === axes.length - 1)
      context.fillText(axes[column].label, left + side / 2, heightOf(matrix) - FOOT / 2, side);
    if (column) continue;
    context.save();
    context.translate(LEFT / 2, top + side / 2);
    context.rotate(-Math.PI / 2);
    context.fillText(axes[row].label, 0, 0, side);
    context.restore();
  }
}
