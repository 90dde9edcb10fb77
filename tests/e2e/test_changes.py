"""What becomes of a run that is changed: whether it plays on, and what it still knows."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import epoch, wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e


def button(page, name):
    return page.get_by_role("button", name=name, exact=True)


def play(page, epochs=5):
    button(page, "Play").click()
    wait_for_epoch(page, epochs)


def wait_for_restart(page, before):
    script = "(before) => Number(document.querySelector('[data-epoch]')?.dataset.epoch) < before"
    page.wait_for_function(script, arg=before)


def test_another_data_set_is_learned_while_it_plays(playground):
    play(playground, 60)
    playground.get_by_role("radio", name="Spiral").click()
    wait_for_restart(playground, 60)
    wait_for_epoch(playground, 60)
    expect(button(playground, "Pause")).to_be_visible()


def left_at(page, epochs):
    """Train, pause, and return what the page shows of the network."""
    play(page, epochs)
    button(page, "Pause").click()
    expect(button(page, "Play")).to_be_visible()
    page.locator("[data-part=announcement]", has_text=re.compile("^paused")).wait_for(
        state="attached"
    )
    where = page.evaluate("`${location.origin}/api/runs/${history.state.run.id}`")
    stands = page.request.get(where).json()["epoch"]  # its last frame may be under way
    page.wait_for_function(f"document.querySelector('[data-epoch]')?.dataset.epoch === '{stands}'")
    return shown(page)


def shown(page):
    wait_for_picture(page)
    return epoch(page), page.locator(".figures").inner_text()


def test_reload_comes_back_to_the_run_where_it_stood(playground):
    before = left_at(playground, 30)
    playground.reload()
    assert shown(playground) == before


def test_back_from_the_gallery_finds_a_run_that_plays_on(playground):
    play(playground, 30)
    playground.get_by_role("link", name="Gallery").click()
    expect(playground).to_have_url(re.compile("gallery$"))
    playground.go_back()
    wait_for_epoch(playground, 31)
    expect(button(playground, "Pause")).to_be_visible()


def test_run_that_is_gone_begins_anew_with_the_experiment_of_the_address(playground):
    playground.get_by_role("radio", name="Spiral").click()
    left_at(playground, 30)
    run = playground.evaluate("history.state.run")
    headers = {"Authorization": f"Bearer {run['control_token']}"}
    playground.goto(playground.url.split("#")[0] + "gallery")
    playground.request.delete(
        f"{playground.url.removesuffix('gallery')}api/runs/{run['id']}", headers=headers
    )
    playground.go_back()
    assert shown(playground)[0] == 0
    expect(playground.get_by_role("radio", name="Spiral")).to_be_checked()
    expect(playground.locator(".notice")).to_have_count(0)


def test_address_counts_where_the_run_has_learned_something_else_since(playground):
    playground.get_by_role("radio", name="Spiral").click()
    expect(playground).to_have_url(re.compile("data=spiral"))
    playground.goto(playground.url.split("#")[0] + "gallery")
    playground.evaluate("history.go(-2)")
    wait_for_picture(playground)
    expect(playground.get_by_role("radio", name="Circle")).to_be_checked()


@pytest.mark.parametrize(
    "change",
    [
        lambda page: button(page, "Add a neuron to hidden layer 1").click(),
        lambda page: button(page, "Remove a neuron from hidden layer 1").click(),
        lambda page: button(page, "Add a hidden layer").click(),
        lambda page: button(page, "x₁²").click(),
        lambda page: page.get_by_role("combobox", name="Activation", exact=True).select_option(
            "relu"
        ),
    ],
    ids=["neuron", "fewer neurons", "layer", "feature", "activation"],
)
def test_changed_network_goes_on_from_the_epoch_where_it_stood(playground, change):
    stood, _ = left_at(playground, 30)
    address = playground.url
    change(playground)
    expect(playground).not_to_have_url(address)
    playground.keyboard.press("ArrowRight")
    wait_for_epoch(playground, stood + 1)
    assert epoch(playground) == stood + 1


def test_new_feature_changes_nothing_until_it_is_trained(playground):
    _, figures = left_at(playground, 30)
    button(playground, "x₁²").click()
    expect(playground).to_have_url(re.compile("features="))
    expect(playground.locator(".figures")).to_have_text(figures, use_inner_text=True)
    expect(playground.locator('[data-neuron="x1_squared"]')).to_be_visible()


def test_network_learns_from_a_stroke_that_is_not_over_yet(playground):
    playground.get_by_role("button", name="Draw points").click()
    playground.get_by_text("Spray", exact=True).click()
    play(playground, 30)
    box = playground.locator("#map").bounding_box()
    before = playground.url
    playground.mouse.move(box["x"] + 20, box["y"] + 20)
    playground.mouse.down()
    playground.mouse.move(box["x"] + 120, box["y"] + 20, steps=10)
    expect(playground).not_to_have_url(before)
    stood = epoch(playground)
    assert stood >= 30
    wait_for_epoch(playground, stood + 10)
    playground.mouse.up()
    expect(button(playground, "Pause")).to_be_visible()


def test_back_to_an_earlier_network_keeps_what_was_learned(playground):
    address = playground.url
    stood, _ = left_at(playground, 30)
    button(playground, "Add a neuron to hidden layer 1").click()
    expect(playground).not_to_have_url(address)
    playground.go_back()
    expect(playground.locator(".units").first).to_have_text("4")
    playground.keyboard.press("ArrowRight")
    wait_for_epoch(playground, stood + 1)


def test_change_is_undone_with_what_was_learned_and_redone_by_keys(playground):
    before = left_at(playground, 30)
    button(playground, "Add a neuron to hidden layer 1").click()
    expect(playground.locator(".units").first).to_have_text("5")
    playground.keyboard.press("Control+z")
    expect(playground.locator(".units").first).to_have_text("4")
    expect(playground.locator(".figures")).to_have_text(before[1], use_inner_text=True)
    assert epoch(playground) == before[0]
    playground.keyboard.press("Control+Shift+Z")
    expect(playground.locator(".units").first).to_have_text("5")


def test_buttons_bring_back_what_a_reset_threw_away(playground):
    before = left_at(playground, 30)
    undo, redo = (
        playground.locator(f"[data-control=undoButton] [aria-label={name}]")
        for name in ("Undo", "Redo")
    )
    button(playground, "Reset").click()
    expect(playground.locator("[data-epoch='0']")).to_be_attached()
    undo.click()
    expect(playground.locator(".figures")).to_have_text(before[1], use_inner_text=True)
    redo.click()
    expect(playground.locator("[data-epoch='0']")).to_be_attached()


def test_undo_in_a_field_is_the_fields_own(playground):
    left_at(playground, 5)
    button(playground, "Add a neuron to hidden layer 1").click()
    expect(playground.locator(".units").first).to_have_text("5")
    button(playground, "layer 1, neuron 1").click()
    bias = playground.get_by_role("textbox", name="bias", exact=True)
    bias.press("7")
    bias.press("Control+z")
    expect(playground.locator(".units").first).to_have_text("5")
