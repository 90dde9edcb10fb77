import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture
from tests.patience import attempts

pytestmark = pytest.mark.e2e

SIZES = {"desktop": (1440, 900), "phone": (390, 844)}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_page_has_no_accessibility_violation_and_does_not_scroll_sideways(
    page, server, heard, size, scheme
):
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server.url}/#problem=multiclass&hidden=8tanh,8tanh,8tanh,8tanh,8tanh,8tanh")
    wait_for_picture(page)
    page.locator("[data-neuron='h1.0']").click()
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert heard == []


def test_phone_plays_too(page, server, heard):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(server.url)
    wait_for_picture(page)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 20)
    expect(page.locator("#map")).to_have_attribute("aria-label", re.compile("test loss"))
    assert heard == []


def test_reference_is_shown_from_our_own_files(page, server, heard):
    page.goto(f"{server.url}/docs")
    expect(page.get_by_role("heading", name="Neural Playground")).to_be_visible()
    page.locator(".opblock-summary", has_text="/api/catalog").first.click()
    expect(page.get_by_role("button", name="Try it out")).to_be_visible()
    assert heard == []


# When the loss stands on the page, in milliseconds.
NOTE_FIRST_PICTURE = """() => new MutationObserver((_, observer) => {
  if (!/\\d/.test(document.querySelector("[data-figure=loss]")?.textContent ?? "")) return;
  globalThis.pictureAt = performance.now();
  observer.disconnect();
}).observe(document, { childList: true, subtree: true, characterData: true })"""
ASKED_FOR_BEFORE = """() => performance.getEntriesByType("resource")
  .filter(({ startTime }) => startTime <= pictureAt).map(({ name }) => name)"""


def test_first_picture_is_there_within_a_second_and_few_requests(page, server, heard):
    page.add_init_script(f"({NOTE_FIRST_PICTURE})()")
    for _ in attempts(within=3.0):  # one second on a machine at rest
        page.goto(server.url)
        wait_for_picture(page)
    page.wait_for_load_state("networkidle")  # what was under way at the picture counts
    assert len(page.evaluate(ASKED_FOR_BEFORE)) <= 24  # and the page itself
