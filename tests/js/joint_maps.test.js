// What maps say together, by closed forms.
import assert from "node:assert/strict";
import test from "node:test";

import { firstOf, pageOf, pageSize, pinnedWith } from "../../static/js/store/study_trials.js";
import { differenceOf, meanOf, spreadOf } from "../../static/js/workers/joint_maps.js";

const map = (bytes, channels = 1) => ({
  ...{ shape: [channels, 2, 2], data: Uint8Array.from(bytes) },
});
const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-9, `${one} is not ${other}`);

test("the mean of maps is that of their bytes, rounded", () => {
  const { shape, data } = meanOf([map([0, 255, 10, 1]), map([0, 0, 20, 2])]);
  assert.deepEqual(
    [shape, [...data]],
    [
      [1, 2, 2],
      [0, 128, 15, 2],
    ],
  );
});

test("maps that are alike do not disagree, and opposite ones do so as far as can be", () => {
  const alike = spreadOf([map([0, 50, 128, 255]), map([0, 50, 128, 255])]);
  assert.deepEqual([[...alike.map.data], alike.share], [[128, 128, 128, 128], 0]);
  const opposite = spreadOf([map([0, 255, 0, 128]), map([255, 0, 0, 128])]);
  assert.deepEqual([...opposite.map.data], [255, 255, 128, 128]);
  near(opposite.share, 0.5);
});

test("maps disagree by their standard deviation, of several outputs by its mean", () => {
  const levels = [10, 20, 40, 90];
  const mean = 40;
  const sd = Math.sqrt(levels.reduce((all, one) => all + (one - mean) ** 2, 0) / 4);
  near(spreadOf(levels.map((level) => map([level, level, level, level]))).share, sd / 127.5);
  const two = spreadOf(levels.map((level) => map([...Array(4).fill(level), 0, 0, 0, 0], 2)));
  near(two.share, sd / 127.5 / 2);
  assert.deepEqual(two.map.shape, [1, 2, 2]);
});

test("a difference has a side, and one of several outputs a size", () => {
  const { map: found, share } = differenceOf(map([255, 0, 7, 100]), map([0, 255, 7, 100]));
  assert.deepEqual([[...found.data], share], [[255, 1, 128, 128], 0.5]);
  const [one, other] = [
    map([255, 0, 0, 0, 0, 255, 255, 255], 2),
    map([0, 0, 0, 0, ...Array(4).fill(255)], 2),
  ];
  assert.deepEqual([...differenceOf(one, other).map.data], [255, 128, 128, 128]);
  const half = differenceOf(map([51, 0, 0, 0, 0, 0, 0, 0], 2), map([0, 0, 0, 0, 51, 0, 0, 0], 2));
  near(half.share, 0.2 / 4);
});

test("two trials are pinned at most, and the older one makes room", () => {
  assert.deepEqual(pinnedWith([], 3), [3]);
  assert.deepEqual(pinnedWith([3, 1], 4), [1, 4]);
  assert.deepEqual(pinnedWith([3, 1], 3), [1]);
});

test("a page that is gone gives way to the last one that is there", () => {
  assert.equal(firstOf(62, 200, 64), 62);
  assert.equal(firstOf(186, 100, 64), 62);
  assert.equal(firstOf(62, 64, 64), 0);
  assert.equal(firstOf(62, 0, 64), 0);
});

test("each map of a page is asked for, and those of pinned trials on another one", () => {
  const trials = (from, to) => Array.from({ length: to - from }, (_, at) => from + at);
  const whole = pageOf(trials(0, 64), 0, [3, 60], 64);
  assert.equal(whole.shown.length, 64);
  assert.equal(whole.watched.length, 64);
  const second = pageOf(trials(0, 200), pageSize(200, 64), [3, 60], 64);
  assert.deepEqual(second.shown, trials(62, 124));
  assert.deepEqual(second.watched, [3, 60, ...second.shown]);
});
