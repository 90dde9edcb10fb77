"""The lens of residuals: errors as numbers, the points that pull most, and one neuron's line."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.test_layout import CUT, SMALL_TEXT

pytestmark = pytest.mark.e2e

PLANE = "#problem=regression&lens=residuals"


@pytest.fixture
def opened(page, server, heard):
    """A function that opens an experiment and waits until the lens has told all it tells."""

    def go(fragment=PLANE, width=1440, height=900):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{server.url}/{fragment}")
        wait_for_picture(page)
        page.locator(".residuals [data-part=rmse]").wait_for()
        return page

    yield go
    assert heard == []


def rings(page):
    return page.locator(".of-residuals circle.mark")


def test_point_of_a_row_is_ringed_on_the_map_by_key_and_by_pointer(opened):
    page = opened()
    rows = page.locator(".pulls tbody tr")
    expect(rows).to_have_count(8)
    rows.nth(0).get_by_role("button").focus()
    expect(rings(page)).to_have_count(1)
    first = rings(page).get_attribute("cx")
    rows.nth(1).hover()
    expect(rings(page)).not_to_have_attribute("cx", first)
    expect(page.locator(".scatter circle")).to_have_count(2)
    page.get_by_role("button", name="Show more").click()
    expect(rows).to_have_count(40)
    page.locator(".residuals .buttons select").select_option("test")
    expect(page.locator("[data-part=together]")).to_contain_text("of the gradient")


def test_one_neuron_tells_its_line_and_its_answer_at_ten(opened, server):
    page = opened("#problem=regression&features=x1&hidden=none&lens=residuals")
    line = page.locator("[data-part=line]")
    expect(line).to_have_text(re.compile(r"^y = −?[\d.]+ · x₁ [+−] [\d.]+$"))
    weight, sign, bias = re.match(r"y = (\S+) · x₁ (.) (\S+)", line.inner_text()).groups()
    number = float(weight.replace("−", "-")) * 10 + float(bias) * (1 if sign == "+" else -1)
    told = page.locator("[data-part=at]")
    expect(told).to_have_text(re.compile(r"^y = "))
    assert float(told.inner_text()[4:].replace("−", "-")) == pytest.approx(number, abs=0.02)
    field = page.get_by_label("Prediction at x₁ =")
    field.fill("ten")
    field.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("from −1,000,000 to 1,000,000; got “ten”")
    assert page.locator(".of-residuals .residual").get_attribute("d")


def test_classes_have_no_residuals_and_the_lens_says_so(page, server, heard):
    page.goto(f"{server.url}/#lens=residuals")
    wait_for_picture(page)
    expect(page.get_by_role("region", name="Lens: Residuals")).to_contain_text("learns classes")
    assert heard == []


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_of_the_lens_is_cut_or_too_small(opened, width):
    page = opened(PLANE, width, 844 if width < 500 else 720)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALL_TEXT, 12) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_with_the_lens_has_no_accessibility_violation(opened, page, scheme):
    page.emulate_media(color_scheme=scheme)
    opened()
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
