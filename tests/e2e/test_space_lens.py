"""The lens of bent space: the grid as a layer places it, and the line that parts the points."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.test_layout import CUT, SMALL_TEXT

pytestmark = pytest.mark.e2e

LENS = "labs/space"
LINES = "(path) => path.getAttribute('d').split('M').length - 1"


def wait_for_lens(page):
    page.locator("#map[aria-label*=loss]").wait_for()
    page.locator(".bent .points").first.wait_for()


def lens(page):
    return page.get_by_role("region", name="Lens: Bent space")


def parted(page):
    """Return how many points the line has on their side, and of how many."""
    told = lens(page).locator("[data-part=verdict]").inner_text()
    return [int(number) for number in re.findall(r"\d+", told)]


def test_circle_is_laid_out_until_a_straight_line_parts_it(opened):
    page = opened("/labs/space")
    assert page.locator(".bent .along").first.evaluate(LINES) == 13
    fills = page.locator(".bent .points").evaluate_all(
        "(paths) => paths.map((path) => getComputedStyle(path).fill)"
    )
    assert len(set(fills)) == 2
    assert "none" not in fills
    verdict = lens(page).locator("[data-part=verdict]")
    expect(verdict).to_have_text(re.compile(r"The straight line has \d+ of 250"))
    begun, count = parted(page)
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => Number(document.querySelector('[data-epoch]').dataset.epoch) > 300"
    )
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(verdict).not_to_contain_text(f" {begun} of ")
    assert parted(page)[0] > max(begun, 0.9 * count)
    lens(page).locator(".space select").select_option("h1")
    expect(verdict).to_have_text("The layers behind this one bend the picture further.")
    expect(lens(page)).to_contain_text("The layer's 4 answers, seen from where the training points")
    expect(page.locator(".bent .border")).to_have_count(0)


def test_lens_says_why_a_network_without_a_hidden_layer_has_no_bent_space(page, server, heard):
    page.goto(f"{server.url}/#hidden=none&lens=space")
    expect(lens(page)).to_contain_text("no hidden layer, so nothing bends its plane")
    assert heard == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_lens_is_read_whole_on_a_phone_and_a_desk(opened, width, height):
    page = opened("/labs/space", width, height)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALL_TEXT, 12) == []
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
