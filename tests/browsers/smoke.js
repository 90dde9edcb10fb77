// What the page is for, done once in a browser: seen, learned, stepped, changed, drawn, shared.
// The tests are the same for every engine; what one cannot tell of (requests) is not looked at.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { startServer } from "./server.js";
import { click, clickOn, nextPicture, PATIENCE, waitFor, waitForEpoch } from "./stage.js";
import { waitForFigures } from "./stage.js";

const DESK = [1440, 900];
const PHONE = [390, 844];
const NOWHERE = "/e/11111111111111";
const BIAS = "[data-view=inspector] [data-parameter]"; // stands first
const PETS = ["width,height,kind"]
  .concat(Array.from({ length: 40 }, (_, k) => `${k % 7},${k % 9},${k % 2 ? "cat" : "dog"}`))
  .join("\n");

/** Test the page in the browser that `start` starts. */
export function testPageIn(start) {
  let server, browser;
  before(
    async () => {
      server = await startServer();
      browser = await start();
    },
    { timeout: 2 * PATIENCE },
  );
  after(
    async () => {
      await browser?.close();
      await server?.stop();
    },
    { timeout: PATIENCE },
  );

  for (const [name, { path = () => "/", size = DESK, isPlayground = true, act }] of STORIES)
    test(name, { timeout: 5 * PATIENCE }, async () => {
      const stage = await browser.open(server.url, await path(server.url), size);
      if (isPlayground) await waitForFigures(stage);
      const fault = await act(stage).catch((error) => error);
      await stage.evaluate(() => null); // which tells what was heard meanwhile
      assert.deepEqual([...stage.heard], []); // what the page complains of is told first
      if (fault) throw fault;
      await stage.close();
    });
}

async function seeItLearn(stage) {
  const seen = [await stage.picture("#map")];
  await click(stage, "Play");
  while (seen.length < 6) seen.push(await nextPicture(stage, seen.at(-1)));
  assert.equal(new Set(seen).size, seen.length);
  await waitForEpoch(stage, 20);
  await click(stage, "Pause");
}

async function seeEachStep(stage) {
  let shown = await stage.picture("#map");
  for (const epoch of [1, 2, 3]) {
    await click(stage, "Step");
    await waitForEpoch(stage, epoch);
    shown = await nextPicture(stage, shown);
  }
}

async function steerByKeys(stage) {
  await stage.press(" ");
  await waitFor(stage, () => document.querySelector("[aria-label=Pause]"));
  await waitForEpoch(stage, 2);
  await stage.press(" ");
  await waitFor(stage, () => document.querySelector("[aria-label=Play]"));
  const epoch = await stage.evaluate(() =>
    Number(document.querySelector("[data-epoch]").dataset.epoch),
  );
  await stage.press("ArrowRight");
  await waitForEpoch(stage, epoch + 1);
}

async function editABias(stage) {
  const before = await stage.picture("#map");
  await clickOn(stage, "[data-neuron='h1.0']");
  await clickOn(stage, BIAS);
  await stage.evaluate((bias) => document.querySelector(bias).select(), BIAS);
  await stage.type("-2.5");
  await stage.press("Enter");
  await stage.evaluate((bias) => document.querySelector(bias).blur(), BIAS);
  await waitFor(stage, (bias) => document.querySelector(bias).value === "−2.500", BIAS);
  await nextPicture(stage, before);
}

async function paintPoints(stage) {
  await click(stage, "Start empty");
  await waitFor(stage, () =>
    /^0 points/.test(document.querySelector(".drawing .count")?.textContent),
  );
  await stage.drag("#map", [0.3, 0.3], [0.6, 0.3]);
  await waitFor(stage, () => /^[1-9]/.test(document.querySelector(".drawing .count").textContent));
  await waitFor(stage, () => location.hash.includes("points="));
}

async function learnATable(stage) {
  await click(stage, "Your table …");
  await clickOn(stage, "dialog textarea");
  await stage.evaluate((text) => {
    const box = document.querySelector("dialog textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }, PETS);
  await click(stage, "Read the text");
  await clickOn(stage, "dialog .done:not([aria-disabled])");
  await waitFor(stage, () => /dog/.test(document.querySelector(".classes")?.textContent));
}

async function followTheChartBack(stage) {
  await click(stage, "Play");
  await waitForEpoch(stage, 30);
  await click(stage, "Pause");
  await waitFor(stage, () => document.querySelector(".chart canvas")?.width);
  await waitFor(stage, () => /\d/.test(document.querySelector(".chart .u-value")?.textContent));
  await stage.evaluate(() => document.querySelector("[data-view=timeline] input").focus());
  await stage.press("Home");
  await waitFor(stage, () => document.querySelector("[data-epoch]").dataset.epoch === "0");
}

async function makeALink(stage) {
  await click(stage, "Share");
  await waitFor(stage, () => /^http/.test(document.querySelector("dialog input[readonly]")?.value));
  await stage.press("Escape");
  await waitFor(stage, () => !document.querySelector("dialog"));
}

async function darken(stage) {
  const ground = () => getComputedStyle(document.documentElement).backgroundColor;
  const [light, map] = [await stage.evaluate(ground), await stage.picture("#map")];
  await clickOn(stage, "[data-control=themeButton]");
  assert.notEqual(await stage.evaluate(ground), light);
  await nextPicture(stage, map);
}

async function seeItFitAndLearn(stage) {
  assert.ok(await stage.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await seeItLearn(stage);
}

async function seeTheRateLocked(stage) {
  const isLocked = () => document.querySelector("[data-control=learningRate] select")?.disabled;
  await waitFor(stage, isLocked);
  await seeEachStep(stage);
}

/** The path of a new saved experiment in a frame of another page. */
async function embedded(url) {
  const answer = await fetch(`${url}/api/experiments`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ experiment: { title: "In a frame" } }),
  });
  return `/embed/${(await answer.json()).id}`;
}

async function goOnFromNowhere(stage) {
  assert.ok([...stage.heard].every((one) => /404|refused/.test(one)));
  stage.heard.clear();
  await stage.follow(() => document.querySelector(".ways a"));
  await waitForFigures(stage);
}

const STORIES = Object.entries({
  "the map is painted again and again while the network learns": { act: seeItLearn },
  "every step is painted": { act: seeEachStep },
  "keys play, pause and step": { act: steerByKeys },
  "a bias that is typed in changes the map": { act: editABias },
  "points are painted on the map": { act: paintPoints },
  "a table is learned": { act: learnATable },
  "the chart comes, and the time line leads back to the start": { act: followTheChartBack },
  "a link is made": { act: makeALink },
  "the page and its map turn dark": { act: darken },
  "a phone has the page in its width, and sees it learn": { size: PHONE, act: seeItFitAndLearn },
  "what a link locks is locked, and the rest goes on": {
    path: () => "/#lock=learningRate",
    act: seeTheRateLocked,
  },
  "a framed experiment plays": { path: embedded, act: seeItLearn },
  "an unknown link leads on": { path: () => NOWHERE, isPlayground: false, act: goOnFromNowhere },
});
