"""The lens of the landscape: the path, places elsewhere, two weights, and a run without a path."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch
from tests.e2e.test_layout import CUT, SMALL_TEXT

pytestmark = pytest.mark.e2e

LENS = "labs/landscape"


def wait_for_lens(page):
    page.locator("#map[aria-label*=loss]").wait_for()
    expect(lens(page)).to_contain_text("this is the loss over its first two weights")


def lens(page):
    return page.get_by_role("region", name="Lens: Landscape")


def trained(page, epochs=30):
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, epochs)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    page.locator(".terrain .way:not(.other)").wait_for(state="attached")


def test_path_is_walked_and_another_place_is_asked_about(opened):
    page = opened("/labs/landscape")
    wait_for_lens(page)
    trained(page)
    along, said = lens(page).get_by_label("Epoch on the path"), page.locator("[data-part=on-path]")
    epoch = page.locator("[data-epoch]").get_attribute("data-epoch")
    expect(said).to_have_text(re.compile(rf"Epoch {epoch}: loss [\d.]+, as recorded"))
    loss = page.locator("[data-figure=loss]").inner_text()
    assert re.search(r"loss ([\d.]+)", said.inner_text())[1][:5] == loss[:5]
    along.focus()
    along.press("Home")
    expect(said).to_contain_text("Epoch 0: loss")
    expect(page.locator(".terrain .ringed")).to_have_count(1)
    cross = page.locator("[data-part=cross]")
    across = lens(page).get_by_label("Across")
    across.focus()
    across.press("End")
    expect(cross).to_contain_text(re.compile(r"At the cross: training loss [\d.]+, test loss"))
    expect(lens(page).get_by_role("img", name=re.compile("would answer"))).to_be_visible()
    before = cross.inner_text()
    spot = page.locator(".terrain").bounding_box()
    page.mouse.click(spot["x"] + 0.5 * spot["width"], spot["y"] + 0.1 * spot["height"])
    expect(cross).not_to_have_text(before)
    lens(page).get_by_role("button", name="Back to the present weights").click()
    expect(cross).to_contain_text("The cross stands at the present weights")
    lens(page).locator(".landscape select").first.select_option("two")
    expect(lens(page)).to_contain_text("Only these two weights change")
    lens(page).locator(".landscape .buttons select").nth(2).select_option(label="x₂ → h1.1")
    expect(page.locator(".terrain .way")).to_have_count(1)
    lay_the_run_before_beside(page, epoch)


def lay_the_run_before_beside(page, epoch):
    """After a reset the earlier path is there; the new one joins it, in one plane."""
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("[data-epoch='0']")).to_be_visible()
    beside = lens(page).get_by_label("Beside")
    beside.select_option(label="run 1: the first")
    expect(lens(page)).to_contain_text("where run 1 ends")
    expect(page.locator("[data-part=on-path]")).to_contain_text(f"Epoch {epoch}: loss")
    trained(page, 5)
    expect(page.locator(".terrain .way")).to_have_count(2)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_lens_is_read_whole_on_a_phone_and_a_desk(opened, width, height):
    page = opened("/labs/landscape", width, height)
    trained(page, 5)
    lens(page).get_by_label("Across").press("ArrowRight")
    lens(page).get_by_role("img", name=re.compile("would answer")).wait_for()
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALL_TEXT, 12) == []
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
