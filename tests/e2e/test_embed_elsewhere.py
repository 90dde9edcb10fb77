"""The embed code, as the dialog gives it, in a page of another site: it paints, plays and fits."""

import contextlib
import re
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.test_embed import saved
from tests.e2e.test_share import share

pytestmark = pytest.mark.e2e

MAP = "#map[aria-label*=loss]"
CUT = """() => {
  const { clientWidth, clientHeight } = document.documentElement;
  const inner = "h2, #map, .axis, .scale, .classes li, .neuron, .open a";
  const outside = [...document.querySelectorAll(inner)].filter((one) => {
    const { left, top, right, bottom } = one.getBoundingClientRect();
    return left < 0 || top < 0 || right > clientWidth || bottom > clientHeight;
  });
  const scrolled = [document.documentElement, document.querySelector(".picture")].filter(
    (one) => one.scrollWidth > one.clientWidth || one.scrollHeight > one.clientHeight,
  );
  return [...outside, ...scrolled].map((one) => one.outerHTML.slice(0, 80));
}"""


def wait_until_whole(frame):
    """Wait until the network is laid out for its room, and nothing is cut off."""
    frame.wait_for_function(f"() => ({CUT})().length === 0")


LAYER = {"units": 8, "activation": "tanh"}
NO_STORAGE = """for (const kind of ["localStorage", "sessionStorage"])
  Object.defineProperty(window, kind, {
    get() { throw new DOMException("no", "SecurityError"); },
  });"""


@contextlib.contextmanager
def serving_page(body):
    """Yield the address of a page with this body, at another origin than the playground's."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f"<!doctype html><title>Elsewhere</title>{body}".encode())

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{site.server_port}/"
        site.shutdown()


@pytest.fixture
def code_of(context, server):
    """A function that returns the embed code which the dialog gives for an experiment."""

    def code(**experiment):
        page = context.new_page()
        page.goto(f"{server.url}/e/{saved(server, **experiment)}")
        wait_for_picture(page)
        page.get_by_role("button", name="Share").click()
        page.get_by_text("In a page of yours").click()
        page.get_by_role("button", name="Make the embed code").click()
        text = page.get_by_role("textbox", name="Embed code").input_value()
        page.close()
        return text

    return code


@pytest.fixture
def elsewhere(page, code_of):
    """A function that opens a page of another site with an experiment; it returns the frame."""
    with contextlib.ExitStack() as stack:

        def open_page(**experiment):
            page.goto(stack.enter_context(serving_page(code_of(**experiment))))
            page.frame_locator("iframe").locator(MAP).wait_for()
            return page.frames[1]

        yield open_page


def test_embedded_experiment_paints_and_plays_on_another_site(elsewhere):
    frame = elsewhere(title="Framed elsewhere")
    expect(frame.get_by_role("heading", name="Framed elsewhere")).to_be_visible()
    expect(frame.locator("[data-loss=training]")).to_have_text(re.compile(r"\d"))
    before = frame.locator("#map").screenshot()
    frame.get_by_role("button", name="Play", exact=True).click()
    frame.wait_for_function("() => document.querySelector('[data-epoch]')?.dataset.epoch > 50")
    assert frame.locator("#map").screenshot() != before


@pytest.mark.parametrize(
    "experiment",
    [
        {},
        {"title": "A long title " * 9, "problem": "multiclass"},
        {"problem": "multiclass", "data": {"name": "rings", "classes": 10}},
        {"title": "deep", "network": {"hidden": [LAYER] * 8}},
        {"title": "wide", "network": {"hidden": [{**LAYER, "units": 40}]}},
    ],
    ids=["usual", "long title", "ten classes", "deep", "wide"],
)
def test_nothing_is_cut_off_at_the_suggested_size(page, elsewhere, experiment):
    page.set_viewport_size({"width": 1440, "height": 900})
    assert elsewhere(**experiment).evaluate(CUT) == []


@pytest.mark.parametrize("width", [390, 700])
def test_frame_fits_a_narrower_page_and_shows_all_of_the_usual_experiment(page, elsewhere, width):
    page.set_viewport_size({"width": width, "height": 800})
    wait_until_whole(elsewhere(title="Narrow"))
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_frame_may_stand_in_a_page_that_was_opened_from_a_file(page, code_of, tmp_path):
    (tmp_path / "lesson.html").write_text(code_of())
    page.goto((tmp_path / "lesson.html").as_uri())
    expect(page.frame_locator("iframe").locator(MAP)).to_be_visible()


def test_frame_plays_where_the_browser_lets_it_remember_nothing(page, elsewhere):
    page.add_init_script(NO_STORAGE)
    frame = elsewhere()
    frame.get_by_role("button", name="Play", exact=True).click()
    frame.wait_for_function("() => document.querySelector('[data-epoch]')?.dataset.epoch > 0")


def test_run_of_somebody_is_not_framed_by_another_site(page, playground, server):
    share(playground, "Mine")
    playground.get_by_text("This run, live").click()
    steer = playground.get_by_label(re.compile("^To steer it too")).input_value()
    heard = []
    with (
        serving_page(f'<iframe src="{steer}"></iframe>') as address,
        page.context.new_page() as other,
    ):
        other.on("console", lambda message: heard.append(message.text))
        other.goto(address)
        other.wait_for_load_state("networkidle")
        assert "playground" not in other.frames[1].content().lower()
    assert "frame-ancestors 'self'" in heard[0]


def test_embedded_experiment_takes_nothing_from_its_address(page, server):
    page.goto(f"{server.url}/embed/{saved(server, title='Mine')}#data=spiral&token=x")
    page.locator(MAP).wait_for()
    expect(page.get_by_role("heading", name="Mine")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="address")).to_have_count(0)


def test_experiment_that_is_gone_is_told_of_in_the_frame(page, server):
    with serving_page(f'<iframe src="{server.url}/embed/11111111111111"></iframe>') as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", name="There is no experiment")).to_be_visible()
        with page.context.expect_page() as opened:
            frame.get_by_role("link", name="Gallery").click()
    expect(opened.value).to_have_title(re.compile("Gallery"))


def test_page_of_another_site_hears_no_complaint_of_what_it_frames(page, server):
    frame = f'<iframe src="{server.url}/embed/{saved(server)}?play"></iframe>'
    heard = []
    page.on("console", lambda message: heard.append(message.text))
    with serving_page(frame) as address:
        page.goto(address.replace("localhost", "127.0.0.1"))  # another port alone is elsewhere, too
        inner = page.frame_locator("iframe")
        expect(inner.get_by_role("button", name="Pause", exact=True)).to_be_visible()
        inner.get_by_role("button", name="Pause", exact=True).click()
        expect(inner.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert heard == []
