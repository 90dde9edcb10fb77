import assert from "node:assert/strict";
import test from "node:test";

import { createPaper } from "../../static/js/images/paper.js";

const rowsOf = (bytes, side) =>
  Array.from({ length: side }, (_, y) => [...bytes.slice(y * side, (y + 1) * side)]);

test("a stroke from left to right darkens its row alone, and evenly", () => {
  const paper = createPaper(8);
  paper.stroke({ x: 0, y: 4.5 }, { x: 8, y: 4.5 });
  const rows = rowsOf(paper.bytes(), 8);
  assert.deepEqual(rows[4], new Array(8).fill(255));
  assert.deepEqual(
    rows.filter((row) => row.some((byte) => byte > 0)),
    [rows[4]],
  );
});

test("a pixel that ink covers in part is grey by the share of its cells", () => {
  const paper = createPaper(8);
  paper.stroke({ x: 0, y: 4 }, { x: 8, y: 4 }); // on the line between two rows
  const rows = rowsOf(paper.bytes(), 8);
  assert.equal(rows[3][4], rows[4][4]);
  assert.equal(rows[3][4], Math.round(255 / 2));
});

test("a touch leaves a dot, also at the edge and beyond it", () => {
  const paper = createPaper(28);
  paper.stroke({ x: 27.9, y: 27.9 }, { x: 40, y: 40 });
  assert.ok(paper.bytes()[28 * 28 - 1] > 0);
  assert.equal(paper.isEmpty(), false);
});

test("what was erased or cleared is gone", () => {
  const paper = createPaper(8);
  paper.stroke({ x: 4, y: 4 }, { x: 4, y: 4 });
  paper.stroke({ x: 4, y: 4 }, { x: 4, y: 4 }, { isErasing: true });
  assert.equal(paper.isEmpty(), true);
  paper.stroke({ x: 4, y: 4 }, { x: 6, y: 4 });
  paper.clear();
  assert.deepEqual([...paper.bytes()], new Array(64).fill(0));
});

test("a picture that is laid down comes back to within a sixteenth", () => {
  const paper = createPaper(16);
  const picture = Uint8Array.from({ length: 256 }, (_, i) => i);
  paper.lay(picture);
  const most = Math.max(...paper.bytes().map((byte, i) => Math.abs(byte - picture[i])));
  assert.ok(most <= 255 / 16, `${most}`);
});

test("what lines enclose is filled, and what lies outside stays white", () => {
  const paper = createPaper(8);
  const corners = [
    [1.5, 1.5],
    [6.5, 1.5],
    [6.5, 6.5],
    [1.5, 6.5],
    [1.5, 1.5],
  ].map(([x, y]) => ({ x, y }));
  corners.slice(1).forEach((corner, i) => paper.stroke(corners[i], corner));
  const middle = (bytes) => bytes[4 * 8 + 4];
  assert.equal(middle(paper.bytes()), 0);
  paper.fill();
  assert.equal(middle(paper.bytes()), 255);
  assert.equal(paper.bytes()[0], 0);
});

test("a thick brush covers more than the usual one", () => {
  const covered = (brush) => {
    const paper = createPaper(28);
    paper.stroke({ x: 14, y: 14 }, { x: 14, y: 14 }, brush);
    return paper.bytes().filter((byte) => byte > 0).length;
  };
  assert.ok(covered({ radius: 4 }) > 2 * covered());
});
