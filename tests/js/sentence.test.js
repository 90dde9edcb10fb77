// Words of the server as sentences.
import assert from "node:assert/strict";
import test from "node:test";

import { sentence } from "../../static/js/page.js";

test("words begin with a capital letter and end with a full stop", () =>
  assert.equal(sentence("too many runs"), "Too many runs."));

test("a path stays as it is", () =>
  assert.equal(sentence("data.noise must be at most 0.5"), "data.noise must be at most 0.5."));
