"""The panel of lenses: how it is opened and left, and that it leaves map and network in sight."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture
from tests.e2e.test_embed import saved
from tests.e2e.test_layout import CUT, SIZES, SMALL_TEXT
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


def test_button_opens_and_closes_the_lens_and_the_address_says_so(playground):
    button(playground).click()
    expect(panel(playground)).to_be_visible()
    expect(playground).to_have_url(re.compile(r"#lens=curve$"))
    button(playground).click()
    expect(panel(playground)).to_have_count(0)
    expect(playground).not_to_have_url(re.compile("lens"))


def test_key_opens_the_lens_and_escape_gives_the_focus_back(playground):
    neuron = playground.locator("[data-neuron='h1.0']")
    button(playground).wait_for()
    neuron.focus()
    playground.keyboard.press("l")
    expect(panel(playground)).to_be_focused()
    playground.keyboard.press("Escape")
    expect(panel(playground)).to_have_count(0)
    expect(neuron).to_be_focused()


def test_close_button_gives_the_focus_back_to_the_one_that_opened(playground):
    button(playground).click()
    panel(playground).get_by_role("button", name="Close the lens").click()
    expect(button(playground)).to_be_focused()
    expect(button(playground)).to_have_attribute("aria-expanded", "false")


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


def test_watcher_opens_the_lens_of_the_link_and_steers_nothing(opened, context):
    page = opened()
    page.get_by_role("button", name="Share").click()
    address = link(page, "To watch this run live")
    assert address.endswith("#lens=curve")
    viewer = context.new_page()
    viewer.goto(address)
    wait_for_lens(viewer)
    expect(viewer.locator("body")).to_have_class("watching")
    viewer.keyboard.press("Escape")
    expect(viewer).to_have_url(address.split("#")[0])
    viewer.keyboard.press("l")
    wait_for_lens(viewer)


def test_secret_beside_the_lens_steers_the_run(opened, browser):
    page = opened()
    page.get_by_role("button", name="Share").click()
    address = link(page, "To steer it too")
    assert re.search(r"#[^&=]+&lens=curve$", address)
    other = browser.new_page()
    other.goto(address)
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
    page.keyboard.press("Escape")
    expect(page.locator("#network")).to_be_visible()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 900), (1920, 1080)], ids=str)
def test_map_and_network_stay_in_sight_beside_the_lens_on_a_desk(opened, size):
    page = opened(f"/{LENS}", *size)
    for seen in ("#map", "#network", "[data-part=value]"):
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)
    assert page.evaluate("() => document.documentElement.scrollHeight") <= size[1]


@pytest.mark.parametrize("width", [390, 820, 1180, 1280, 1440, 1920])
def test_nothing_of_the_page_with_a_lens_is_cut_or_out_of_the_window(opened, width):
    page = opened(f"/{LENS}", width, SIZES[width])
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []
    assert page.evaluate(SMALL_TEXT, 12) == []


def test_letters_of_the_lens_in_the_big_picture_have_24_pixels_at_least(opened):
    page = opened(f"/?big=1{LENS}", **PROJECTOR)
    assert page.evaluate(SMALL_TEXT, 24) == []
    assert page.evaluate("() => document.documentElement.scrollHeight") <= PROJECTOR["height"]
    for seen in ("#map", "[data-neuron='o.0']", "[data-part=health]"):
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_with_a_lens_has_no_accessibility_violation(opened, page, scheme):
    page.emulate_media(color_scheme=scheme)
    opened()
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []


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
