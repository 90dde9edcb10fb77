"""Inputs that go past the hidden layers, and an auxiliary output: chosen, drawn, cut and healed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.test_layout import CUT, SMALL_TEXT

pytestmark = pytest.mark.e2e

BOTH = "#wide=x1&deep=x2&aux=0.25&features=x1,x2"


def opened(page, server, fragment=""):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server.url}/{fragment}")
    wait_for_picture(page)
    page.get_by_role("button", name="Play").click()
    page.locator(".more-settings > summary").click()
    return page.get_by_role("group", name="Paths of the inputs")


def weights(page):
    return page.locator(".overlay .links path")


def test_wide_path_is_chosen_cut_and_healed_while_the_network_goes_on(page, server, heard):
    paths = opened(page, server)
    expect(weights(page)).to_have_count(18)
    paths.get_by_label("Wide path").check()
    expect(weights(page)).to_have_count(20)
    expect(page).to_have_url(re.compile("wide=all"))
    page.get_by_text("Which inputs take which path").click()
    paths.get_by_label("x₂ goes past them to the output").uncheck()
    expect(page).to_have_url(re.compile("wide=x1"))
    expect(weights(page)).to_have_count(19)
    paths.get_by_label("x₁ goes through the hidden layers").uncheck()
    expect(weights(page)).to_have_count(15)
    paths.get_by_label("x₂ goes through the hidden layers").click()
    expect(page.get_by_text("At least one input goes through the hidden layers")).to_be_visible()
    expect(paths.get_by_label("x₂ goes through the hidden layers")).to_be_checked()
    paths.get_by_label("Wide path").uncheck()
    expect(weights(page)).to_have_count(14)
    expect(page).not_to_have_url(re.compile("wide"))
    assert heard == []


def test_auxiliary_output_is_drawn_and_its_weight_moves_while_the_network_learns(
    page, server, heard
):
    paths = opened(page, server, BOTH)
    auxiliary = page.get_by_role("button", name="auxiliary output")
    expect(auxiliary).to_be_visible()
    slider = paths.get_by_label("Its weight in the loss")
    slider.focus()
    slider.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"aux=0\.3"))
    expect(paths).to_contain_text("0.30, main 0.70")
    page.keyboard.press("Escape")
    auxiliary.click()
    expect(page.get_by_role("region", name=re.compile("auxiliary output"))).to_be_visible()
    expect(page.locator(".inspector .number")).to_have_count(3)
    while (
        page.get_by_role("button", name="Remove the last hidden layer").get_attribute(
            "aria-disabled"
        )
        != "true"
    ):
        page.get_by_role("button", name="Remove the last hidden layer").click()
    expect(auxiliary).to_have_count(0)
    expect(page).not_to_have_url(re.compile("aux|wide|deep"))
    assert heard == []


@pytest.mark.parametrize("width", [390, 1280])
def test_lens_tells_the_share_of_each_path_and_nothing_of_it_is_cut(page, server, heard, width):
    page.set_viewport_size({"width": width, "height": 844 if width < 500 else 720})
    page.goto(f"{server.url}/labs/wide-deep")
    share = page.locator(".shares tr[data-path=wide] td span").first
    expect(share).to_have_text(re.compile(r"^[\d.]+ %$"))
    expect(page.locator(".of-paths [data-part=auxiliary]")).to_have_text(re.compile(r"\d"))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALL_TEXT, 12) == []
    assert Axe().run(page).response["violations"] == []
    if width > 500:
        cut_and_heal_after_training(page, share)
    assert heard == []


def cut_and_heal_after_training(page, share):
    """The wide path carries what XOR needs: the loss says so, and what is cut is learned again."""
    loss = page.locator("[data-figure=loss]")
    play = page.get_by_role("button", name="Play", exact=True)
    small, large = re.compile(r"^0\.0\d"), re.compile(r"^0\.[2-9]")
    play.click()
    expect(loss).to_have_text(small)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(play).to_be_visible()
    page.get_by_role("button", name="Cut the wide path").click()
    expect(share).to_have_text("0.0 %")
    expect(loss).to_have_text(large)
    cut = loss.inner_text()
    page.get_by_role("button", name="Join all inputs to the output").click()
    expect(page.get_by_role("button", name="Cut the wide path")).to_be_visible()
    expect(loss).to_have_text(cut)
    play.click()
    expect(loss).to_have_text(small)


def test_pasted_code_becomes_the_network_and_wrong_code_is_told_with_its_line(page, server, heard):
    opened(page, server)
    page.get_by_text("Paste Keras code").click()
    field = page.locator(".paste textarea")
    field.fill("model = keras.Sequential([\n  keras.layers.Dropout(0.5),\n])")
    page.get_by_role("button", name="Take its layers over").click()
    expect(page.get_by_role("alert").filter(has_text="Dropout is neither (line 2)")).to_be_visible()
    field.fill("keras.Sequential([keras.layers.Dense(5, 'relu'), keras.layers.Dense(1)])")
    page.get_by_role("button", name="Take its layers over").click()
    expect(page).to_have_url(re.compile("hidden=5relu"))
    expect(weights(page)).to_have_count(15)
    assert [line for line in heard if "422" not in line] == []
