"""A good experiment is passed on: gallery, short links, runs to watch and to steer."""

import re
from io import BytesIO
from urllib.parse import quote

import numpy as np
import pytest
from matplotlib.image import imread
from playwright.sync_api import expect

from tests.e2e.conftest import epoch, wait_for_epoch, wait_for_picture, wait_until

pytestmark = pytest.mark.e2e
BLENDING = 1.5 / 255  # of a pixel's colour: a browser does not always round alike


def share(page, title):
    page.get_by_role("button", name="Share").click()
    return share_open(page, title)


def share_open(page, title):
    """Return the short link that the dialog makes."""
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Make a short link").click()
    return page.get_by_role("dialog").get_by_label(re.compile("^Short link")).input_value()


def link(page, name):
    page.get_by_text("This run, live").click()
    return page.get_by_label(re.compile(f"^{name}")).input_value()


def play(page):
    page.get_by_role("button", name="Play", exact=True).click()


def test_short_link_opens_the_same_experiment(playground, context):
    playground.get_by_role("radio", name="Spiral").click()
    address = share(playground, "My spiral")
    other = context.new_page()
    other.goto(address)
    expect(other).to_have_title("My spiral")
    expect(other.get_by_role("radio", name="Spiral")).to_be_checked()
    assert other.url == address


def test_link_to_a_trained_network_opens_it_as_it_stood_and_plays_on(playground, browser):
    for _ in range(12):
        playground.keyboard.press("ArrowRight")
    wait_for_epoch(playground, 12)
    playground.get_by_role("button", name="Share").click()
    expect(playground.get_by_role("radio", name="the trained network")).to_be_checked()
    address = share_open(playground, "Twelve epochs")
    playground.get_by_role("button", name="Close", exact=True).click()
    loss = playground.locator("[data-figure=loss]").inner_text()
    page = browser.new_context().new_page()
    page.goto(address)
    wait_for_epoch(page, 12)
    expect(page.locator("[data-figure=loss]")).to_have_text(loss)
    shown = map_of(playground)
    wait_until(page, lambda: np.abs(map_of(page) - shown).max() <= BLENDING)
    assert epoch(page) == 12
    expect(page.get_by_role("slider", name="Time line")).to_have_attribute(
        "aria-valuetext", "epoch 12 of 12"
    )
    play(page)
    wait_for_epoch(page, 14)
    page.context.close()


def map_of(page):
    """Return the pixels of the map."""
    page.mouse.move(1, 1)
    return imread(BytesIO(page.locator("#map").screenshot()))


def test_experiment_may_be_shared_without_what_it_has_learned(playground, browser):
    playground.keyboard.press("ArrowRight")
    wait_for_epoch(playground, 1)
    playground.get_by_role("button", name="Share").click()
    playground.get_by_role("radio", name="the experiment, untrained").check()
    address = share_open(playground, "From the start")
    page = browser.new_context().new_page()
    page.goto(address)
    wait_for_picture(page)
    assert epoch(page) == 0
    page.context.close()


def test_change_of_a_saved_experiment_moves_to_an_address_of_its_own_and_back(playground, server):
    playground.goto(f"{server.url}/gallery")
    playground.get_by_role("link", name="one line is enough").click()
    saved = playground.url
    playground.get_by_role("combobox", name="Learning rate").select_option("0.1")
    expect(playground).to_have_url(re.compile(r"/#.*rate=0\.1"))
    playground.go_back()
    expect(playground).to_have_url(saved)
    expect(playground.get_by_role("combobox", name="Learning rate")).to_have_value("0.03")


def test_what_the_author_says_is_read_by_whoever_opens_the_link(playground):
    playground.get_by_role("button", name="Share").click()
    playground.get_by_label("What to look at").fill("Look at h1.\nThen at h2.")
    address = share_open(playground, "Lesson 4")
    playground.goto(address)
    about = playground.locator("[data-view=about]")
    expect(about.get_by_role("heading")).to_have_text("Lesson 4")
    expect(about.get_by_role("paragraph")).to_have_text("Look at h1.\nThen at h2.")


def test_long_description_waits_until_it_is_opened(page, server, heard):
    page.goto(f"{server.url}/#about={'word+' * 100}")
    page.locator("summary", has_text="What to look at").press("Enter")
    expect(page.locator("[data-view=about]").get_by_role("paragraph")).to_be_visible()
    assert heard == []


def test_name_of_the_tab_is_the_title_of_the_experiment(playground):
    playground.evaluate("() => { location.hash = 'title=Lesson+5'; }")
    expect(playground).to_have_title("Lesson 5")
    playground.go_back()
    expect(playground).to_have_title("Neural Playground")


def test_watchers_see_the_run_and_cannot_touch_it(playground, context):
    playground.get_by_role("button", name="Share").click()
    address = link(playground, "To watch this run live")
    playground.get_by_role("button", name="Close", exact=True).click()
    watchers = [context.new_page() for _ in range(3)]
    for page in watchers:
        page.goto(address)
    play(playground)
    for page in watchers:
        wait_for_epoch(page, 20)
        assert page.locator(".steering .buttons").evaluate("element => element.inert")


def test_link_with_the_secret_steers(playground, context):
    playground.get_by_role("button", name="Share").click()
    address = link(playground, "To steer it too")
    playground.get_by_role("button", name="Close", exact=True).click()
    helper = context.new_page()
    helper.goto(address)
    play(helper)
    expect(playground.get_by_role("button", name="Pause")).to_be_visible()


def test_wrong_secret_only_watches(playground, context):
    playground.get_by_role("button", name="Share").click()
    address = link(playground, "To watch this run live")
    page = context.new_page()
    page.goto(f"{address}#not-the-secret")
    buttons = page.locator(".steering .buttons")
    expect(buttons).to_have_js_property("inert", True)


@pytest.mark.parametrize("width", [1440, 390])
def test_gallery_shows_pictures_and_is_searched(page, server, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{server.url}/gallery")
    assert page.locator(".cards li").count() >= 16
    first = page.locator(".cards img").first
    expect(first).to_have_js_property("complete", True)
    page.get_by_label("Search the gallery").fill("softmax")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".cards li")).to_have_count(1)


def test_listed_experiment_is_found_in_the_gallery(playground, server):
    playground.get_by_role("button", name="Share").click()
    playground.get_by_label("Title").fill("Zebra stripes")
    playground.get_by_label("List it in the gallery").check()
    playground.get_by_role("button", name="Make a short link").click()
    expect(playground.get_by_label(re.compile("^Short link"))).to_be_visible()
    playground.goto(f"{server.url}/gallery?q=zebra")
    expect(playground.get_by_role("heading", name="Zebra stripes")).to_be_visible()


def shown(page, name):
    """Return the address of a picture in the dialog, once it is there."""
    picture = page.get_by_role("img", name=name)
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("picture => picture.naturalWidth") > 0
    return picture.get_attribute("src")


def test_short_link_can_be_scanned(playground):
    address = share(playground, "For phones")
    assert shown(playground, "QR code of the short link").endswith(quote(address, safe=""))


def test_link_to_watch_can_be_scanned_and_no_picture_tells_the_secret(playground):
    playground.get_by_role("button", name="Share").click()
    secret = link(playground, "To steer it too").split("#")[1]
    address = playground.get_by_role("textbox", name="To watch").input_value()
    assert shown(playground, "QR code of the link to watch").endswith(quote(address, safe=""))
    sources = playground.locator("dialog img").evaluate_all("all => all.map(({ src }) => src)")
    assert not [source for source in sources if secret in source]


def test_visitor_deletes_what_was_saved_from_this_browser(playground, browser, server):
    playground.get_by_role("button", name="Share").click()
    playground.get_by_label("List it in the gallery").check()
    address = share_open(playground, "A slip of mine")
    stranger = browser.new_context().new_page()
    for page in (playground, stranger):
        page.goto(f"{server.url}/gallery?q=slip")
    expect(stranger.get_by_role("button", name="Report A slip of mine")).to_be_visible()
    expect(stranger.get_by_role("button", name="Delete A slip of mine")).to_be_hidden()
    stranger.context.close()
    playground.get_by_role("button", name="Delete A slip of mine").click()
    dialog = playground.get_by_role("dialog", name="Delete “A slip of mine”?")
    dialog.get_by_role("button", name="Delete it").click()
    expect(playground.get_by_text("It is not on this server any more.")).to_be_visible()
    assert playground.request.get(address).status == 404


def test_watcher_sees_the_neuron_that_is_open_and_goes_on_with_a_copy(playground, context, server):
    play(playground)
    wait_for_epoch(playground, 20)
    playground.get_by_role("button", name="Pause").click()
    playground.get_by_role("button", name="Share").click()
    address = link(playground, "To watch this run live")
    playground.get_by_role("button", name="Close", exact=True).click()
    watcher = context.new_page()
    watcher.goto(address)
    expect(watcher.get_by_text("You watch somebody’s run")).to_be_visible()
    playground.get_by_role("button", name="layer 1, neuron 2").click()
    expect(watcher.get_by_text("Open there: layer 1, neuron 2.")).to_be_visible()
    watcher.get_by_role("button", name="Open it too").click()
    seen = watcher.get_by_role("button", name="layer 1, neuron 2, pointed out")
    expect(seen).to_have_attribute("aria-pressed", "true")
    watcher.get_by_role("button", name="Make it my own").click()
    expect(watcher).to_have_url(f"{server.url}/")
    wait_for_epoch(watcher, epoch(playground))
    assert epoch(watcher) == epoch(playground)
    expect(watcher.get_by_text("You watch somebody’s run")).to_be_hidden()
    before = epoch(playground)
    watcher.get_by_role("button", name="Step", exact=True).click()
    wait_for_epoch(watcher, before + 1)
    assert epoch(playground) == before
