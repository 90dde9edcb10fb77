"""The lens of thresholds: what a slider decides, in the browser."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture

pytestmark = pytest.mark.e2e


@pytest.fixture
def opened(page, server, heard):
    """A function that opens an experiment with the lens; nothing was complained about."""

    def go(fragment=""):
        page.goto(f"{server.url}/#lens=threshold{fragment}")
        wait_for_picture(page)
        return page.get_by_role("region", name="Lens: Threshold")

    yield go
    assert heard == []


def cells(lens):
    return {name: int(lens.locator(f"[data-cell={name}]").inner_text()) for name in CELLS}


CELLS = "tn", "fp", "fn", "tp"


def move(lens, value):
    lens.get_by_role("slider").evaluate(
        "(slider, value) => { slider.value = value;"
        " slider.dispatchEvent(new Event('input', {bubbles: true})); }",
        value,
    )


def test_matrix_and_figures_follow_the_slider(opened):
    lens = opened()
    expect(lens.locator("[data-part=at]")).to_have_text("+0.00")
    move(lens, "1")
    expect(lens.locator("[data-cell=tp]")).to_have_text("0")
    expect(lens.locator("[data-part=precision]")).to_have_text("–")
    expect(lens.locator("[data-part=recall]")).to_have_text("0.0 %")
    move(lens, "-1")
    expect(lens.locator("[data-part=recall]")).to_have_text("100.0 %")
    told = cells(lens)
    assert told["fn"] == told["tn"] == 0
    assert sum(told.values()) == 250
    lens.get_by_role("button", name="As usual").click()
    expect(lens.locator("[data-part=at]")).to_have_text("+0.00")


def test_curves_say_their_areas(opened):
    lens = opened()
    for name in ("ROC curve", "Precision and recall"):
        picture = lens.get_by_role("img", name=re.compile(rf"{name}: area 0\.\d{{3}}, now at"))
        expect(picture).to_be_visible()


def test_other_points_and_classes_can_be_chosen(opened):
    lens = opened("&problem=multiclass&samples=200&ratio=0.8")
    lens.get_by_role("combobox", name="Points").select_option("train")
    expect(lens.locator("[data-cell=tn]")).to_have_text(re.compile(r"\d"))
    lens.page.wait_for_function(
        "() => [...document.querySelectorAll('[data-cell]')]"
        ".reduce((sum, cell) => sum + Number(cell.textContent), 0) === 160"
    )
    lens.get_by_role("combobox", name="Class").select_option("2")
    expect(lens.get_by_role("rowheader", name="is 2", exact=True)).to_be_visible()


def test_regression_has_no_threshold_and_is_told_so(opened):
    lens = opened("&problem=regression")
    expect(lens).to_contain_text("this run learns numbers")
    expect(lens.get_by_role("slider")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1440])
def test_lens_fits_its_window(opened, page, width):
    page.set_viewport_size({"width": width, "height": 900})
    lens = opened()
    expect(lens.locator("[data-cell=tp]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
