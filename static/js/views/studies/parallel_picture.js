// The picture of parallel coordinates: a line for each trial over all axes.  Lines of one look are
// one path, so that hundreds are drawn within a picture's time.  What has diverged, and what has no
// loss yet, has dashes and a sign of its own besides its place.
import { sheetColour } from "../../sheet_colours.js";
import { xOf, yOf } from "../../store/parallel_geometry.js";
import { ticksOf } from "../../store/search_axes.js";
import { isAll } from "../../store/search_brush.js";
import { parallelWords as words } from "../../words/en/search.js";
import { cleared } from "./canvas_picture.js";
import { sign } from "./signs.js";

/** @typedef {import("../../store/parallel_geometry.js").Frame} Frame */
/** @typedef {import("../../store/search_axes.js").Axis} Axis */
/** @typedef {import("../../store/search_brush.js").Line} Line */
/** @typedef {import("../../store/search_brush.js").Brushes} Brushes */
/** @typedef {{axes: Axis[], lines: Line[], kept: Set<number> | null, top: Set<number>,
 *   chosen: number | null, brushes: Brushes, states: Map<number, string>}} Shown */
/** @typedef {{line: string, width: number, alpha: number, dash: number[]}} Look */

const FONT = "12px system-ui";
const BAND = 12; // the width of a brush
const TICK = 4;
const SIGN = 4; // half a sign's side
const DASHES = { diverged: [2, 4], unscored: [6, 4] }; // of lines that end off the goal's scale

/** @type {(canvas: HTMLCanvasElement, frame: Frame, shown: Shown) => void} */
export function paintParallel(canvas, frame, shown) {
  const context = cleared(canvas, frame.width, frame.height);
  if (!context) return;
  paintLines(context, frame, shown);
  shown.axes.forEach((axis, at) => paintAxis(context, frame, axis, at, shown));
  paintChosen(context, frame, shown);
}

/** @type {(shown: Shown) => (line: Line) => string} */
const groupOf =
  ({ kept, top }) =>
  ({ trial, spots }) => {
    const end = spots[spots.length - 1];
    const look = kept && !kept.has(trial) ? "left" : top.has(trial) ? "top" : "usual";
    return `${look} ${typeof end === "number" ? "" : end}`;
  };

/** @type {() => Record<string, Look>} */
const looks = () => ({
  left: { line: sheetColour("hairline"), width: 1, alpha: 0.7, dash: [] },
  usual: { line: sheetColour("ink-soft"), width: 1, alpha: 0.5, dash: [] },
  top: { line: sheetColour("accent"), width: 2.5, alpha: 1, dash: [] },
});

const ORDER = ["left", "usual", "top"]; // the last one lies above the others

/** @type {(context: CanvasRenderingContext2D, frame: Frame, shown: Shown) => void} */
function paintLines(context, frame, shown) {
  const styles = looks();
  const groups = [...grouped(shown.lines, groupOf(shown))];
  const sorted = groups.sort(([one], [other]) => rank(one) - rank(other));
  for (const [name, lines] of sorted) {
    const [look, end] = name.split(" ");
    const dash = DASHES[/** @type {keyof typeof DASHES} */ (end)] ?? [];
    context.beginPath();
    for (const line of lines) trace(context, frame, line);
    stroke(context, { ...styles[look], dash });
    if (look !== "left") paintEnds(context, frame, lines, shown, styles[look]);
  }
}

/** @type {(lines: Line[], nameOf: (line: Line) => string) => Map<string, Line[]>} */
function grouped(lines, nameOf) {
  const groups = new Map();
  for (const line of lines) {
    const name = nameOf(line);
    if (groups.has(name)) groups.get(name).push(line);
    else groups.set(name, [line]);
  }
  return groups;
}

/** @type {(name: string) => number} */
const rank = (name) => ORDER.indexOf(name.split(" ")[0]);

/** @type {(context: CanvasRenderingContext2D, frame: Frame, line: Line) => void} */
function trace(context, frame, { spots }) {
  spots.forEach((spot, at) => {
    const [x, y] = [xOf(frame, at), yOf(frame, spot)];
    if (at) context.lineTo(x, y);
    else context.moveTo(x, y);
  });
}

/** @type {(context: CanvasRenderingContext2D, look: Look) => void} */
function stroke(context, { line, width, alpha, dash }) {
  context.save();
  context.strokeStyle = line;
  context.lineWidth = width;
  context.globalAlpha = alpha;
  context.lineJoin = "round";
  context.setLineDash(dash);
  context.stroke();
  context.restore();
}

/** A sign at the end of each line: what has become of the trial.
 * @type {(context: CanvasRenderingContext2D, frame: Frame, lines: Line[], shown: Shown,
 *   look: Look) => void} */
function paintEnds(context, frame, lines, { states }, look) {
  context.beginPath();
  const last = frame.count - 1;
  for (const { trial, spots } of lines)
    sign(context, states.get(trial) ?? "", xOf(frame, last), yOf(frame, spots[last]), SIGN);
  stroke(context, { ...look, width: 1.5, alpha: 1 });
}

/** @type {(context: CanvasRenderingContext2D, frame: Frame, axis: Axis, at: number,
 *   shown: Shown) => void} */
function paintAxis(context, frame, axis, at, { lines, brushes }) {
  const x = xOf(frame, at);
  context.beginPath();
  context.moveTo(x, yOf(frame, 1));
  context.lineTo(x, yOf(frame, 0));
  const ticks = ticksOf(axis);
  for (const { place } of ticks) {
    context.moveTo(x - TICK, yOf(frame, place));
    context.lineTo(x, yOf(frame, place));
  }
  const ink = sheetColour("ink");
  stroke(context, { line: ink, width: 1, alpha: 1, dash: [] });
  context.font = FONT;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const { place, text } of ticks) write(context, text, x - TICK - 2, yOf(frame, place));
  context.textAlign = "center";
  for (const off of new Set(lines.map(({ spots }) => spots[at])))
    if (typeof off !== "number") write(context, words.off[off], x, yOf(frame, off));
  if (brushes[axis.path]) paintBrush(context, frame, x, brushes[axis.path]);
}

/** A text on the colour of the ground, so that it is read above lines.
 * @type {(context: CanvasRenderingContext2D, text: string, x: number, y: number) => void} */
function write(context, text, x, y) {
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeStyle = sheetColour("ground");
  context.strokeText(text, x, y);
  context.fillStyle = sheetColour("ink");
  context.fillText(text, x, y);
}

/** @type {(context: CanvasRenderingContext2D, frame: Frame, x: number,
 *   brush: import("../../store/search_brush.js").Brush) => void} */
function paintBrush(context, frame, x, brush) {
  if (isAll(brush)) return;
  const [top, bottom] = [yOf(frame, brush.to), yOf(frame, brush.from)];
  context.save();
  context.fillStyle = sheetColour("accent");
  context.globalAlpha = 0.3;
  context.fillRect(x - BAND / 2, top - 1, BAND, bottom - top + 2);
  context.restore();
  context.strokeStyle = sheetColour("accent");
  context.lineWidth = 1.5;
  context.strokeRect(x - BAND / 2, top - 1, BAND, bottom - top + 2);
}

/** The trial that is chosen in any view lies above all others.
 * @type {(context: CanvasRenderingContext2D, frame: Frame, shown: Shown) => void} */
function paintChosen(context, frame, shown) {
  const line = shown.lines.find(({ trial }) => trial === shown.chosen);
  if (!line) return;
  const look = { line: sheetColour("ink"), width: 3, alpha: 1, dash: [] };
  context.beginPath();
  trace(context, frame, line);
  stroke(context, look);
  paintEnds(context, frame, [line], shown, look);
}
