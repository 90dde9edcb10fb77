"""The big picture: for a projector, with letters that the last row can read."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture
from tests.e2e.test_layout import CUT, SMALL_TEXT
from tests.e2e.test_share import link, share

pytestmark = pytest.mark.e2e
PROJECTOR = {"width": 1920, "height": 1080}
BELOW = 900, 700  # the bar, over which a headless Chromium has the pointer at first
TEN = "#problem=multiclass&classes=10&hidden=8relu"


@pytest.fixture
def projector(page, server, heard):
    """A page in the big picture, opened by its address."""
    page.set_viewport_size(PROJECTOR)
    page.goto(f"{server.url}/?big=1")
    wait_for_picture(page)
    page.mouse.move(*BELOW)
    yield page
    assert heard == []


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def test_key_opens_and_escape_leaves_the_big_picture(playground):
    playground.mouse.move(*BELOW)
    playground.keyboard.press("b")
    expect(playground).to_have_url(re.compile(r"\?big=1"))
    expect(playground.get_by_role("combobox", name="Problem")).to_be_hidden()
    playground.keyboard.press("Escape")
    expect(playground).not_to_have_url(re.compile("big"))
    expect(playground.get_by_role("combobox", name="Problem")).to_be_visible()


def test_button_opens_the_big_picture_and_leaves_it(playground):
    big = button(playground, "Big picture")
    big.click()
    expect(big).to_have_attribute("aria-pressed", "true")
    big.click()
    expect(big).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("address", ["", TEN])
def test_letters_have_24_pixels_at_least_and_nothing_is_cut(page, server, address):
    page.set_viewport_size(PROJECTOR)
    page.goto(f"{server.url}/?big=1{address}")
    wait_for_picture(page)
    assert page.evaluate(SMALL_TEXT, 24) == []
    assert page.evaluate(CUT) == []
    assert page.evaluate("() => document.documentElement.scrollHeight") <= PROJECTOR["height"]


def test_map_network_and_figures_are_all_that_is_seen(projector):
    assert projector.locator("#map").bounding_box()["width"] >= 700
    for seen in ("#network", "[data-figure=loss]", "[data-epoch]"):
        expect(projector.locator(seen)).to_be_in_viewport(ratio=1)
    for gone in ("[data-view=data]", "[data-view=chart]", ".settings", ".heads"):
        expect(projector.locator(gone)).to_be_hidden()
    expect(projector.locator(".feature").locator("visible=true")).to_have_count(2)


def test_controls_come_when_somebody_points_at_the_bar(projector):
    expect(button(projector, "Play")).to_be_hidden()
    projector.mouse.move(900, 20)
    button(projector, "Play").click()
    wait_for_epoch(projector, 5)
    projector.mouse.move(*BELOW)
    expect(button(projector, "Pause")).to_be_hidden()


def test_keys_steer_the_big_picture(projector):
    projector.keyboard.press("ArrowRight")
    wait_for_epoch(projector, 1)
    expect(button(projector, "Step")).to_be_hidden()


def test_another_experiment_and_back_keep_the_big_picture(projector):
    projector.evaluate("() => { location.hash = 'hidden=3tanh'; }")
    expect(projector.locator("[data-neuron^='h1.']")).to_have_count(3)
    expect(projector).to_have_url(re.compile(r"\?big=1#"))
    expect(projector.locator("html")).to_have_class("big")


def test_viewer_of_a_run_has_the_big_picture_too(playground, context):
    share(playground, "Seen large")
    viewer = context.new_page()
    address, _, token = link(playground, "To watch this run live").partition("#")
    viewer.goto(f"{address}?big=1#{token}")
    wait_for_picture(viewer)
    expect(viewer.locator("html")).to_have_class("big")
    viewer.keyboard.press("Escape")
    expect(viewer.get_by_role("combobox", name="Problem")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_big_picture_has_no_accessibility_violation(page, server, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{server.url}/?big=1")
    wait_for_picture(page)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
