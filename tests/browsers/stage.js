// A real server, and a Firefox before it, driven over WebDriver BiDi; every page is watched.
import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import puppeteer from "puppeteer-core";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const LISTENS = /(http:\/\/127\.0\.0\.1:\d+)\s/;
export const PATIENCE = 120_000; // milliseconds for whatever is waited for: the machine may be busy

/** The playground as a person starts it, with a store of its own. */
export async function startServer() {
  const folder = await mkdtemp(join(tmpdir(), "playground-"));
  const server = spawn(join(ROOT, ".venv/bin/python"), ["-m", "app.cli", "serve", "--port", "0"], {
    cwd: ROOT,
    env: { ...process.env, PLAYGROUND_DATABASE_URL: `sqlite+aiosqlite:///${folder}/playground.db` },
  });
  const ended = new Promise((resolve) => server.once("close", resolve));
  const stop = async () => {
    server.kill();
    await ended;
    await rm(folder, { recursive: true });
  };
  return { url: await addressOf(server), stop };
}

/** Where a server says that it listens; what it says later is read too, and forgotten. */
const addressOf = (server) =>
  new Promise((resolve, reject) => {
    let said = "";
    const hear = (text) => LISTENS.test((said += text)) && resolve(LISTENS.exec(said)[1]);
    for (const line of [server.stdout, server.stderr]) line.on("data", hear);
    server.once("error", reject);
    server.once("close", () => reject(new Error(`the server does not listen: ${said}`)));
  });

export const startFirefox = () =>
  puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.PLAYGROUND_FIREFOX || "/usr/bin/firefox-esr",
    timeout: PATIENCE,
    protocolTimeout: PATIENCE,
  });

/** A page that shows its first figures, and all it is heard to say and do that no page should. */
export async function openPage(browser, url, [width, height]) {
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
  await page.goto(url);
  await page.waitForFunction(() =>
    /\d/.test(document.querySelector("[data-figure=loss]")?.textContent),
  );
  return { page, heard };
}

const isOurs = (address, url) =>
  [`${url}/`, "data:", "blob:"].some((own) => address.startsWith(own));

export const press = (page, name) =>
  page.locator(`::-p-aria([name="${name}"][role="button"])`).click();

/** Wait for an epoch, or a later one. */
export const waitForEpoch = (page, least) =>
  page.waitForFunction(
    (least) => Number(document.querySelector("[data-epoch]").dataset.epoch) >= least,
    {},
    least,
  );

/** The map as it is seen. */
export const picture = async (page) => (await page.$("#map")).screenshot({ encoding: "base64" });

/** The map as soon as it is another than the last one. */
export async function nextPicture({ page, heard }, last) {
  const end = performance.now() + PATIENCE;
  while (!heard.size && performance.now() < end) {
    const shown = await picture(page);
    if (shown !== last) return shown;
  }
  throw new Error("the map is not painted any more");
}
