"""A real browser before a real server: its own process, its own port, one for all tests here.

Every page is watched: a console message, a refusal by the content security policy, a failed or a
third-party request fails the test that caused it.
"""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.patience import LIMIT, Stopwatch

expect.set_options(timeout=1000 * LIMIT)
ROOT = Path(__file__).parents[2]
# Each window would get two pages of the address bar's own: half of what opening one costs.  A list
# of ours takes the place of Playwright's, so its features are here too.
LEFT_OUT = [
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "AimEnabled"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "PreconnectToSearch"),
]
QUIET = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(LEFT_OUT)}",
]


REPORT_VIOLATIONS = (
    "addEventListener('securitypolicyviolation', (event) => console.error(event.violatedDirective))"
)


class Server:
    """The playground as a person starts it; `stop` and `start` again on the same port."""

    def __init__(self, home=ROOT):
        self.home, self.port = home, 0
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self):
        command = [sys.executable, "-m", "app.cli", "serve", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=self.home, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:(\d+)", line):
                self.port = int(found[1])
                return
        raise RuntimeError("the server ended before it said where it listens")

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(LIMIT)
        self.process.stdout.close()


@pytest.fixture(scope="session")
def server():
    server = Server()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def base_url(server):
    return server.url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    return {
        **browser_type_launch_args,
        "executable_path": os.environ.get("PLAYGROUND_BROWSER") or "/usr/bin/chromium",
        "chromium_sandbox": False,
        "args": QUIET,
    }


@pytest.fixture
def context(context):
    context.set_default_timeout(1000 * LIMIT)
    return context


@pytest.fixture
def heard(page, server):
    """Everything that a page should never say or do; empty at the end of each test."""
    faults = []
    page.on("console", lambda message: faults.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: faults.append(f"error: {error}"))
    page.on("request", lambda request: _check_request(request, server, faults))
    page.add_init_script(REPORT_VIOLATIONS)
    return faults


def _check_request(request, server, faults):
    if not request.url.startswith((server.url, "data:", "blob:")):
        faults.append(f"third party: {request.url}")


@pytest.fixture
def playground(page, server, heard):
    """The page at its default experiment, connected; at the end nothing was complained about."""
    page.goto(server.url)
    wait_for_picture(page)
    yield page
    assert heard == []


@pytest.fixture
def opened(request, page, server, heard):
    """A function that opens an address, by default that of the module's LENS, and waits until the
    lens has told all it tells; at the end nothing was complained about.
    """
    lens, wait_for_lens = request.module.LENS, request.module.wait_for_lens

    def open_at(path=f"/{lens}", width=1440, height=900):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(server.url + path)
        wait_for_lens(page)
        return page

    yield open_at
    assert heard == []


def wait_for_picture(page):
    page.locator("[data-figure=loss]", has_text=re.compile(r"\d")).wait_for()


def open_more(page):
    """Open what is set less often: loss, optimizer, initial weights, output, when to stop."""
    if not page.locator(".more-settings").evaluate("(one) => one.open"):
        page.get_by_text("More", exact=True).click()


def epoch(page):
    return int(page.locator("[data-epoch]").get_attribute("data-epoch"))


def wait_for_epoch(page, least):
    page.wait_for_function(
        "(least) => Number(document.querySelector('[data-epoch]')?.dataset.epoch) >= least",
        arg=least,
        timeout=1000 * LIMIT,
    )


def wait_until(page, condition):
    """Wait until something holds that is not the page's own, while the page goes on."""
    watch = Stopwatch()
    while not condition():
        assert watch.seconds < LIMIT, "it never was so"
        page.wait_for_timeout(20)


def let_changes_be_apart(page):
    """Wait until the next change is a step of Back of its own, and not one with the last."""
    now = page.evaluate("() => performance.now()")
    page.wait_for_function("(now) => performance.now() > now + 500", arg=now)
