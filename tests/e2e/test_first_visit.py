"""A first visit: something to read before any script, nothing that jumps, and a cue at Play."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture, wait_until

pytestmark = pytest.mark.e2e

SIZES = {390: 844, 820: 1180, 1280: 720, 1440: 900, 1920: 1080}
PAINTS = "performance.getEntriesByName('first-contentful-paint').length"
RING = "() => getComputedStyle(document.querySelector('.play'))"


@pytest.mark.parametrize("width", SIZES)
def test_sentence_is_there_before_any_other_file_and_nothing_jumps(page, server, heard, width):
    held, let_go = [], []
    hold = lambda route: route.continue_() if let_go else held.append(route)  # noqa: E731
    page.route("**/static/**", hold)
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.goto(server.url, wait_until="commit")
    expect(page.get_by_text("Press Play and watch")).to_be_visible()
    wait_until(page, lambda: held and page.evaluate(PAINTS))
    before = tops(page)
    let_go.append(True)
    for route in held:
        route.continue_()
    wait_for_picture(page)
    assert tops(page) == pytest.approx(before, abs=0.9)  # of a pixel
    assert heard == []


def tops(page):
    """Return where the sentence and the board begin."""
    return [page.locator(one).bounding_box()["y"] for one in (".intro", "main")]


def test_play_is_pointed_out_until_it_was_pressed_once(page, server, heard):
    page.emulate_media(reduced_motion="reduce")
    page.goto(server.url)
    wait_for_picture(page)
    assert page.evaluate(f"{RING}.animationName") == "none"
    assert page.evaluate(f"{RING}.boxShadow") != "none"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(f"{RING}.animationName") == "cue"
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 1)
    for _ in range(2):
        assert page.evaluate(f"{RING}.boxShadow") == "none"
        page.reload()
        wait_for_picture(page)
    assert heard == []
