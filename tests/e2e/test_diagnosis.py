"""What the page says of a network that does not learn, and the buttons that mend it."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture

pytestmark = pytest.mark.e2e


@pytest.fixture
def opened(page, server, heard):
    def opened(fragment):
        page.goto(f"{server.url}/#{fragment}")
        wait_for_picture(page)
        return page

    yield opened
    assert heard == []


def play_until(page, code):
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator(f"[data-finding={code}]")).to_be_visible()
    page.get_by_role("button", name="Pause", exact=True).click()


def test_equal_neurons_are_told_before_play_and_mended_by_the_button(opened):
    page = opened("init=zeros")
    finding = page.locator("[data-finding=equal_units]")
    expect(finding).to_contain_text("All 4 neurons of layer 1 are the same")
    finding.get_by_role("button", name="Start from random weights").click()
    expect(finding).to_have_count(0)
    assert "init=glorot_uniform" in page.url


def test_dead_neurons_are_marked_and_named(opened):
    page = opened("hidden=4relu,2relu&rate=10")
    play_until(page, "dead_units")
    dead = page.locator(".neuron.dead")
    expect(dead).not_to_have_count(0)
    assert dead.first.get_attribute("aria-label").endswith(", dead")


def test_network_that_learns_brings_no_finding(opened):
    page = opened("epochs=20")
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.locator("[data-view=messages]")).to_contain_text("Finished")
    page.get_by_text("Gradients by layer").click()
    expect(page.locator(".gradients tbody tr")).to_have_count(3)
    expect(page.locator(".finding")).to_have_count(0)


def test_best_epoch_of_an_overfitted_network_is_one_press_away(opened):
    page = opened("data=gauss&noise=0.5&samples=40&hidden=8,8,8&rate=0.1&speed=20")
    play_until(page, "overfitting")
    page.get_by_role("button", name="Go back to epoch").click()
    expect(page.locator("[data-finding=overfitting]")).to_have_count(0)


def test_phone_shows_the_gist_of_an_advice_until_somebody_reads_on(page, server, heard):
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}/#init=zeros")
    finding = page.locator("[data-finding=equal_units]")
    whole = finding.get_by_text("They must start from different weights")
    gist = finding.get_by_text("All 4 neurons of layer 1 are the same.", exact=True)
    expect(gist).to_be_visible()
    expect(whole).to_be_hidden()
    assert finding.bounding_box()["height"] <= 100
    read_on = finding.get_by_role("button", name="Read on")
    read_on.press("Enter")
    expect(read_on).to_have_attribute("aria-expanded", "true")
    expect(whole).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(read_on).to_be_hidden()
    expect(whole).to_be_visible()
    assert heard == []


def test_findings_leave_the_network_its_height_in_a_low_window(page, server, heard):
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{server.url}/#hidden=4relu,2relu&rate=10")
    play_until(page, "saturated_output")
    expect(page.locator(".finding")).to_have_count(2)
    assert page.locator(".stage").bounding_box()["height"] >= 200
    assert page.locator("[data-neuron='h1.0']").bounding_box()["width"] >= 20
    assert heard == []
