"""Addresses as QR codes: what a phone needs to find one, and no more than that."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock
from xml.etree import ElementTree

import numpy as np
import pytest

from app.routers import qr
from tests.app.client import serving

LINK = "https://learn.example.org/e/abcdefghijklmn"
FINDER = ["1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111"]


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def asked(client, text):
    return client.get("/api/qr.svg", params={"text": text})


def modules(svg):
    """Return the dark modules as an array of 0 and 1, the quiet zone included."""
    root = ElementTree.fromstring(svg)
    side = int(root.get("viewBox").split()[2])
    grid, x, y = np.zeros((side, side), int), 0.0, 0.0
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]*)", root[1].get("d")):
        values = [float(number) for number in numbers.split()]
        if kind == "h":
            grid[int(y), int(x) : int(x + values[0])] = 1
        x, y = (values[0], values[1]) if kind == "M" else (x + values[0], y + [*values, 0.0][1])
    return grid


def test_code_is_black_on_white_whatever_the_theme(client):
    root = ElementTree.fromstring(asked(client, LINK).content)
    assert root[0].get("fill") in ("#fff", "#ffffff")
    assert root[1].get("stroke") in ("#000", "#000000")


def test_code_has_its_three_corners_and_four_modules_of_quiet(client):
    grid = modules(asked(client, LINK).content)
    inner = grid[4:-4, 4:-4]
    assert inner.sum() == grid.sum()
    corners = (inner[:7, :7], inner[:7, -7:], inner[-7:, :7])
    for corner in corners:
        assert ["".join(map(str, row)) for row in corner] == FINDER


def test_picture_stands_alone_and_is_kept_by_the_browser_that_asked(client):
    answer = asked(client, LINK)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.content.startswith(b"<svg ")
    assert answer.headers["cache-control"].startswith("private, max-age=")


@pytest.mark.parametrize("text", ["", "x" * 601, "caf\u00e9", "a\nb", "\x00", "\U0001f600" * 600])
def test_what_is_no_address_is_refused(client, text):
    assert asked(client, text).status_code == 422


def test_longest_text_still_fits(client):
    assert asked(client, "".join(chr(33 + i % 90) for i in range(600))).status_code == 200


def test_markup_in_the_text_is_not_in_the_picture(client):
    assert b"script" not in asked(client, "<script>alert(1)</script>").content


def test_one_code_is_drawn_at_a_time(client, monkeypatch):
    drawing, twice = Lock(), Event()

    def draw(_):
        if not drawing.acquire(blocking=False):
            twice.set()
            return b""
        twice.wait(0.05)  # as long as another takes to begin
        drawing.release()
        return b""

    monkeypatch.setattr(qr, "qr_svg", draw)
    with ThreadPoolExecutor(4) as several:
        list(several.map(lambda at: asked(client, str(at)), range(8)))
    assert not twice.is_set()


def test_where_many_codes_wait_another_is_refused(client, monkeypatch):
    monkeypatch.setattr(qr._drawing, "_most", 0)
    assert asked(client, LINK).json()["code"] == "busy"
