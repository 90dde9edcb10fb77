"""How many pictures a second a real browser shows, and how long its main thread is kept.

Run it as `python -m tests.benchmarks.browser`; it starts a server of its own.  The pictures are
counted where a person sees them: at the epoch counter, one epoch a picture.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
SECONDS = 8
SIX_OF_EIGHT = (
    "#data=spiral&hidden=8tanh,8tanh,8tanh,8tanh,8tanh,8tanh"
    "&features=x1,x2,x1_squared,x2_squared,x1_x2,sin_x1,sin_x2"
)
PAGES = {"2-4-2-1": "", "7-8x6-1": SIX_OF_EIGHT}
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


def figures(page: Page, name: str, address: str) -> None:
    """Print the figures of one network."""
    page.goto(address)
    first = page.wait_for_function(FIRST).json_value()
    page.evaluate(WATCH)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_timeout(1000)
    start = page.evaluate("() => [seen.pictures, performance.now()]")
    page.wait_for_timeout(1000 * SECONDS)
    end = page.evaluate("() => [seen.pictures, performance.now(), seen.longest]")
    rate = 1000 * (end[0] - start[0]) / (end[1] - start[1])
    for what, value, unit in (
        ("pictures a second", rate, "1/s"),
        ("longest task of the main thread over 50 ms", end[2], "ms"),
        ("first picture", first, "ms"),
    ):
        print(json.dumps({"name": f"{what} {name}", "value": round(value, 1), "unit": unit}))


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
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                figures(page, name, f"{address}/{fragment}")
                page.close()
            browser.close()
        server.terminate()


if __name__ == "__main__":
    main()
