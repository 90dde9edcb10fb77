"""Make the README's pictures, light and dark: a spiral that is solved, in a real browser.

Run it as `.venv/bin/python scripts/screenshot.py` whenever the page looks otherwise than before; it
starts a server of its own.  What stands where in the pictures is noted beside the tests, of which
one fails when they are out of date.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURES = {"light": "playground.png", "dark": "playground-dark.png"}
SEEN = ROOT / "tests/data/readme_picture.json"
SIZE = {"width": 1440, "height": 900}
EXPERIMENT = (
    "#data=spiral&hidden=8tanh,8tanh&ratio=0.7"
    "&features=x1,x2,x1_squared,x2_squared,x1_x2,sin_x1,sin_x2"
)
SOLVED = 0.05  # test loss
PATIENCE = 240_000  # milliseconds
TEST_LOSS = """(least) => {
  const shown = Number(document.querySelector("[data-figure=testLoss]").textContent);
  return shown > 0 && shown < least;
}"""
MAP = """() => {
  const map = document.querySelector("#map");
  const copy = Object.assign(document.createElement("canvas"), { width: 30, height: 30 });
  copy.getContext("2d").drawImage(map, 0, 0, 30, 30);
  return copy.toDataURL();
}"""
WHAT_IS_SEEN = """() => {
  const nameOf = (one) => one.getAttribute("aria-label") ??
    [...one.childNodes].map((part) => part.nodeType === 3 ? part.data : "").join("").trim();
  const named = ":is(.bar, .data, .outcome, .titles) :is(button, summary, .name, h2, label)";
  const isSeen = (one) => one.checkVisibility({ visibilityProperty: true });
  const names = [...document.querySelectorAll(named)].filter(isSeen).map(nameOf);
  const boxes = [".bar", ".data", ".picture", "#map", ".chart canvas"].map((part) => {
    const { x, y, width, height } = document.querySelector(part).getBoundingClientRect();
    return [part, [x, y, width, height].map(Math.round)];
  });
  return {
    names: [...new Set(names)].filter((name) => name && name !== "Pause").sort(),
    boxes: Object.fromEntries(boxes),
  };
}"""


def main():
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = next(m[0] for line in server.stdout if (m := re.search(r"http://\S+", line)))
            with sync_playwright() as playwright:
                browser = open_browser(playwright)
                page = browser.new_page()
                take_pictures(page, address.rstrip("/"), ROOT / "docs")
                SEEN.write_text(json.dumps(seen_on(page), indent=1, ensure_ascii=False) + "\n")
                browser.close()
        finally:
            server.terminate()


def open_browser(playwright):
    found = subprocess.check_output([ROOT / "scripts/find-browser", "chromium"], text=True)
    return playwright.chromium.launch(
        executable_path=found.strip(), chromium_sandbox=False, args=["--disable-gpu"]
    )


def take_pictures(page, address, folder, test_loss=SOLVED):
    """Have a spiral learned until the test loss is so small, and take its picture in each theme."""
    page.set_viewport_size(SIZE)
    page.emulate_media(color_scheme="light")
    page.goto(f"{address}/{EXPERIMENT}")
    page.locator(".uplot").wait_for()
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(TEST_LOSS, arg=test_loss, timeout=PATIENCE)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.mouse.move(0, 0)
    for theme, name in PICTURES.items():
        before = page.evaluate(MAP)
        page.emulate_media(color_scheme=theme)
        if theme != "light":
            page.wait_for_function(f"(before) => ({MAP})() !== before", arg=before)
        page.screenshot(path=folder / name)


def seen_on(page):
    """Return what controls are called, and where the parts of the page are."""
    return page.evaluate(WHAT_IS_SEEN)


if __name__ == "__main__":
    main()
