"""A page may have several maps: each has a painter of its own, and all share one worker."""

import shutil
from pathlib import Path

import pytest

from app.encoding.messages import to_json
from app.services.catalog_content import catalog
from tests.e2e.conftest import Server

pytestmark = pytest.mark.e2e
ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests/browsers/two_maps.js"
PARTS = "app", "engine", "static", "templates"
PAGE = """<!doctype html><html data-root="../"><link rel="stylesheet" href="css/base.css">
<script type="application/json" id="catalog">{catalog}</script>
<canvas></canvas><canvas></canvas><button>Play the right one</button>
<script type="module" src="two_maps.js"></script>"""
COLOURS = """() => [...document.querySelectorAll("canvas")].map((canvas) => {
  const copy = Object.assign(document.createElement("canvas"), { width: 20, height: 20 });
  const context = copy.getContext("2d");
  context.drawImage(canvas, 0, 0, 20, 20);
  const { data } = context.getImageData(0, 0, 20, 20);
  return Array.from({ length: 400 }, (_, i) => data.slice(4 * i, 4 * i + 4).join());
})"""
BOTH_DRAWN = "() => document.querySelectorAll('[data-epoch]').length === 2"
RIGHT_GOES_ON = "() => Number(document.querySelectorAll('canvas')[1].dataset.epoch) > 5"


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """A playground with a second page among its files."""
    home = tmp_path_factory.mktemp("home")
    for part in PARTS:
        shutil.copytree(ROOT / part, home / part)
    shutil.copy(SCRIPT, home / "static")
    page = PAGE.format(catalog=to_json(catalog()).replace("<", "\\u003c"))
    (home / "static/two_maps.html").write_text(page, "utf-8")
    server = Server(home)
    yield server
    server.stop()


@pytest.fixture
def second_page(page, server, heard):
    page.goto(f"{server.url}/static/two_maps.html")
    page.wait_for_function(BOTH_DRAWN)
    return page


def test_second_page_is_written_in_fifty_lines():
    assert len(SCRIPT.read_text().splitlines()) <= 50


def test_two_maps_of_one_page_show_each_its_own_run(second_page):
    second_page.wait_for_function(f"() => new Set(({COLOURS})()[1]).size > 10")
    left, right = second_page.evaluate(COLOURS)
    assert len(set(left)) > 10
    assert left != right
    assert len(second_page.workers) == 1


def test_one_of_two_maps_goes_on_and_the_other_stands(second_page):
    second_page.get_by_role("button").click()
    second_page.wait_for_function(RIGHT_GOES_ON)
    assert second_page.locator("canvas").first.get_attribute("data-epoch") == "0"
