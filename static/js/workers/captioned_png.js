// A picture as it is taken away: what was painted, with a title above it and what its signs mean
// below. Everything is told in CSS pixels and painted at SCALE times their number.

import { contextOf } from "./plane.js";

/** @typedef {OffscreenCanvasRenderingContext2D} Context */
/** @typedef {{text: string, width: number, draw: (context: Context, x: number, y: number) =>
 *   void}} Entry
 *   one sign of the legend, drawn about the height y from x on, so wide, and its meaning */
/** @typedef {{ground: string, ink: string, soft: string}} Inks */
/** @typedef {{title: string, caption: string, inks: Inks, width: number, height: number,
 *   left?: number, right?: number,
 *   draw: (context: Context, x: number, y: number) => void, legend: Entry[]}} Content
 *   `left` and `right`: room beside what is drawn, for names */

export const SCALE = 2;
const PAD = 16;
const LINE = 20;
const GAP = 14; // between the edge and all, of one line of text, between two entries
const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif';

/** @type {(size: number, weight?: number) => string} */
export const font = (size, weight = 400) => `${weight} ${size}px ${FONT}`;

/** @type {(content: Content) => Promise<Blob>} */
export function captionedPng(content) {
  const { left = 0, right = 0 } = content;
  const inside = left + content.width + right;
  const measure = contextOf(new OffscreenCanvas(1, 1));
  measure.font = font(12);
  const rows = rowsOf(content.legend, inside, (text) => measure.measureText(text).width);
  const top = PAD + 2 * LINE;
  const bottom = rows.length * LINE + PAD;
  const canvas = new OffscreenCanvas(
    Math.ceil((inside + 2 * PAD) * SCALE),
    Math.ceil((top + content.height + bottom + GAP / 2) * SCALE),
  );
  const context = contextOf(canvas);
  context.scale(SCALE, SCALE);
  context.fillStyle = content.inks.ground;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.textBaseline = "middle";
  writeHead(context, content, inside);
  context.save();
  content.draw(context, PAD + left, top);
  context.restore();
  rows.forEach((row, i) =>
    drawRow(context, row, top + content.height + GAP / 2 + (i + 0.5) * LINE, content.inks),
  );
  return canvas.convertToBlob({ type: "image/png" });
}

/** @type {(context: Context, content: Content, width: number) => void} */
function writeHead(context, { title, caption, inks }, width) {
  context.fillStyle = inks.ink;
  context.font = font(15, 600);
  context.fillText(shortened(context, title, width), PAD, PAD + LINE / 2 - 2);
  context.fillStyle = inks.soft;
  context.font = font(12);
  context.fillText(shortened(context, caption, width), PAD, PAD + 1.5 * LINE - 4);
}

/** As much of a text as fits a width.
 * @type {(context: Context, text: string, width: number) => string} */
export function shortened(context, text, width) {
  if (context.measureText(text).width <= width) return text;
  let end = text.length;
  while (end && context.measureText(`${text.slice(0, end)}…`).width > width) end--;
  return `${text.slice(0, end)}…`;
}

/** @typedef {Entry & {x: number}} Placed */

/** The legend's entries in as many rows as they need.
 * @type {(entries: Entry[], width: number, measure: (text: string) => number) => Placed[][]} */
export function rowsOf(entries, width, measure) {
  /** @type {Placed[][]} */
  const rows = [];
  let x = Infinity;
  for (const entry of entries) {
    const wide = entry.width + 6 + measure(entry.text);
    if (x + wide > width) {
      rows.push([]);
      x = 0;
    }
    rows[rows.length - 1].push({ ...entry, x: PAD + x });
    x += wide + GAP;
  }
  return rows;
}

/** @type {(context: Context, row: Placed[], y: number, inks: Inks) => void} */
function drawRow(context, row, y, inks) {
  for (const { text, width, draw, x } of row) {
    context.save();
    draw(context, x, y);
    context.restore();
    context.fillStyle = inks.soft;
    context.font = font(12);
    context.fillText(text, x + width + 6, y);
  }
}
