"""Every control says what it does: by its title, and all at once where somebody asks for it."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.test_layout import CUT, SIZES

pytestmark = pytest.mark.e2e

CONTROLS = "button, select, input, summary, a.round"
# Controls that are seen and have no title, neither of their own nor of what they stand in.
UNTITLED = f"""() => [...document.querySelectorAll("{CONTROLS}")].filter((one) =>
  one.checkVisibility() && !one.closest("[title], .overlay, .features, .u-legend, .gradients"))
  .map((one) => one.outerHTML.slice(0, 120))"""
# Names of controls that are seen and have no line of explanation.
UNEXPLAINED = """() => [...document.querySelectorAll("[data-control]:not(.features *)")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .map((one) => one.dataset.control)
  .filter((name) => !document.querySelector(`[data-of="${name}"]`)?.checkVisibility())"""


def none_of(page, faults):
    """Wait until a script finds no more faults: parts of the page come one after the other."""
    page.wait_for_function(f"() => ({faults})().length === 0")


@pytest.mark.parametrize("width", [390, 820, 1280, 1440, 1920])
def test_question_mark_explains_all_that_is_seen_and_cuts_nothing(page, server, heard, width):
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.goto(server.url)
    wait_for_picture(page)
    page.locator("[data-control=playButton][title]").wait_for()
    page.locator(".uplot").wait_for()
    none_of(page, UNTITLED)
    page.keyboard.press("?")
    expect(page.locator("[data-of=maxEpochs]")).to_be_visible()
    none_of(page, UNEXPLAINED)
    none_of(page, CUT.replace('"button,', '".explanation, .explanation li, button,'))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.keyboard.press("Escape")
    expect(page.locator(".explanation")).to_have_count(0)
    expect(page.get_by_role("button", name="Help")).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="How to read this page").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Each small map")
    reference = dialog.get_by_role("link", name="reference of its interface")
    expect(reference).to_have_attribute("href", re.compile("docs$"))
    assert heard == []
