"""What the page has to say covers neither map nor chart, and goes when its cause is gone."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e

SIZES = [(1280, 720), (390, 844), (820, 1180), (1440, 900)]
MISFITS = "rate=fast&ratio=2&noise=loud"
WILD = "problem=regression&hidden=8linear,8linear&rate=10&optimizer=momentum"
# The map and the chart that a message lies over, each being in the middle of the window.
COVERED = """() => {
  const boxOf = (one) => one.getBoundingClientRect();
  const meets = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
  return ["#map", "[data-view=chart]"].filter((name) => {
    const place = document.querySelector(name);
    const centred = () => place.scrollIntoView({ block: "center", behavior: "instant" });
    const said = () => [...document.querySelectorAll(".banner, .notice")].map(boxOf);
    const found = said().some((box) => meets(box, boxOf(place)));
    centred();
    const then = said().some((box) => meets(box, boxOf(place)));
    scrollTo({ top: 0, behavior: "instant" });
    return found || then;
  });
}"""


def opened(page, server, size, address=""):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    page.goto(f"{server.url}/#{address}")
    wait_for_picture(page)
    page.locator(".uplot").wait_for()


def left_out(page):
    """Return how much of what is said is out of the window, in CSS pixels."""
    return page.locator(".banner, .notice").evaluate_all(
        """(all) => Math.max(...all.map((one) => one.getBoundingClientRect()).map((box) =>
          Math.max(-box.left, -box.top, box.right - innerWidth, box.bottom - innerHeight)))"""
    )


@pytest.mark.parametrize("size", SIZES)
def test_notices_cover_neither_map_nor_chart(page, server, size):
    opened(page, server, size, MISFITS)
    expect(page.locator(".notice")).to_have_count(3)
    assert page.evaluate(COVERED) == []
    assert left_out(page) <= 0


@pytest.mark.parametrize("size", SIZES)
def test_advice_after_a_divergence_covers_neither(page, server, size):
    opened(page, server, size, WILD)
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".diverged")).to_be_visible()
    assert page.evaluate(COVERED) == []
    assert left_out(page) <= 0
    if size[0] > 1180:  # the data stand at its side
        data = page.locator("[data-view=data]").bounding_box()
        assert page.locator(".diverged").bounding_box()["x"] > data["x"] + data["width"]


@pytest.mark.parametrize("size", SIZES)
def test_end_of_a_run_covers_neither(page, server, size):
    opened(page, server, size, "epochs=2")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(".banner")).to_contain_text("Finished")
    assert page.evaluate(COVERED) == []


def test_notices_stay_in_sight_while_a_phone_scrolls(page, server):
    opened(page, server, (390, 844), MISFITS)
    page.locator(".settings").scroll_into_view_if_needed()
    expect(page.locator(".notice").first).to_be_in_viewport(ratio=1)
    bar = page.locator(".steering").bounding_box()
    assert page.locator(".notice").first.bounding_box()["y"] >= bar["y"] + bar["height"] - 1


def test_refusal_goes_when_the_next_change_is_taken(playground):
    refuse = """() => {
      const wide = WebSocket.prototype.send;
      WebSocket.prototype.send = function (text) {
        WebSocket.prototype.send = wide;
        wide.call(this, text.replace('"value":30', '"value":-30'));
      };
    }"""
    playground.evaluate(refuse)
    playground.get_by_label("Batch size").select_option("30")
    expect(playground.locator(".notice")).to_have_count(1)
    playground.get_by_label("Batch size").select_option("20")
    expect(playground.locator(".notice")).to_have_count(0)


def test_what_goes_by_itself_is_only_what_offers_nothing(page, server):
    page.clock.install()
    opened(page, server, (1280, 720), MISFITS)
    expect(page.locator(".notice")).to_have_count(3)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 2)
    page.clock.fast_forward("02:00")
    expect(page.locator(".notice")).to_have_count(0)
