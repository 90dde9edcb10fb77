import assert from "node:assert/strict";
import test from "node:test";

import { axis, chartSvg, logEpochAxis } from "../../static/js/views/chart_svg.js";
import { rowsOf, shortened } from "../../static/js/workers/captioned_png.js";

const inks = { ground: "#fff", ink: "#000", soft: "#555", hairline: "#ddd" };
const curve = (values, more = {}) => ({
  label: "Loss",
  colour: "#07b",
  scale: "y",
  epochs: values.map((_, i) => i),
  values,
  ...more,
});
const chart = (curves, more = {}) =>
  chartSvg({
    title: "T",
    caption: "C",
    curves,
    log: false,
    logEpochs: false,
    inks,
    ...more,
  });

test("an axis ends at even numbers around its values", () => {
  const { low, high, ticks, at } = axis([0.013, 0.49], 100, 0);
  assert.deepEqual([low, high, ticks.length], [0, 0.5, 6]);
  assert.deepEqual([at(0), at(0.5)], [100, 0]);
});

test("an exact axis ends where the values do", () => {
  assert.deepEqual(axis([0, 66], 0, 660, { exact: true }).ticks, [0, 20, 40, 60]);
  assert.equal(axis([0, 66], 0, 660, { exact: true }).at(66), 660);
});

test("on a log scale ticks are powers of ten, and zero does not break it", () => {
  assert.deepEqual(
    axis([0.002, 0.4], 1, 0, { log: true }).ticks.map((tick) => Math.round(Math.log10(tick))),
    [-3, -2, -1, 0],
  );
  assert.ok(Number.isFinite(axis([0, 1], 1, 0, { log: true }).at(0)));
});

test("a log axis of epochs has a place for 0, and powers of ten at nearly equal distances", () => {
  const { at, ticks } = logEpochAxis([0, 1, 40_000], 0, 100);
  assert.deepEqual(ticks, [0, 1, 10, 100, 1000, 10_000]);
  assert.deepEqual([at(0), at(40_000)], [0, 100]);
  const steps = ticks.slice(2).map((tick, i) => at(tick) - at(ticks[i + 1]));
  assert.ok(Math.max(...steps) < 1.1 * Math.min(...steps), String(steps));
});

test("a run that stands at its beginning has a log axis too", () =>
  assert.equal(logEpochAxis([], 0, 100).at(1), 100));

test("a curve lies in the band of its least and greatest values", () => {
  const more = { least: [0, 1], greatest: [2, 4] };
  const [, d] = /<path d="([^"]*)" fill="#07b" fill-opacity/.exec(chart([curve([1, 2], more)]));
  const heights = d
    .split(/[ML]/)
    .slice(1)
    .map((corner) => Number.parseFloat(corner.split(" ")[1]));
  const [top, right, low, left] = heights;
  assert.ok(right < top && top < low && low < left, String(heights));
  assert.match(d, /Z$/);
});

test("one value, or none, has an axis too", () => {
  for (const values of [[], [null], [0], [0.3, 0.3], [NaN]]) {
    const { at, ticks } = axis(values, 0, 100);
    assert.ok(Number.isFinite(at(0.5)) && ticks.length >= 2, String(values));
  }
});

test("a value that is not finite is a gap", () => {
  const d = chart([curve([1, null, 0.5, 0.25])]).match(/<path d="([^"]*)" fill="none"/)[1];
  assert.deepEqual(d.replace(/[^ML]/g, ""), "MML");
});

test("a score has its scale on the right", () => {
  const drawn = chart([
    curve([1, 0.5]),
    curve([0.4, 0.9], { label: "Accuracy", scale: "share", dash: [2, 3] }),
  ]);
  assert.match(drawn, /text-anchor="start">0\.9</);
  assert.match(drawn, /stroke-dasharray="2 3"/);
});

test("a title is text in a drawing", () => {
  assert.match(chart([curve([1])], { title: "</text><script>" }), /&lt;\/text&gt;&lt;script&gt;/);
});

const measure = (text) => 10 * text.length;

test("a legend goes on in another row where it does not fit", () => {
  const entry = { text: "abcd", width: 4, draw() {} }; // 50 wide, 14 between
  assert.deepEqual(
    rowsOf([entry, entry, entry], 120, measure).map((row) => row.length),
    [2, 1],
  );
  assert.deepEqual(rowsOf([{ ...entry, text: "a".repeat(90) }], 120, measure).length, 1);
});

test("a text that is too long for its place ends with dots", () => {
  const context = { measureText: (text) => ({ width: measure(text) }) };
  assert.deepEqual(
    [shortened(context, "abc", 30), shortened(context, "abcdef", 40)],
    ["abc", "abc…"],
  );
});
