"""A browser that cannot paint in a worker paints on the page: nobody sees a difference."""

import re

import pytest

from tests.e2e.conftest import wait_for_epoch, wait_for_picture
from tests.e2e.test_downloads import downloaded, opened
from tests.e2e.test_studies import DRAWN, RATES

pytestmark = pytest.mark.e2e

PNG = b"\x89PNG"
NOTHING_TO_HAND_OVER = """
delete HTMLCanvasElement.prototype.transferControlToOffscreen;
delete globalThis.OffscreenCanvas;
"""
NONE_IN_A_WORKER = "if (!globalThis.document) delete globalThis.OffscreenCanvas;\n"
PICTURES = "() => ['#map', '#network'].map((one) => document.querySelector(one).toDataURL())"
CHANGED = f"(before) => ({PICTURES})().every((picture, i) => picture !== before[i])"


def without_canvases_in_workers(route):
    answer = route.fetch()
    headers = {"content-type": answer.headers["content-type"]}
    route.fulfill(headers=headers, body=NONE_IN_A_WORKER + answer.text())


@pytest.fixture(params=["handed over", "made in a worker"])
def no_canvas(request, page, server, heard):
    """The page in a browser where no canvas can be handed over, or made in a worker."""
    if request.param == "handed over":
        page.add_init_script(NOTHING_TO_HAND_OVER)
    else:
        page.route("**/workers/painter.js", without_canvases_in_workers)
    page.goto(server.url)
    wait_for_picture(page)
    yield page
    assert heard == []


def test_every_step_is_painted_on_the_page_and_can_be_taken_away(no_canvas):
    for epoch in (1, 2, 3):
        before = no_canvas.evaluate(PICTURES)
        no_canvas.get_by_role("button", name="Step", exact=True).click()
        wait_for_epoch(no_canvas, epoch)
        no_canvas.wait_for_function(CHANGED, arg=before)
    opened(no_canvas, "Download")
    name, content = downloaded(no_canvas, "Map (PNG)")
    assert name == "playground-map.png"
    assert content.startswith(PNG)


def test_wall_of_a_study_is_painted_on_its_page(page, server, heard):
    page.add_init_script(NOTHING_TO_HAND_OVER)
    page.goto(f"{server.url}/{RATES}")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url(re.compile("/studies/"))
    page.wait_for_function(f"() => ({DRAWN})() >= 2")
    assert heard == []
