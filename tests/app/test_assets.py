"""Pages are known by what they are made of."""

import pytest

from app.http.assets import build_name
from tests.app.client import created, serving


@pytest.fixture
def home(tmp_path):
    for name in ("static/js/main.js", "static/css/base.css", "templates/base.html"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("old")
    return tmp_path


@pytest.mark.parametrize("name", ["static/js/main.js", "templates/base.html", "static/new.css"])
def test_any_other_file_makes_another_build(home, name):
    before = build_name(home)
    assert build_name(home) == before
    (home / name).write_text("new")
    assert build_name(home) != before


def test_same_bytes_under_another_name_are_another_build(home):
    before = build_name(home)
    (home / "static/js/main.js").rename(home / "static/js/other.js")
    assert build_name(home) != before


def test_page_and_snapshot_tell_the_same_build():
    with serving() as client:
        stream = created(client)["stream_url"]
        with client.websocket_connect(stream) as socket:
            socket.send_json({"type": "hello"})
            build = socket.receive_json()["build"]
        assert f'data-build="{build}"' in client.get("/").text
