"""The README shows the page as it is, in both themes: its script takes the pictures anew."""

import json
import struct

import pytest

from scripts.screenshot import EXPERIMENT, PICTURES, ROOT, SEEN, SIZE, seen_on, take_pictures
from tests.e2e.conftest import wait_for_picture

pytestmark = pytest.mark.e2e

BEGUN = 0.7  # test loss: above it the network has learned nothing
ADRIFT = 24  # pixels: fonts differ from machine to machine
RETAKE = "the README's pictures are out of date: run scripts/screenshot.py"


def size(picture):
    return struct.unpack(">II", picture.read_bytes()[16:24])


def test_pictures_of_the_readme_show_the_page_as_it_is(page, server, heard):
    page.set_viewport_size(SIZE)
    page.goto(f"{server.url}/{EXPERIMENT}")
    wait_for_picture(page)
    page.locator(".uplot").wait_for()
    now, then = seen_on(page), json.loads(SEEN.read_text())
    assert now["names"] == then["names"], RETAKE
    for part, box in then["boxes"].items():
        assert now["boxes"][part] == pytest.approx(box, abs=ADRIFT), f"{part}: {RETAKE}"
    assert heard == []


def test_script_takes_a_picture_of_each_theme(page, server, tmp_path):
    take_pictures(page, server.url, tmp_path, test_loss=BEGUN)
    light, dark = (tmp_path / name for name in PICTURES.values())
    assert size(light) == size(dark) == tuple(SIZE.values())
    assert light.read_bytes() != dark.read_bytes()


@pytest.mark.parametrize("name", PICTURES.values())
def test_readme_names_the_picture_of_each_theme(name):
    assert f"docs/{name}" in (ROOT / "README.md").read_text()
    assert size(ROOT / "docs" / name) == tuple(SIZE.values())
