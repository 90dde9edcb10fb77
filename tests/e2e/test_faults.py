import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import Server, epoch, wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e


def test_page_that_goes_offline_says_so_and_comes_back_where_it_was(page, server):
    page.goto(server.url)
    wait_for_picture(page)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 10)
    page.context.set_offline(True)
    expect(page.locator(".banner")).to_contain_text("cannot be reached")
    stood = epoch(page)
    page.context.set_offline(False)
    wait_for_epoch(page, stood + 10)
    expect(page.locator(".banner")).to_have_count(0)


def test_server_that_is_restarted_finds_its_viewers_again(page):
    server = Server()
    try:
        page.goto(server.url)
        wait_for_picture(page)
        server.stop()
        expect(page.locator(".banner")).to_contain_text("The last picture stays")
        server.start()
        expect(page.locator(".notices")).to_contain_text("begins again", timeout=20_000)
        page.get_by_role("button", name="Play", exact=True).click()
        wait_for_epoch(page, 5)
    finally:
        server.stop()
