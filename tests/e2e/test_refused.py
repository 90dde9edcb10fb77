"""A server that refuses a page says why, and the page says so with advice."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server, wait_for_picture

pytestmark = pytest.mark.e2e
HOSTILE = "<b>bold</b> <img src=x onerror=document.title='run'> " + "long " * 1000


@pytest.fixture
def strict(monkeypatch, tmp_path):
    """A function that starts a server with settings of its own, which ends with the test."""
    servers = []

    def start(**settings):
        monkeypatch.setenv("PLAYGROUND_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path}/kept.db")
        for name, value in settings.items():
            monkeypatch.setenv(f"PLAYGROUND_{name.upper()}", value)
        servers.append(Server())
        return servers[0]

    yield start
    for server in servers:
        server.stop()


def test_page_of_an_origin_that_is_not_allowed_says_so_and_whom_to_ask(page, strict):
    server = strict(origins='["https://learn.example.org"]')
    page.goto(server.url)
    banner = page.locator(".banner")
    expect(banner).to_contain_text("turned this page away: “this page may not open streams here”.")
    expect(banner).to_contain_text("log tells its operator which setting to change")
    expect(page.get_by_role("button", name="Play", exact=True)).to_have_attribute(
        "title", re.compile("may not open streams")
    )
    # nothing lies in a heap before the first picture
    expect(page.locator(".feature, .heads button").filter(visible=True)).to_have_count(0)


def test_tab_over_its_share_is_told_which_and_what_to_do(page, context, strict):
    server = strict(max_runs_per_session="1")
    context.add_init_script("sessionStorage.setItem('session', 'the same')")
    page.goto(server.url)
    wait_for_picture(page)
    twin = context.new_page()
    twin.goto(server.url)
    banner = twin.locator(".banner")
    expect(banner).to_contain_text("a session has at most 1 runs")
    expect(banner).to_contain_text("close other tabs")


def test_words_of_the_server_are_text_and_cut(page, server):
    answer = {"status": 429, "json": {"detail": HOSTILE}}
    page.route("**/api/runs", lambda route: route.fulfill(**answer))
    page.goto(server.url)
    banner = page.locator(".banner")
    expect(banner).to_contain_text("<b>bold</b> <img src=x")
    expect(banner.locator("b, img")).to_have_count(0)
    assert len(banner.inner_text()) < 400
