"""Formulas as features, typed by a person: added, trained with, shared by the address, removed."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e

FIELD = "Formula in x1 and x2"
RADIUS = "#features=x1,sqrt(x1^2%2Bx2^2)"
REFUSED = "console: Failed to load resource: the server responded with a status of 422"


def add(page, formula):
    page.get_by_role("button", name="Add a feature of your own").click()
    page.get_by_label(FIELD).fill(formula)
    page.get_by_role("dialog").get_by_role("button", name="Add").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def tile(page, formula):
    return page.locator(f'.neuron[data-neuron="{formula}"]')


def remove(page, label):
    page.get_by_role("button", name=f"Remove the feature {label}").click()


def test_formula_is_added_trained_with_found_again_and_removed(playground):
    page = playground
    add(page, " max(x1, x2) ")
    expect(tile(page, "max(x1,x2)")).to_have_accessible_name("feature max(x₁, x₂)")
    page.get_by_role("button", name="Step", exact=True).click()
    wait_for_epoch(page, 1)
    expect(page).to_have_url(re.compile(r"features=x1,x2,max%28x1,x2%29"))
    page.reload()
    wait_for_picture(page)
    expect(tile(page, "max(x1,x2)")).to_be_visible()
    remove(page, "max(x₁, x₂)")
    expect(tile(page, "max(x1,x2)")).to_have_count(0)
    expect(page.get_by_role("button", name="Add a feature of your own")).to_be_focused()
    expect(page).not_to_have_url(re.compile("features"))


def test_map_is_shown_while_the_formula_is_typed(playground):
    playground.get_by_role("button", name="Add a feature of your own").click()
    playground.get_by_label(FIELD).press_sequentially("x1^3")
    dialog = playground.get_by_role("dialog")
    expect(dialog.get_by_role("status")).to_have_text("x₁³ goes from −216 to 216 over the plane.")
    shades = dialog.locator("canvas").evaluate(
        "(it) => [...it.getContext('2d').getImageData(0, 20, 40, 1).data]"
    )
    assert (shades[:3], shades[-4:-1]) == ([240, 130, 30], [10, 117, 179])  # the theme's ends
    playground.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(playground).not_to_have_url(re.compile("features"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_dialog_is_for_everybody(page, server, heard, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(f"{server.url}/{RADIUS}")
    wait_for_picture(page)
    page.get_by_role("button", name="√(x₁² + x₂²): change").press("Enter")
    expect(page.get_by_label(FIELD)).to_be_focused()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("goes from 0 to 8.49")
    violations = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="√(x₁² + x₂²): change")).to_be_focused()
    assert heard == []


def test_wrong_formula_is_told_with_the_character_marked(page, server, heard):
    page.goto(server.url)
    wait_for_picture(page)
    page.get_by_role("button", name="Add a feature of your own").click()
    page.get_by_label(FIELD).fill("x1 + y")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("'y' at character 6")
    expect(page.locator(".fault mark")).to_have_text("y")
    page.get_by_label(FIELD).fill("x1^2")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("features=x1,x2,x1_squared"))
    assert [fault for fault in heard if not fault.startswith(REFUSED)] == []


def test_formula_is_changed_and_removed_in_its_dialog(page, server, heard):
    page.goto(server.url + RADIUS)
    wait_for_picture(page)
    page.get_by_role("button", name="√(x₁² + x₂²): change").click()
    page.get_by_label(FIELD).fill("x1/2.5")
    page.get_by_role("dialog").get_by_role("button", name="Change").click()
    expect(tile(page, "x1/2.5")).to_be_visible()
    tile(page, "x1/2.5").click()
    expect(page.get_by_label("Inspector: feature x₁/2.5")).to_contain_text("x1/2.5")
    page.get_by_role("button", name="x₁/2.5: change").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(page).to_have_url(re.compile(r"features=x1$"))
    assert heard == []


def test_feature_that_is_there_already_is_not_added_twice(page, server, heard):
    page.goto(server.url + RADIUS)
    wait_for_picture(page)
    page.get_by_role("button", name="Add a feature of your own").click()
    page.get_by_label(FIELD).fill("sqrt( x1^2 + x2^2 )")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("already")
    assert heard == []


@pytest.mark.parametrize(
    ("fragment", "why"),
    [
        ("features=x1,log(x1),x1%2By", "log(x1) is not finite at x1 = -6"),
        ("data=gauss&noise=0.5&features=x1,sqrt(6-x1)", "It goes on without sqrt(6-x1)"),
    ],
)
def test_address_with_a_formula_that_does_not_fit_opens_without_it(
    page, server, heard, fragment, why
):
    page.goto(f"{server.url}/#{fragment}")
    wait_for_picture(page)
    expect(page.locator(".notices")).to_contain_text(why)
    expect(page).to_have_url(re.compile(r"features=x1$"))
    assert [fault for fault in heard if not fault.startswith(REFUSED)] == []


def test_noise_that_takes_points_where_a_formula_has_no_value_is_refused(page, server, heard):
    page.goto(f"{server.url}/#data=gauss&features=x1,sqrt(6-x1)")
    wait_for_picture(page)
    page.get_by_role("slider", name=re.compile("^Noise")).fill("0.5")
    expect(page.locator(".notices")).to_contain_text("sqrt(6-x1) is not finite at x1 = 6.")
    expect(page).not_to_have_url(re.compile("noise"))
    assert heard == []


def test_teacher_hides_own_features(page, server, heard):
    page.goto(f"{server.url}/{RADIUS}&hide=ownFeatures")
    wait_for_picture(page)
    expect(page.get_by_role("button", name="Add a feature of your own")).to_be_hidden()
    expect(page.get_by_role("button", name="Remove the feature")).to_be_hidden()
    assert heard == []
