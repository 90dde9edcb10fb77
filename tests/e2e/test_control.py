"""A person who gave the link to steer away takes control back from all who had it, at once."""

import pytest
from playwright.sync_api import expect

from tests.e2e.test_share import link, play

pytestmark = pytest.mark.e2e
WATCHING = "document.body.classList.contains('watching')"


@pytest.fixture
def helper(playground, browser):
    """Somebody else's browser, which steers the run by the link that its owner gave away."""
    playground.get_by_role("button", name="Share").click()
    address = link(playground, "To steer it too")
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    play(page)
    expect(playground.locator("[data-control=playButton]")).to_have_attribute("aria-label", "Pause")
    yield page
    context.close()


def take_back(playground):
    playground.get_by_role("button", name="Take back control").click()
    expect(playground.get_by_role("dialog")).to_contain_text("Control is yours alone again")


def test_page_of_a_former_steerer_becomes_one_that_watches(playground, helper):
    take_back(playground)
    buttons = helper.locator(".steering .buttons")
    expect(buttons).to_have_js_property("inert", True)
    expect(helper.get_by_text("taken back control")).to_be_visible()


def test_owner_goes_on_steering(playground, helper):
    take_back(playground)
    playground.get_by_role("button", name="Close", exact=True).click()
    playground.get_by_role("button", name="Pause").click()
    expect(helper.get_by_role("button", name="Play", exact=True)).to_be_visible()
    assert not playground.evaluate(WATCHING)


def test_owner_steers_after_a_reconnect_too(playground, helper, heard):
    take_back(playground)
    playground.get_by_role("button", name="Close", exact=True).click()
    playground.context.set_offline(True)
    expect(playground.get_by_text("cannot be reached")).to_be_visible()
    playground.context.set_offline(False)
    expect(playground.get_by_text("cannot be reached")).to_be_hidden()
    heard.clear()  # of the browser's own complaints while it was offline
    playground.get_by_role("button", name="Pause").click()
    expect(helper.get_by_role("button", name="Play", exact=True)).to_be_visible()


def test_link_to_steer_is_a_new_one_and_the_old_only_watches(playground, helper):
    old = helper.url
    take_back(playground)
    new = playground.get_by_role("textbox", name="To steer it too").input_value()
    assert new.split("#")[0] == old.split("#")[0]
    helper.goto("about:blank")
    helper.goto(new)
    expect(helper.locator(".steering .buttons")).to_have_js_property("inert", False)
    helper.goto("about:blank")
    helper.goto(old)
    expect(helper.locator(".steering .buttons")).to_have_js_property("inert", True)


def test_who_was_given_the_link_is_not_offered_to_take_control(helper):
    helper.get_by_role("button", name="Share").click()
    helper.get_by_text("This run, live").click()
    expect(helper.get_by_role("textbox", name="To watch this run live")).to_be_visible()
    expect(helper.get_by_role("button", name="Take back control")).to_have_count(0)


def test_page_that_made_the_run_watches_too_once_somebody_else_has_the_only_secret(playground):
    playground.get_by_role("button", name="Share").click()
    address, _, secret = link(playground, "To steer it too").partition("#")
    playground.get_by_role("button", name="Close", exact=True).click()
    answer = playground.request.post(
        f"{address.replace('/r/', '/api/runs/')}/control",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert answer.ok
    expect(playground.locator(".steering .buttons")).to_have_js_property("inert", True)
