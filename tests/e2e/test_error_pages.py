"""A link that leads nowhere: a page that can be read, and ways on that work."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.e2e

NOWHERE = "/e/11111111111111"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_error_page_is_accessible(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(NOWHERE)
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []


def test_error_page_offers_the_way_back_where_there_is_one(page):
    page.goto("/gallery")
    page.goto(NOWHERE)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("heading", name="Gallery")).to_be_visible()


def test_error_page_has_the_theme_that_the_visitor_chose(page):
    page.goto("/gallery")
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.goto(NOWHERE)
    expect(page.locator("html[data-theme=dark]")).to_be_visible()


def test_error_page_needs_no_script(browser, server):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(server.url + NOWHERE)
        expect(page.get_by_role("button", name="Back")).to_be_hidden()
        page.get_by_role("link", name="Gallery").click()
        assert page.url == f"{server.url}/gallery"
