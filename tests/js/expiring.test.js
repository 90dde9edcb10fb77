// How long notices stay: as long as it takes to read them, and while somebody does.
import assert from "node:assert/strict";
import test from "node:test";

import { createNotices } from "../../static/js/store/state.js";
import { expireNotices, readingTime } from "../../static/js/views/expiring.js";

const WORDS = "one two three four";
const DAY = 86_400_000;

/** A page whose notices expire by a clock of the test's own; `isRead` may be changed. */
function page(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const here = { ...createNotices(), isRead: false };
  expireNotices(here, () => here.isRead);
  const texts = () => here.notices.value.map(({ text }) => text);
  return { here, texts, pass: (time) => t.mock.timers.tick(time) };
}

test("longer words and faults stay longer", () => {
  const info = readingTime({ kind: "info", text: WORDS });
  assert.ok(readingTime({ kind: "info", text: `${WORDS} five` }) > info);
  assert.ok(readingTime({ kind: "error", text: WORDS }) > info);
});

test("a notice goes when its time is over, and not before", (t) => {
  const { here, texts, pass } = page(t);
  here.notice("info", WORDS);
  pass(readingTime({ kind: "info", text: WORDS }) - 1);
  assert.deepEqual(texts(), [WORDS]);
  pass(1);
  assert.deepEqual(texts(), []);
});

test("a notice stays while somebody reads it", (t) => {
  const { here, texts, pass } = page(t);
  here.notice("info", WORDS);
  here.isRead = true;
  pass(DAY);
  assert.deepEqual(texts(), [WORDS]);
  here.isRead = false;
  pass(DAY);
  assert.deepEqual(texts(), []);
});

test("what offers something to do stays until it is dismissed", (t) => {
  const { here, texts, pass } = page(t);
  here.notice("info", WORDS, { label: "Reload", press: () => {} });
  pass(DAY);
  assert.deepEqual(texts(), [WORDS]);
});

test("the same notice again has its whole time again", (t) => {
  const { here, texts, pass } = page(t);
  const time = readingTime({ kind: "info", text: WORDS });
  here.notice("info", WORDS);
  pass(time - 1);
  here.notice("info", WORDS);
  pass(time - 1);
  assert.deepEqual(texts(), [WORDS]);
});

test("a notice whose cause is gone goes, and others stay", () => {
  const notices = createNotices();
  notices.notice("error", "refused", null, "refusal");
  notices.notice("warning", "away", null, "away");
  notices.endCause("refusal");
  assert.deepEqual(
    notices.notices.value.map(({ text }) => text),
    ["away"],
  );
});
