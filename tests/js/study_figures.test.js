import assert from "node:assert/strict";
import test from "node:test";

import {
  median,
  quantile,
  quartilesOf,
  sortedBy,
  wilson,
} from "../../static/js/store/study_figures.js";

// Newcombe (1998), Statistics in Medicine 17, table I: the score interval without correction.
for (const [count, all, low, high] of [
  [81, 263, 0.2553, 0.3662],
  [15, 148, 0.0624, 0.1605],
  [0, 20, 0, 0.1611],
  [1, 29, 0.0061, 0.1718],
])
  test(`the interval of ${count} of ${all} is the published one`, () => {
    const found = wilson(count, all).map((share) => share.toFixed(4));
    assert.deepEqual(
      found,
      [low, high].map((share) => share.toFixed(4)),
    );
  });

test("the interval of all has no lower end at one", () => {
  const [low, high] = wilson(64, 64);
  assert.equal(high, 1);
  assert.ok(low > 0.9 && low < 1);
});

test("quantiles are interpolated as NumPy's are", () => {
  assert.equal(quantile([1, 2, 4, 8], 0.25), 1.75);
  assert.equal(quantile([1, 2, 4, 8], 0.5), 3);
  assert.equal(quantile([], 0.5), null);
  assert.equal(median([8, null, 1, 4, 2]), 3);
});

test("a trial that has diverged is worse than all others", () => {
  const curves = [
    [1, 1],
    [2, 2],
    [3, null],
  ];
  const { low, middle, high } = quartilesOf(curves, [false, false, true]);
  assert.deepEqual(
    [low, middle, high],
    [
      [1.5, 1.5],
      [2, 2],
      [2.5, null],
    ],
  );
});

test("numbers come in order, and what is none comes last either way", () => {
  const list = [{ at: 3 }, { at: null }, { at: 1 }, { at: 20 }];
  const order = (descending) => sortedBy(list, ({ at }) => at, descending).map(({ at }) => at);
  assert.deepEqual(order(false), [1, 3, 20, null]);
  assert.deepEqual(order(true), [20, 3, 1, null]);
});
