"""Going back along a run, on from there and beside it, and back to earlier runs."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import epoch, open_more, wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e
EPOCHS = 30


@pytest.fixture
def trained(page, server):
    """A page whose run has gone some way and stands."""
    page.goto(server.url)
    wait_for_picture(page)
    for _ in range(EPOCHS):
        page.keyboard.press("ArrowRight")
    wait_for_epoch(page, EPOCHS)
    return page


def slider(page):
    return page.get_by_role("slider", name="Time line")


def figure(page, name):
    return page.locator(f"[data-figure={name}]").inner_text()


def test_time_line_shows_an_earlier_epoch_and_comes_back(trained):
    latest, loss = epoch(trained), figure(trained, "loss")
    slider(trained).fill("10")
    expect(slider(trained)).to_have_attribute("aria-valuetext", re.compile("^epoch 10 of"))
    wait_for_epoch(trained, 10)
    assert float(figure(trained, "loss")) > float(loss)
    slider(trained).fill(str(latest))
    expect(trained.locator("[data-figure=loss]")).to_have_text(loss)


def test_keys_move_along_the_time_line(trained):
    slider(trained).focus()
    slider(trained).press("Home")
    expect(slider(trained)).to_have_attribute("aria-valuetext", re.compile("^epoch 0 of"))
    slider(trained).press("ArrowRight")
    expect(slider(trained)).to_have_attribute("aria-valuetext", re.compile("^epoch 1 of"))


def test_play_goes_on_from_an_earlier_epoch_and_forgets_the_later_ones(trained):
    slider(trained).fill("10")
    expect(trained.locator(".note")).to_contain_text("Play goes on from here")
    expect(slider(trained)).to_have_attribute("aria-valuetext", re.compile("^epoch 10 of"))
    trained.get_by_role("button", name="Step", exact=True).click()
    expect(slider(trained)).to_have_attribute("aria-valuetext", "epoch 11 of 11")


def test_fork_is_another_run_and_the_first_can_be_opened_again(trained):
    latest = epoch(trained)
    slider(trained).fill("20")
    expect(slider(trained)).to_have_attribute("aria-valuetext", re.compile("^epoch 20 of"))
    trained.get_by_role("button", name="Fork here").click()
    expect(slider(trained)).to_have_attribute("aria-valuetext", "epoch 20 of 20")
    trained.locator(".attempts summary").click()
    rows = trained.locator(".attempts table").get_by_role("row")
    expect(rows.filter(has_text="(now)")).to_contain_text("from epoch 20 of run 1")
    trained.get_by_role("button", name="Open run 1").click()
    expect(slider(trained)).to_have_attribute("aria-valuetext", f"epoch 20 of {latest}")
    expect(rows.filter(has_text="(now)")).to_contain_text("the first")
    expect(rows.filter(has_text="Open")).to_contain_text("from epoch 20 of run 1")


def test_earlier_runs_say_what_changed_and_come_back_as_they_stood(trained):
    latest, loss = epoch(trained), figure(trained, "loss")
    open_more(trained)
    trained.get_by_role("combobox", name="Optimizer").select_option("adam")
    trained.keyboard.press("Escape")
    trained.locator(".attempts summary").click()
    table = trained.locator(".attempts table")
    expect(table.get_by_role("row", name=re.compile("now"))).to_contain_text("optimizer adam")
    expect(table.get_by_role("row", name=re.compile("^1"))).to_contain_text("the first")
    trained.get_by_role("button", name="Open run 1").click()
    wait_for_epoch(trained, latest)
    expect(trained.locator("[data-figure=loss]")).to_have_text(loss)
    open_more(trained)
    expect(trained.get_by_role("combobox", name="Optimizer")).to_have_value("sgd")


def test_earlier_run_is_called_as_somebody_names_it(trained):
    open_more(trained)
    trained.get_by_role("combobox", name="Optimizer").select_option("adam")
    trained.keyboard.press("Escape")
    trained.locator(".attempts summary").click()
    trained.get_by_label("Name of run 1").fill("plain descent")
    trained.keyboard.press("Enter")
    trained.get_by_role("checkbox", name="Show run 1 in the chart").check()
    expect(trained.locator(".u-legend")).to_contain_text("Test loss, plain descent")
    trained.get_by_role("button", name="Open run 1").click()
    expect(trained.get_by_label("Name of run 1")).to_have_value("plain descent")
    trained.set_viewport_size({"width": 390, "height": 844})
    assert trained.evaluate("() => document.documentElement.scrollWidth") == 390
