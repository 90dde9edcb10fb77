// The page in Firefox: it comes, learns and steps, and each of its pictures is seen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import {
  nextPicture,
  openPage,
  PATIENCE,
  picture,
  press,
  startFirefox,
  startServer,
  waitForEpoch,
} from "./stage.js";

const DESK = [1440, 900];
const PHONE = [390, 844];
let server, firefox;

before(
  async () => {
    server = await startServer();
    firefox = await startFirefox();
  },
  { timeout: 2 * PATIENCE },
);

after(
  async () => {
    await firefox?.close();
    await server?.stop();
  },
  { timeout: PATIENCE },
);

/** A test of a page that must not complain; where it does, that is told first. */
const testPage = (name, size, act) =>
  test(name, { timeout: 5 * PATIENCE }, async () => {
    const stage = await openPage(firefox, server.url, size);
    const fault = await act(stage).catch((error) => error);
    assert.deepEqual([...stage.heard], []);
    if (fault) throw fault;
    await stage.page.close();
  });

async function playIsSeen(stage) {
  const seen = [await picture(stage.page)];
  await press(stage.page, "Play");
  while (seen.length < 8) seen.push(await nextPicture(stage, seen.at(-1)));
  assert.equal(new Set(seen).size, seen.length);
  await waitForEpoch(stage.page, 20);
  await press(stage.page, "Pause");
}

testPage("the map is painted again and again while the network learns", DESK, playIsSeen);

testPage("every step is painted", DESK, async (stage) => {
  let shown = await picture(stage.page);
  for (const epoch of [1, 2, 3]) {
    await press(stage.page, "Step");
    await waitForEpoch(stage.page, epoch);
    shown = await nextPicture(stage, shown);
  }
});

testPage("a phone has the page in its width, and sees it learn", PHONE, async (stage) => {
  assert.ok(await stage.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await playIsSeen(stage);
});
