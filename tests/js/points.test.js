// Points of one's own on their way into the address and back.
import assert from "node:assert/strict";
import test from "node:test";

import { decode, encode } from "../../static/js/store/address.js";
import {
  decodePoints,
  encodePoints,
  fewestClasses,
  fitsAddress,
  withClasses,
} from "../../static/js/store/points.js";
import { differences } from "../../static/js/store/differences.js";
import { catalog, experiment } from "./catalog.js";

const LABELS = {
  classification: [-1, 1],
  multiclass: [0, 2],
  multilabel: [
    [0, 0, 1],
    [1, 0, 1],
  ],
  regression: [-1000, 0.25],
};
const POINTS = Object.fromEntries(
  Object.entries(LABELS).map(([problem, [a, b]]) => [
    problem,
    [
      [-6, 6, a],
      [1.23, -0.07, b],
    ],
  ]),
);

const drawn = (problem, points) =>
  experiment({ "data.source": "points", "data.points": points }, problem);

/** What a text is read as, and what was wrong with it. */
function read(text, problem = "classification", classes = 3) {
  const told = [];
  const points = decodePoints(text, {
    problem,
    classes,
    most: 5000,
    wrong: (why) => void told.push(why),
  });
  return { points, told };
}

for (const [problem, points] of Object.entries(POINTS))
  test(`points of ${problem} survive the way into the address and back`, () => {
    const whole = drawn(problem, points);
    const fragment = encode(whole, catalog);
    assert.match(fragment, /points=[\w-]+$/);
    assert.deepEqual(decode(fragment, catalog), { experiment: whole, misfits: [] });
  });

test("every hundredth of the plane is kept", () => {
  const points = Array.from({ length: 1201 }, (_, i) => [
    (i - 600) / 100,
    (600 - i) / 100,
    i % 2 ? 1 : -1,
  ]);
  assert.deepEqual(read(encodePoints(points, "classification")).points, points);
});

test("what is left of a cut text is taken", () => {
  const text = encodePoints(POINTS.regression, "regression");
  assert.deepEqual(read(`${text}AAA`, "regression"), {
    points: POINTS.regression,
    told: ["ends within a point; taken as 2 points"],
  });
  assert.deepEqual(read(text.slice(0, 13), "regression"), {
    points: undefined,
    told: ["must be at least 2 points of 7 characters each"],
  });
});

test("too many points are cut to the most", () => {
  const { points, told } = read("AAAA".repeat(5001));
  assert.deepEqual([points.length, told], [5000, ["at most 5000 points"]]);
});

for (const text of ["AAAA AAAA", "AAAA+AAA", "💥💥💥💥", "AAAA\u0000AAA", "ÄAAAAAAA"])
  test(`no points are made of ${JSON.stringify(text)}`, () => {
    assert.deepEqual(read(text), {
      points: undefined,
      told: ["must be points in letters, digits, - and _"],
    });
  });

test("labels of no class are left out", () => {
  const text = encodePoints(
    [
      [0, 0, 0],
      [1, 1, 3],
      [2, 2, 1],
    ],
    "multiclass",
  );
  const { points, told } = read(text, "multiclass");
  assert.deepEqual(points, [
    [0, 0, 0],
    [2, 2, 1],
  ]);
  assert.deepEqual(told, ["holds labels that this problem has not; 1 of 3 points are left out"]);
});

test("points too many for an address are only mentioned in it", () => {
  const points = Array.from({ length: 2001 }, () => [0, 0, 1]);
  assert.equal(fitsAddress(points.slice(1), "classification"), true);
  const { experiment: back, misfits } = decode(
    encode(drawn("classification", points), catalog),
    catalog,
  );
  assert.equal(back.data.source, "generator");
  assert.deepEqual(
    misfits.map(({ key, value }) => [key, value]),
    [["points", "more"]],
  );
});

test("points that are not learned from are not in the address", () => {
  assert.equal(encode(experiment({ "data.points": POINTS.classification }), catalog), "");
});

test("own points are told among what differs", () => {
  const own = drawn("classification", POINTS.classification);
  assert.deepEqual(differences(experiment(), own, catalog), ["points 2 drawn by you"]);
  assert.deepEqual(differences(own, experiment(), catalog), ["points made"]);
});

test("other numbers of classes leave every label its room", () => {
  assert.equal(fewestClasses(POINTS.multiclass), 3);
  assert.equal(
    fewestClasses([
      [0, 0, [1, 0, 0, 0]],
      [0, 0, [0, 1, 0, 0]],
    ]),
    2,
  );
  assert.deepEqual(
    withClasses(
      [
        [0, 0, [1, 0]],
        [1, 1, 1],
      ],
      3,
    ),
    [
      [0, 0, [1, 0, 0]],
      [1, 1, 1],
    ],
  );
});
