"""A page that stays open while its server is renewed says so once; a reload brings the new one."""

import shutil

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import ROOT, Server, wait_for_picture

pytestmark = pytest.mark.e2e

LINKED = "app", "engine", "templates"  # as they are compiled


@pytest.fixture
def home(tmp_path):
    """The playground's own files, of which those for browsers may be changed."""
    for part in LINKED:
        (tmp_path / part).symlink_to(ROOT / part)
    shutil.copytree(ROOT / "static", tmp_path / "static")
    return tmp_path


@pytest.fixture
def renewable(home):
    server = Server(home)
    yield server
    server.stop()


def restart(server, page):
    server.stop()
    expect(page.locator(".banner")).to_contain_text("cannot be reached")
    server.start()
    expect(page.locator(".banner")).to_have_count(0)


def renew(home):
    with (home / "static/css/base.css").open("a") as file:
        file.write("\nbody { --renewed: 1 }\n")


def is_renewed(page):
    return page.evaluate("getComputedStyle(document.body).getPropertyValue('--renewed')") == "1"


def test_renewed_server_has_the_page_offer_a_reload_once(page, renewable, home):
    page.goto(f"{renewable.url}/#seed=7")
    wait_for_picture(page)
    offer = page.locator(".notice", has_text="newer version of this page")
    restart(renewable, page)
    expect(offer).to_have_count(0)
    renew(home)
    restart(renewable, page)
    expect(offer).to_have_count(1)
    offer.get_by_role("button", name="Dismiss").click()
    restart(renewable, page)
    expect(offer).to_have_count(0)


def test_reload_that_was_offered_brings_the_new_page_and_keeps_the_experiment(
    page, renewable, home
):
    page.goto(f"{renewable.url}/#hidden=3relu")
    wait_for_picture(page)
    renew(home)
    restart(renewable, page)
    assert not is_renewed(page)
    page.get_by_role("button", name="Reload").click()
    page.wait_for_function("() => getComputedStyle(document.body).getPropertyValue('--renewed')")
    wait_for_picture(page)
    expect(page).to_have_url(f"{renewable.url}/#hidden=3relu")
    expect(page.locator(".notice")).to_have_count(0)
