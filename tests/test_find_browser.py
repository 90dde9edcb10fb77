"""Tests in a browser that is not there are left out aloud, and are missed where all must run."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "scripts/find-browser"


def looked_for(name, path, **environment):
    return subprocess.run(
        [SCRIPT, name],
        env={"PATH": str(path), **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.skipif(sys.platform == "darwin", reason="there, browsers are not found by PATH alone")
@pytest.mark.parametrize(
    ("name", "package"),
    [("chromium", "chromium"), ("headless", "chromium"), ("firefox", "firefox-esr")],
)
def test_browser_that_is_missing_is_missed(tmp_path, name, package):
    found = looked_for(name, tmp_path)
    assert (found.returncode, found.stdout) == (0, "")
    assert f"there is no {package}, so the tests in it are LEFT OUT" in found.stderr
    assert looked_for(name, tmp_path, CI="true").returncode == 1


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_browser_that_is_there_is_named(tmp_path, name):
    (tmp_path / name).touch(0o755)
    assert looked_for(name, tmp_path).stdout == f"{tmp_path / name}\n"


def test_headless_chromium_goes_before_one_with_windows_which_does_as_well(tmp_path):
    for name in ("chromium", "chromium-headless-shell"):
        (tmp_path / name).touch(0o755)
        assert looked_for("headless", tmp_path).stdout == f"{tmp_path / name}\n"


def test_webkit_may_be_missing_even_where_all_must_run(tmp_path):
    found = looked_for("webkit", tmp_path, CI="true")
    assert (found.returncode, found.stdout) == (0, "")
    assert "there is no webkit2gtk-driver xvfb, so the tests in it are LEFT OUT" in found.stderr


def test_webkit_is_named_where_it_has_a_screen(tmp_path):
    (tmp_path / "WebKitWebDriver").touch(0o755)
    assert looked_for("webkit", tmp_path).stdout == ""
    (tmp_path / "Xvfb").touch(0o755)
    assert looked_for("webkit", tmp_path).stdout == f"{tmp_path / 'WebKitWebDriver'}\n"


def test_other_browsers_are_not_looked_for(tmp_path):
    assert "chromium|headless|firefox|webkit; got 'lynx'" in looked_for("lynx", tmp_path).stderr
