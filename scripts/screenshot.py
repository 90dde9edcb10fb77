"""Make the README's picture: a spiral, learned for a while, in a real browser.

Run it as `.venv/bin/python scripts/screenshot.py`; it starts a server of its own.
"""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs/playground.png"
EXPERIMENT = (
    "#dataset=spiral&networkShape=8,8&activation=tanh&noise=0&seed=0.5"
    "&x=true&y=true&xTimesY=true&xSquared=true&ySquared=true&sinX=true&sinY=true"
)
EPOCHS = 600


def main():
    command = [sys.executable, "-m", "app.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = next(m[0] for line in server.stdout if (m := re.search(r"http://\S+", line)))
            take_picture(address)
        finally:
            server.terminate()


def take_picture(address):
    browser_path = subprocess.check_output(
        [ROOT / "scripts/find-browser", "chromium"], text=True
    ).strip()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=browser_path, chromium_sandbox=False, args=["--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.goto(f"{address.rstrip('/')}/{EXPERIMENT}")
        page.get_by_role("button", name="Play").click()
        page.wait_for_function(
            "(epochs) => Number(document.querySelector('[data-epoch]').dataset.epoch) >= epochs",
            arg=EPOCHS,
            timeout=120_000,
        )
        page.get_by_role("button", name="Pause").click()
        page.mouse.move(0, 0)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    main()
