"""The panel of lenses: how it is opened and left, and that it leaves map and network in sight."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture
from tests.e2e.test_embed import saved
from tests.e2e.test_layout import CUT, PAINTED, SIZES, SMALL_TEXT
from tests.e2e.test_share import link, share

pytestmark = pytest.mark.e2e

LENS = "#lens=curve"
PROJECTOR = {"width": 1920, "height": 1080}


def panel(page):
    return page.get_by_role("region", name="Lens: Activation")


def button(page):
    return page.get_by_role("button", name="Look closer")


def wait_for_lens(page):
    page.locator("#map[aria-label*=loss]").wait_for()
    page.locator(".lens .dot").first.wait_for()
    page.locator(".lens .bar-of-sums").first.wait_for()


def test_button_and_key_open_the_lens_and_what_closes_it_gives_the_focus_back(playground):
    button(playground).click()
    expect(panel(playground)).to_be_visible()
    expect(playground).to_have_url(re.compile(r"#lens=curve$"))
    button(playground).click()
    expect(panel(playground)).to_have_count(0)
    expect(playground).not_to_have_url(re.compile("lens"))
    button(playground).click()
    panel(playground).get_by_role("button", name="Close the lens").click()
    expect(button(playground)).to_be_focused()
    expect(button(playground)).to_have_attribute("aria-expanded", "false")
    neuron = playground.locator("[data-neuron='h1.0']")
    neuron.focus()
    playground.keyboard.press("l")
    expect(panel(playground)).to_be_focused()
    playground.keyboard.press("Escape")
    expect(panel(playground)).to_have_count(0)
    expect(neuron).to_be_focused()


def test_key_is_a_letter_where_somebody_types(playground):
    button(playground).wait_for()
    playground.get_by_role("button", name="Share").click()
    playground.get_by_label("Title").press("l")
    expect(playground.get_by_label("Title")).to_have_value("l")
    expect(panel(playground)).to_have_count(0)


def test_escape_closes_an_open_neuron_before_the_lens_and_the_lens_before_the_big_picture(opened):
    page = opened(f"/?big=1{LENS}")
    page.keyboard.press("Escape")
    expect(panel(page)).to_have_count(0)
    expect(page.locator("html")).to_have_class("big")
    page.keyboard.press("Escape")
    expect(page.locator("html")).not_to_have_class("big")
    page.keyboard.press("l")
    page.locator("[data-neuron='h1.0']").click()
    expect(page.get_by_role("region", name="Inspector")).to_be_visible()
    page.locator("[data-neuron='h1.0']").press("Escape")
    expect(page.get_by_role("region", name="Inspector")).to_have_count(0)
    expect(panel(page)).to_be_visible()


def test_lens_of_the_address_stays_through_changes_and_back(opened):
    page = opened("/#data=xor&lens=curve")
    page.get_by_role("combobox", name="Learning rate").select_option("0.1")
    expect(page).to_have_url(re.compile(r"#data=xor&rate=0\.1&lens=curve$"))
    page.go_back()
    expect(page).to_have_url(re.compile(r"#data=xor&lens=curve$"))
    expect(panel(page)).to_be_visible()
    page.evaluate("() => { location.hash = 'data=xor'; }")
    expect(panel(page)).to_have_count(0)
    page.reload()
    wait_for_picture(page)
    expect(page.get_by_role("radio", name="Exclusive or")).to_be_checked()


def test_address_of_an_unknown_lens_says_which_there_are(page, server, heard):
    page.goto(f"{server.url}/#lens=%3Cb%3Emagic")
    expect(page.locator(".notices")).to_contain_text("lens=<b>magic names no lens")
    expect(page).not_to_have_url(re.compile("magic"))
    assert heard == []


def test_link_opens_the_lens_for_a_watcher_who_steers_nothing_and_for_one_who_steers(
    opened, context, browser
):
    page = opened()
    page.get_by_role("button", name="Share").click()
    address, steering = link(page, "To watch this run live"), link(page, "To steer it too")
    assert address.endswith("#lens=curve")
    assert re.search(r"#[^&=]+&lens=curve$", steering)
    viewer = context.new_page()
    viewer.goto(address)
    wait_for_lens(viewer)
    expect(viewer.locator("body")).to_have_class("watching")
    viewer.keyboard.press("Escape")
    expect(viewer).to_have_url(address.split("#")[0])
    viewer.keyboard.press("l")
    wait_for_lens(viewer)
    viewer.close()
    other = browser.new_page()
    other.goto(steering)
    wait_for_lens(other)
    other.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(other, 2)
    other.close()


def test_short_link_keeps_the_lens(opened, context):
    address = share(opened(), "Looked at")
    other = context.new_page()
    other.goto(address)
    wait_for_lens(other)
    expect(other).to_have_title("Looked at")
    expect(other).to_have_url(address)


def test_embedded_experiment_shows_the_lens_beside_its_map(opened, server):
    page = opened(f"/embed/{saved(server)}{LENS}", 960, 560)
    expect(page.locator("#map")).to_be_in_viewport(ratio=1)
    expect(panel(page)).to_be_in_viewport()
    page.set_viewport_size({"width": 640, "height": 576})  # as in a lesson on a tablet
    page.evaluate(PAINTED)
    left, right = page.locator("#map").bounding_box(), panel(page).bounding_box()
    assert left["x"] + left["width"] <= right["x"]
    page.keyboard.press("Escape")
    expect(page.locator("#network")).to_be_visible()


def test_page_with_a_lens_fits_each_window_and_shows_map_and_network_on_a_desk(opened):
    page = opened(f"/{LENS}")
    for width in (390, 820, 1180, 1280, 1440, 1920):
        height = SIZES[width]
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(PAINTED)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == [], width
        assert page.evaluate(SMALL_TEXT, 12) == [], width
        if width < 1280:
            continue
        for seen in ("#map", "#network", "[data-part=value]"):
            expect(page.locator(seen)).to_be_in_viewport(ratio=1)
        assert page.evaluate("() => document.documentElement.scrollHeight") <= height


def test_letters_of_the_lens_in_the_big_picture_have_24_pixels_at_least(opened):
    page = opened(f"/?big=1{LENS}", **PROJECTOR)
    assert page.evaluate(SMALL_TEXT, 24) == []
    assert page.evaluate("() => document.documentElement.scrollHeight") <= PROJECTOR["height"]
    for seen in ("#map", "[data-neuron='o.0']", "[data-part=health]"):
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)


def test_page_with_a_lens_has_no_accessibility_violation(opened):
    page = opened()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # and no transition
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == [], scheme


def test_lab_opens_its_lens_and_its_text(opened):
    page = opened("/labs/activations")
    expect(page.locator("[data-view=about]")).to_contain_text("where a neuron still learns")
    page.keyboard.press("ArrowRight")
    wait_for_epoch(page, 1)


def test_list_of_labs_leads_to_each(page, server, heard):
    page.goto(f"{server.url}/gallery")
    page.get_by_role("link", name="Labs").click()
    page.get_by_role("link", name="Activations").click()
    wait_for_lens(page)
    assert heard == []


def test_lens_that_cannot_be_fetched_says_so_and_tries_again(playground, heard):
    held = "**/lenses/curve.js"
    playground.route(held, lambda route: route.abort())
    button(playground).click()
    expect(panel(playground)).to_contain_text("This lens cannot be fetched just now.")
    heard.clear()  # the browser's own complaint
    playground.unroute(held)
    panel(playground).get_by_role("button", name="Try again").click()
    expect(panel(playground)).to_contain_text("Neuron")
