"""How many pictures a second a real browser shows, and how soon it answers an undo.

Run it as `python -m tests.benchmarks.browser`; it starts a server of its own.  The pictures are
counted where a person sees them: at the epoch counter, one epoch a picture.  On an undo the clock
runs from the press to the picture; the processor time of the page's own thread stands beside it,
which other programs of the machine do not lengthen.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
SECONDS = 8
SIX_OF_EIGHT = (
    "#data=spiral&hidden=8tanh,8tanh,8tanh,8tanh,8tanh,8tanh"
    "&features=x1,x2,x1_squared,x2_squared,x1_x2,sin_x1,sin_x2"
)
PAGES = {"2-4-2-1": "", "7-8x6-1": SIX_OF_EIGHT}
DESK, PROJECTOR = {"width": 1440, "height": 900}, {"width": 1920, "height": 1080}
UNDONE = 9  # times
WATCH = """() => {
  globalThis.seen = { pictures: 0, longest: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
  }).observe({ type: "longtask" });
  new MutationObserver(() => seen.pictures++)
    .observe(document.querySelector("[data-epoch]"), { attributeFilter: ["data-epoch"] });
}"""
FIRST = """() => {
  const figure = document.querySelector("[data-figure=loss]");
  return figure && /\\d/.test(figure.textContent) && performance.now();
}"""
# From the press of a button to the picture of the run as it was: the page has drawn a frame of it.
PRESS = """([name, epoch]) => new Promise((done) => {
  const counter = document.querySelector("[data-epoch]");
  const { send } = WebSocket.prototype;
  const begun = performance.now();
  WebSocket.prototype.send = function (text) {
    send.call(this, text);
    if (!text.includes('"ack"') || counter.dataset.epoch !== epoch) return;
    WebSocket.prototype.send = send;
    requestAnimationFrame(() => done(performance.now() - begun));
  };
  document.querySelector(`[aria-label=${name}]`).click();
})"""


def tell(name: str, value: float, unit: str) -> None:
    """Print a figure."""
    print(json.dumps({"name": name, "value": round(value, 1), "unit": unit}))


def figures(page: Page, name: str, address: str) -> None:
    """Print the figures of one network."""
    page.goto(address)
    first = page.wait_for_function(FIRST).json_value()
    rate, longest = pictures(page)
    tell(f"pictures a second {name}", rate, "1/s")
    tell(f"longest task of the main thread over 50 ms {name}", longest, "ms")
    tell(f"first picture {name}", first, "ms")
    times, processor = undone(page)
    tell(f"undo {name}, median", median(times), "ms")
    tell(f"undo {name}, quickest", min(times), "ms")
    tell(f"undo {name}, processor of the main thread", median(processor), "ms")


def pictures(page: Page) -> tuple[float, float]:
    """Return how many pictures a second a run has in training, and the longest task in it."""
    page.evaluate(WATCH)
    page.keyboard.press("Space")
    page.wait_for_timeout(1000)
    start = page.evaluate("() => [seen.pictures, performance.now()]")
    page.wait_for_timeout(1000 * SECONDS)
    end = page.evaluate("() => [seen.pictures, performance.now(), seen.longest]")
    return 1000 * (end[0] - start[0]) / (end[1] - start[1]), end[2]


def undone(page: Page) -> tuple[list[float], list[float]]:
    """Return how many milliseconds it takes to undo a reset, several times; and the processor's."""
    chromium = page.context.new_cdp_session(page)
    chromium.send("Performance.enable", {"timeDomain": "threadTicks"})

    def processor() -> float:
        told = chromium.send("Performance.getMetrics")["metrics"]
        return 1000 * float(next(m["value"] for m in told if m["name"] == "TaskDuration"))

    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.wait_for_timeout(1000)  # for the last frame
    epoch = page.locator("[data-epoch]").get_attribute("data-epoch")
    page.evaluate(PRESS, ["Reset", "0"])
    times, used = [], []
    for _ in range(UNDONE):
        before = processor()
        times.append(page.evaluate(PRESS, ["Undo", epoch]))
        used.append(processor() - before)
        page.wait_for_timeout(1000)  # for what the page asks afterwards
        page.evaluate(PRESS, ["Redo", "0"])
        page.wait_for_timeout(1000)
    return times, used


def main() -> None:
    """Measure all pages."""
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        address = next(
            m[0] for line in server.stdout or () if (m := re.search(r"http://\S+", line))
        )
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=os.environ.get("PLAYGROUND_BROWSER") or "/usr/bin/chromium",
                chromium_sandbox=False,
                args=["--disable-gpu"],
            )
            for name, fragment in PAGES.items():
                page = browser.new_page(viewport=DESK)
                figures(page, name, f"{address}/{fragment}")
                page.close()
                page = browser.new_page(viewport=PROJECTOR)
                page.goto(f"{address}/?big=1{fragment}")
                page.wait_for_function(FIRST)
                tell(f"pictures a second {name}, big picture", pictures(page)[0], "1/s")
                page.close()
            browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
