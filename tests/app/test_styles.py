"""The playground's page holds its styles itself; its policy knows them and no other."""

import os
import re
from base64 import b64encode
from hashlib import sha256

import pytest

from app.http.styles import styles_of
from tests.app.client import serving
from tests.app.fake_runner import FakeRunner
from tests.app.test_embed import saved

STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)


@pytest.mark.parametrize("path", ["/", "/e/{}", "/embed/{}"])
def test_page_holds_its_styles_and_its_policy_names_them(path):
    with serving(FakeRunner()) as client:
        answer = client.get(path.format(saved(client)))
    (text,) = STYLE.findall(answer.text)
    digest = b64encode(sha256(text.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"]
    assert f"style-src 'self' 'sha256-{digest}'" in policy.split("; ")
    assert 'rel="stylesheet"' not in answer.text


def test_embedded_page_has_its_own_styles_after_the_others():
    with serving(FakeRunner()) as client:
        (usual,) = STYLE.findall(client.get("/").text)
        (framed,) = STYLE.findall(client.get(f"/embed/{saved(client)}").text)
    assert framed.startswith(usual)
    assert len(framed) > len(usual)


def test_comments_and_indentation_are_left_out(tmp_path):
    (tmp_path / "a.css").write_text("/* why\n */\na {\n  b: c; /* d */\n}\n")
    assert styles_of(tmp_path, "a.css").text == "a {\nb: c;\n}"


def test_changed_sheet_is_read_again(tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text("a { b: c }")
    before = styles_of(tmp_path, "a.css")
    assert styles_of(tmp_path, "a.css") is before
    sheet.write_text("a { b: d }")
    os.utime(sheet, ns=(1, 1))
    assert styles_of(tmp_path, "a.css").digest != before.digest


def test_page_is_small_on_the_wire():
    with serving(FakeRunner()) as client:
        page = client.get("/", headers={"Accept-Encoding": "gzip"})
    assert int(page.headers["content-length"]) < 24_000
