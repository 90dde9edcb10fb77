// WebKit, driven over plain WebDriver (W3C): a few commands over HTTP to WebKitGTK's own driver.
//
// WebKit draws on a screen, so it gets one that nobody sees.  The driver tells nothing of console
// and requests: a page is listened to within it, from its beginning on.  The browser runs in the
// locale "C", which is no language: no part of the page may need one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

import { PATIENCE, waitFor } from "./stage.js";

const ELEMENT = "element-6066-11e4-a52e-4f735466cecf"; // by which WebDriver names elements
const SCREEN = ["-screen", "0", "2600x1700x24", "-nolisten", "tcp", "-displayfd", "3"];
const KEYS = { " ": " ", ArrowRight: "\uE014", Enter: "\uE007", Escape: "\uE00C", Home: "\uE011" };
const PAINTS_WITHOUT_A_CARD = {
  LIBGL_ALWAYS_SOFTWARE: "1",
  WEBKIT_DISABLE_COMPOSITING_MODE: "1",
  WEBKIT_DISABLE_DMABUF_RENDERER: "1",
};
const STEPS = 8; // of a stroke
const LEAST_WIDTH = 500; // of the window
const WIDE = [1000, 1000];

export async function startWebKit() {
  const screen = spawn("Xvfb", SCREEN, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const [display] = await once(screen.stdio[3], "data");
  const { driver, root } = await startDriver(`:${String(display).trim()}`);
  const { sessionId } = await ask(`${root}/session`, "POST", {
    capabilities: { alwaysMatch: { pageLoadStrategy: "none" } }, // to listen from the beginning
  });
  const session = (path, method, body) => ask(`${root}/session/${sessionId}${path}`, method, body);
  return {
    open: (url, path, size) => openPage(session, url, path, size),
    async close() {
      await session("", "DELETE");
      const ends = [driver, screen].map((one) => once(one, "close"));
      for (const one of [driver, screen]) one.kill();
      await Promise.all(ends);
    },
  };
}

/** WebKit's driver on a free port, as soon as it answers. */
async function startDriver(display) {
  const port = await freePort();
  const driver = spawn(process.env.PLAYGROUND_WEBKIT || "WebKitWebDriver", [`--port=${port}`], {
    env: { ...process.env, ...PAINTS_WITHOUT_A_CARD, DISPLAY: display, LC_ALL: "C.UTF-8" },
    stdio: "ignore",
  });
  const root = `http://127.0.0.1:${port}`;
  await isReady(root);
  return { driver, root };
}

/** A port that nobody uses just now. */
async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** Wait until the driver answers. */
async function isReady(root) {
  const end = performance.now() + PATIENCE;
  for (;;) {
    const answer = await fetch(`${root}/status`).catch(() => null);
    if (answer?.ok) return;
    if (performance.now() > end) throw new Error("WebKit's driver does not answer");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function ask(address, method = "GET", body = undefined) {
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address, { method, body: body && JSON.stringify(body), signal });
  const { value } = await answer.json();
  if (!answer.ok) throw new Error(`${value.error}: ${value.message}`);
  return value;
}

/** A page in the window that all share; a narrow one in a frame of another page, as the window has
 * a least width. */
async function openPage(session, url, path, size) {
  const heard = new Set();
  const evaluate = async (act, ...args) => {
    const call = `[await (${act})(...arguments), (globalThis.complaints ?? []).splice(0)]`;
    const script = `return (async () => ${call})();`;
    const [value, complaints] = await session("/execute/sync", "POST", { script, args });
    for (const one of complaints) heard.add(one);
    return value;
  };
  const isNarrow = size[0] < LEAST_WIDTH;
  await session("/frame", "POST", { id: null });
  await resize(session, evaluate, isNarrow ? WIDE : size);
  await evaluate(() => void (globalThis.isLeft = true));
  await session("/url", "POST", { url: url + (isNarrow ? "/gallery" : path) });
  const stage = { heard, evaluate, ...handOf(session, evaluate) };
  await waitFor(stage, listen);
  if (!isNarrow) return stage;
  await waitFor(stage, () => document.readyState === "complete");
  await session("/frame", "POST", { id: await evaluate(frame, path, ...size) });
  await waitFor(stage, listen);
  return stage;
}

/** Note from now on what the page complains of; false while it is still the page before. */
function listen() {
  if (globalThis.isLeft || location.protocol === "about:") return false;
  globalThis.complaints = [];
  const isBenign = (message) => message?.startsWith("ResizeObserver loop"); // no console shows it
  for (const kind of ["error", "unhandledrejection", "securitypolicyviolation"])
    addEventListener(
      kind,
      ({ message, reason, violatedDirective, target }) =>
        isBenign(message) ||
        complaints.push(`${kind}: ${message ?? reason ?? violatedDirective ?? target.outerHTML}`),
      true,
    );
  for (const level of ["error", "warn", "info", "log"]) {
    const usual = console[level];
    console[level] = (...words) => {
      complaints.push(`console: ${words.join(" ")}`);
      usual.apply(console, words);
    };
  }
  return true;
}

/** Show a page in a frame before all else; return the frame. */
function frame(src, width, height) {
  const wishes = { src, width, height, frameBorder: "0" };
  const one = Object.assign(document.createElement("iframe"), wishes);
  document.body.prepend(one);
  return one;
}

/** Give the page, without the window around it, a size. */
async function resize(session, evaluate, [width, height]) {
  const inner = await evaluate(() => [innerWidth, innerHeight]);
  const outer = await session("/window/rect");
  await session("/window/rect", "POST", {
    width: outer.width + width - inner[0],
    height: outer.height + height - inner[1],
  });
}

/** What a person can do with keys and pointer, and what is seen. */
function handOf(session, evaluate) {
  const act = (type, actions) =>
    session("/actions", "POST", { actions: [{ type, id: type, actions }] });
  const typed = (keys) =>
    act(
      "key",
      keys.flatMap((value) => [
        { type: "keyDown", value },
        { type: "keyUp", value },
      ]),
    );
  const found = async (selector) =>
    (await evaluate((selector) => document.querySelector(selector), selector))[ELEMENT];
  const hand = {
    async click(find, ...values) {
      const one = await evaluate(find, ...values);
      await session(`/element/${one[ELEMENT]}/click`, "POST", {});
    },
    follow: (find) => hand.click(find),
    press: (key) => typed([KEYS[key]]),
    type: (text) => typed([...text]),
    async drag(selector, from, to) {
      const box = await evaluate((selector) => {
        const { x, y, width, height } = document.querySelector(selector).getBoundingClientRect();
        return { x, y, width, height };
      }, selector);
      const at = (share) => ({
        type: "pointerMove",
        duration: 0,
        x: Math.round(box.x + box.width * (from[0] + (to[0] - from[0]) * share)),
        y: Math.round(box.y + box.height * (from[1] + (to[1] - from[1]) * share)),
      });
      const stroke = Array.from({ length: STEPS }, (_, step) => at((step + 1) / STEPS));
      await act("pointer", [
        at(0),
        { type: "pointerDown", button: 0 },
        ...stroke,
        { type: "pointerUp", button: 0 },
      ]);
    },
    picture: async (selector) => session(`/element/${await found(selector)}/screenshot`),
    close: () => evaluate(() => localStorage.clear()),
  };
  return hand;
}
