// Firefox over WebDriver BiDi, and Chromium, both driven by puppeteer; every page is watched.
import puppeteer from "puppeteer-core";

import { PATIENCE } from "./stage.js";

export const startFirefox = () =>
  start("firefox", process.env.PLAYGROUND_FIREFOX || "/usr/bin/firefox-esr", []);

export const startChromium = () =>
  start("chrome", process.env.PLAYGROUND_BROWSER || "/usr/bin/chromium", [
    "--no-sandbox",
    "--disable-gpu",
  ]);

async function start(browser, executablePath, args) {
  const driven = await puppeteer.launch({
    browser,
    executablePath,
    args,
    timeout: PATIENCE,
    protocolTimeout: PATIENCE,
  });
  return {
    open: (url, path, size) => openPage(driven, url, path, size),
    close: () => driven.close(),
  };
}

/** A page of a server, and all it is heard to say and do that no page should. */
async function openPage(browser, url, path, [width, height]) {
  const page = await browser.newPage();
  const heard = new Set();
  page.setDefaultTimeout(PATIENCE);
  page.on("console", (message) => heard.add(`console: ${message.text()}`));
  page.on("pageerror", (error) => heard.add(`error: ${error.message}`));
  page.on("requestfailed", (request) => heard.add(`failed: ${request.url()}`));
  page.on("response", (answer) => answer.status() < 400 || heard.add(`refused: ${answer.url()}`));
  page.on("request", (asked) => isOurs(asked.url(), url) || heard.add(`foreign: ${asked.url()}`));
  await page.evaluateOnNewDocument(() =>
    addEventListener("securitypolicyviolation", (event) => console.error(event.violatedDirective)),
  );
  await page.setViewport({ width, height });
  await page.goto(url + path);
  return stageOf(page, heard);
}

const isOurs = (address, url) =>
  [`${url}/`, "data:", "blob:"].some((own) => address.startsWith(own));

const stageOf = (page, heard) => ({
  heard,
  follow: (find) => Promise.all([page.waitForNavigation(), stageOf(page, heard).click(find)]),
  evaluate: (act, ...values) => page.evaluate(callOf(act, values)),
  async click(find, ...values) {
    const found = await page.evaluateHandle(callOf(find, values));
    await found.asElement().click();
  },
  press: (key) => page.keyboard.press(key),
  type: (text) => page.keyboard.type(text),
  async drag(selector, from, to) {
    const box = await (await page.$(selector)).boundingBox();
    const at = ([x, y]) => [box.x + x * box.width, box.y + y * box.height];
    await page.mouse.move(...at(from));
    await page.mouse.down();
    await page.mouse.move(...at(to), { steps: 8 });
    await page.mouse.up();
  },
  picture: async (selector) => (await page.$(selector)).screenshot({ encoding: "base64" }),
  async close() {
    await page.evaluate(() => localStorage.clear());
    await page.close();
  },
});

const callOf = (act, values) => `(${act})(...${JSON.stringify(values)})`;
