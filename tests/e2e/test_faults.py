import re

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


def test_run_goes_on_where_it_was_after_a_restart_of_the_server(page):
    server = Server()
    try:
        page.goto(server.url)
        wait_for_picture(page)
        page.get_by_role("button", name="Play", exact=True).click()
        wait_for_epoch(page, 20)
        server.stop()
        expect(page.locator(".banner")).to_contain_text("The last picture stays")
        server.start()
        expect(page.locator(".notices")).to_contain_text("stands where it was")
        expect(page.locator(".banner")).to_have_count(0)
        assert epoch(page) >= 20
        page.get_by_role("button", name="Play", exact=True).click()
        wait_for_epoch(page, epoch(page) + 20)
    finally:
        server.stop()


def test_setting_changed_while_the_server_is_away_takes_effect_afterwards(page, server):
    page.goto(server.url)
    wait_for_picture(page)
    page.context.set_offline(True)
    expect(page.locator(".banner")).to_contain_text("cannot be reached")
    page.get_by_role("combobox", name="Activation", exact=False).first.select_option("relu")
    page.context.set_offline(False)
    expect(page.locator(".banner")).to_have_count(0)
    expect(page.get_by_role("combobox", name="Activation", exact=False).first).to_have_value("relu")
    expect(page).to_have_url(re.compile("hidden=4relu,2relu"))


def test_buttons_are_held_while_the_server_is_away_and_one_banner_says_so(page, server):
    page.goto(server.url)
    wait_for_picture(page)
    page.context.set_offline(True)
    for name in ("Play", "Step", "Reset"):
        button = page.get_by_role("button", name=name, exact=True)
        expect(button).to_have_attribute("aria-disabled", "true")
        expect(button).to_have_attribute("title", re.compile("cannot be reached"))
        button.click(force=True)
    for key in (" ", "ArrowRight", "r"):
        page.keyboard.press(key)
    expect(page.locator(".banner, .notice")).to_have_count(1)
    assert epoch(page) == 0


def test_buttons_work_again_when_the_server_is_back(page, server):
    page.goto(server.url)
    wait_for_picture(page)
    page.context.set_offline(True)
    expect(page.locator(".banner")).to_contain_text("cannot be reached")
    page.context.set_offline(False)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 3)


def test_watched_run_that_has_ended_is_not_said_to_come_back(page, server, context):
    page.goto(server.url)
    wait_for_picture(page)
    page.get_by_role("button", name="Share").click()
    watch = page.get_by_label(re.compile("To watch this run live")).first.input_value()
    steer = page.get_by_label(re.compile("To steer it too")).first.input_value()
    watcher = context.new_page()
    watcher.goto(watch)
    wait_for_picture(watcher)
    run, token = watch.rsplit("/", 1)[1], steer.rsplit("#", 1)[1]
    bearer = {"Authorization": f"Bearer {token}"}
    assert page.request.delete(f"{server.url}/api/runs/{run}", headers=bearer).status == 204
    expect(watcher.locator(".banner")).to_contain_text("has ended")
    expect(watcher.locator(".banner")).to_have_count(1)


@pytest.mark.parametrize("part", ["workers/painter.js", "views/chart.js", "uPlot.min.css"])
def test_part_that_could_not_be_fetched_is_fetched_when_the_server_is_back(page, server, part):
    page.route(f"**/{part}", lambda route: route.abort(), times=1)
    page.goto(server.url)
    wait_for_picture(page)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 3)
    expect(page.locator(".chart canvas")).to_be_visible()
    expect(page.locator(".banner, .notice")).to_have_count(0)
