"""Visitors report what should not be in the gallery; the server says what it lists."""

import json
import urllib.request
from itertools import count

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import Server, wait_for_picture
from tests.e2e.test_own_table import tell_all_but_refusals
from tests.e2e.test_share import share
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e
numbers, LONG = count(10), 70 * "x"
HOSTILE = "<img src=x onerror=console.error(1)> zebra"


def post(server, path, body, session="somebody"):
    headers = {"Content-Type": "application/json", "Playground-Session": session}
    data = json.dumps(body).encode()
    request = urllib.request.Request(f"{server.url}{path}", data, headers)
    with urllib.request.urlopen(request, timeout=LIMIT) as answer:
        return json.loads(answer.read() or b"null")


def saved(server, title):
    document = {"title": title, "description": LONG + " word" * 200}
    return post(server, "/api/experiments", {"experiment": document, "listed": True})["id"]


@pytest.fixture(params=[1440, 390])
def gallery(request, page, server, heard):
    """A gallery with a stranger's experiment in it."""
    page.set_viewport_size({"width": request.param, "height": 844})
    number = next(numbers)  # what was reported once is no card of the next test
    name = saved(server, f"{HOSTILE}{number} {LONG}")
    page.goto(f"{server.url}/gallery?q=zebra{number}")
    yield page, name
    assert tell_all_but_refusals(heard) == []


def test_visitor_reports_by_keys_and_what_three_report_leaves_the_gallery(gallery, server):
    page, name = gallery
    button = page.get_by_role("button", name="Report <img")
    button.press("Enter")
    dialog = page.get_by_role("dialog", name="Report “<img")
    expect(dialog.get_by_label("What is wrong with it?")).to_be_focused()
    page.keyboard.type("It is rude.")
    dialog.get_by_role("button", name="Report it").press("Enter")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("Thank you")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Reported")).to_be_focused()
    for session in "ab":
        post(server, f"/api/experiments/{name}/report", {}, session)
    page.reload()
    expect(page.locator(".cards li")).to_have_count(0)


def test_card_and_dialog_are_for_everybody_and_a_report_that_did_not_arrive_can_be_sent_again(
    gallery,
):
    page, _ = gallery
    width = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert width <= 0
    page.get_by_role("button", name="Report <img").click()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == []
    page.route("**/report", lambda route: route.fulfill(status=429, json={"detail": "too fast"}))
    page.get_by_label("What is wrong with it?").fill("It is rude.")
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("alert")).to_have_text("It was not reported: too fast.")
    expect(page.get_by_label("What is wrong with it?")).to_have_value("It is rude.")
    expect(page.get_by_role("button", name="Report it")).to_be_enabled()
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.reload()
    expect(page.locator("html[data-theme=dark]")).to_be_visible()  # as the visitor chose


def test_stranger_s_experiment_is_reported_on_its_page(page, server, heard):
    name = saved(server, "A stranger's")
    page.goto(f"{server.url}/e/{name}")
    wait_for_picture(page)
    page.get_by_role("button", name="Report this experiment").click()
    page.get_by_role("button", name="Report it").click()
    expect(page.get_by_role("dialog")).to_contain_text("Thank you")
    assert heard == []


def test_presets_and_embedded_experiments_offer_no_report(page, server, heard):
    page.goto(f"{server.url}/gallery?q=softmax")
    expect(page.locator(".cards li")).to_have_count(1)
    expect(page.get_by_role("button", name="Report")).to_have_count(0)
    page.locator(".cards li > a").first.click()
    wait_for_picture(page)
    expect(page.get_by_role("button", name="Report this experiment")).to_have_count(0)
    page.goto(f"{server.url}/embed/{saved(server, 'embedded')}")
    expect(page.get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("button", name="Report this experiment")).to_have_count(0)
    assert heard == []


@pytest.fixture
def listing(request, page, monkeypatch):
    """A page of a server of its own that lists what it is told to."""
    monkeypatch.setenv("PLAYGROUND_LISTING", request.param)
    server = Server()
    page.goto(server.url)
    wait_for_picture(page)
    yield page
    server.stop()


@pytest.mark.parametrize("listing", ["approval"], indirect=True)
def test_author_is_told_that_an_experiment_waits_for_approval(listing):
    listing.get_by_role("button", name="Share").click()
    listing.get_by_label("List it in the gallery, once the operator of this server has").check()
    listing.get_by_role("button", name="Make a short link").click()
    expect(listing.get_by_role("dialog").get_by_role("status")).to_contain_text("It waits")


@pytest.mark.parametrize("listing", ["none"], indirect=True)
def test_author_is_not_offered_a_gallery_that_takes_nothing(listing):
    address = share(listing, "Not listed")
    assert "/e/" in address
    expect(listing.get_by_role("dialog")).to_contain_text("gallery takes nothing new")
    expect(listing.get_by_role("checkbox", name="List it")).to_have_count(0)
