// Which earlier runs lie in the landscape of this one, and what names a run by its address.
import assert from "node:assert/strict";
import test from "node:test";

import { written } from "../../static/js/store/document.js";
import { runIn, sharesLoss } from "../../static/js/store/loss_surface.js";
import { CATALOG } from "./catalog.js";

const ONE = CATALOG.defaults.classification;

test("another rate, seed or regularization leaves the landscape as it is", () => {
  for (const [path, value] of [
    ["training.optimizer", { name: "adam", learning_rate: 1 }],
    ["training.seed", 7],
    ["training.regularization", { kind: "l2", rate: 0.1 }],
    ["title", "mine"],
  ])
    assert.ok(sharesLoss(ONE, written(ONE, path, value)), path);
});

test("other data, inputs, layers or another loss make another landscape", () => {
  for (const [path, value] of [
    ["data.noise", 0.3],
    ["features", ["x1"]],
    ["network.hidden", [{ units: 9, activation: "tanh" }]],
    ["network.wide", true],
    ["training.loss", "huber"],
  ])
    assert.ok(!sharesLoss(ONE, written(ONE, path, value)), path);
});

test("a run is found in its address, with or without a secret behind it", () => {
  for (const text of [
    "3f9k2m7p",
    " 3f9k2m7p ",
    "https://x.org/r/3f9k2m7p",
    "https://x.org/base/r/3f9k2m7p#secret&lens=curve",
  ])
    assert.equal(runIn(text), "3f9k2m7p");
  assert.equal(runIn("  "), "");
});
