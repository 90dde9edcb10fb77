// The picture of a phase map.  How soon a cell converges is its lightness, so that it reads in
// grey; slow cells are hatched and diverged ones crossed out besides.
import { coloursOf, sheetColour } from "../../sheet_colours.js";
import { gridOf } from "../../store/phase_cells.js";

/** @typedef {import("../../store/study.js").Study} Study */
/** @typedef {import("../../store/phase_cells.js").Cell} Cell */
/** @typedef {{context: CanvasRenderingContext2D, x: number, y: number, width: number,
 *   height: number}} Spot in the canvas's own pixels */

const SIGNED = 7; // CSS pixels of a cell below which no sign would be seen
const PALEST = 0.35; // of the accent, in the cell that has taken longest

/** @type {(canvas: HTMLCanvasElement, study: Study, cells: Cell[]) => void} */
export function paintPhase(canvas, study, cells) {
  const context = canvas.getContext("2d");
  const [width, height] = [canvas.clientWidth, canvas.clientHeight].map((side) =>
    Math.round(side * devicePixelRatio),
  );
  if (!context || !width || !height) return;
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const { along, up } = gridOf(study);
  const [columns, rows] = [along.texts.length, up.texts.length];
  context.clearRect(0, 0, width, height);
  const shade = shadesOf(study);
  const spotOf = (/** @type {number} */ at) => {
    const [column, row] = [Math.floor(at / rows), rows - 1 - (at % rows)];
    const [x, y] = [(column * width) / columns, (row * height) / rows].map(Math.round);
    const right = Math.round(((column + 1) * width) / columns);
    const bottom = Math.round(((row + 1) * height) / rows);
    return { context, x, y, width: right - x, height: bottom - y };
  };
  for (const [at, cell] of cells.entries()) paintCell(spotOf(at), cell, shade);
}

/** The colour of a cell that has converged: the sooner, the further from the ground.
 * @type {(study: Study) => (since: number) => string} */
function shadesOf(study) {
  const most = Math.log1p(study.study.peek()?.budget.epochs ?? 1);
  const [ground, accent] = ["raised", "accent"].map((name) => coloursOf(sheetColour(name)));
  return (since) => {
    const part = 1 - (1 - PALEST) * (Math.log1p(since) / most);
    const [r, g, b] = ground.map((value, i) => Math.round(value + part * (accent[i] - value)));
    return `rgb(${r} ${g} ${b})`;
  };
}

/** @type {(spot: Spot, cell: Cell, shade: (since: number) => string) => void} */
function paintCell(spot, { state, since }, shade) {
  const { context, x, y, width, height } = spot;
  const isSigned = Math.min(width, height) >= SIGNED * devicePixelRatio;
  const fills = { converged: shade(since ?? 0), slow: sheetColour("sunken"), diverged: "" };
  context.fillStyle = fills[state] || sheetColour("ink");
  context.fillRect(x, y, width, height);
  if (!isSigned || state === "converged") return;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.strokeStyle = sheetColour(state === "slow" ? "border" : "ground");
  context.lineWidth = devicePixelRatio;
  context.beginPath();
  context.moveTo(x, y + height);
  context.lineTo(x + width, y);
  if (state === "diverged") {
    context.moveTo(x, y);
    context.lineTo(x + width, y + height);
  }
  context.stroke();
  context.restore();
}
