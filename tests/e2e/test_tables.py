"""Learning from a table: its columns are the inputs, a plane through its rows is the map."""

import random
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import open_more, wait_for_epoch, wait_for_picture
from tests.e2e.test_own_table import brought, used

pytestmark = pytest.mark.e2e


def test_iris_is_learnt_from_its_four_columns(page, server):
    page.goto(server.url)
    wait_for_picture(page)
    page.get_by_role("combobox", name="Problem").select_option("multiclass")
    page.get_by_role("radio", name="Iris").click()
    expect(page.locator(".feature.column")).to_have_count(4)
    expect(page.locator(".feature.column").nth(2)).to_have_text("petal length")
    open_more(page)
    page.get_by_role("combobox", name="Optimizer").select_option("adam")
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 60)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.locator(".confusion").get_by_role("columnheader", name="setosa")).to_be_visible()
    expect(page).to_have_url(re.compile("data=iris"))


def test_table_in_the_address_opens_as_that(page, server):
    page.goto(f"{server.url}/#problem=multiclass&data=iris&hidden=5tanh")
    wait_for_picture(page)
    expect(page.get_by_role("radio", name="Iris")).to_have_attribute("aria-checked", "true")
    expect(page.locator(".feature.column")).to_have_count(4)
    expect(page.locator(".notice")).to_have_count(0)
    page.get_by_role("button", name="feature petal length").click()
    expect(page.get_by_role("heading", name="Feature petal length").first).to_be_visible()


def test_other_points_and_problems_follow_a_table(page, server):
    page.goto(f"{server.url}/#problem=multiclass&data=iris")
    wait_for_picture(page)
    page.get_by_role("radio", name="Blobs").click()
    expect(page.locator(".feature.column")).to_have_count(0)
    page.get_by_role("radio", name="Digits").click()
    expect(page.locator(".feature.column")).to_have_count(64)
    page.get_by_role("combobox", name="Problem").select_option("classification")
    expect(page.get_by_role("radio", name="Circle")).to_have_attribute("aria-checked", "true")
    expect(page.locator(".feature.column")).to_have_count(0)


def test_network_of_words_and_missing_cells_is_asked_in_its_own_units(playground):
    dice = random.Random(2)
    rows = "".join(
        f"{at},{dice.choice(['Biscoe', 'Dream'])},{dice.gauss(190, 5) if at % 9 else 'NA'},"
        f"Penguin the {at}th,{dice.gauss(4200, 300):.0f}\n"
        for at in range(300)
    )
    dialog = brought(playground, f",island,flipper_length_mm,name,body_mass_g\n{rows}")
    expect(dialog.get_by_role("checkbox", name="name")).to_be_disabled()
    expect(dialog.get_by_label("34 missing")).to_have_value("value")
    used(dialog)
    labels = ["island = Biscoe", "island = Dream", "flipper_length_mm", "flipper_length_mm missing"]
    expect(playground.locator(".feature.column")).to_have_text(labels)
    expect(playground.locator(".scale")).to_contain_text(re.compile(r"\d,\d{3} g.*\d,\d{3} g"))
    expect(playground.locator(".figures")).to_contain_text("RMSE g")
    expect(playground.get_by_text("A slice through all inputs")).to_be_visible()
    playground.get_by_text("Ask the network").press("Enter")
    form = playground.locator(".asking")
    form.get_by_label("island").select_option("Dream")
    form.get_by_label("flipper_length_mm").fill("heavy")
    form.get_by_label("flipper_length_mm").press("Enter")
    why = "must be a number, without a comma between thousands; got heavy"
    expect(form.get_by_text(why)).to_be_visible()
    form.get_by_label("flipper_length_mm").fill("")
    form.get_by_label("flipper_length_mm").press("Enter")
    expect(form.get_by_role("status")).to_contain_text(re.compile(r"^\d,\d{3} g"))
    playground.reload()
    wait_for_picture(playground)
    expect(playground.locator(".feature.column")).to_have_text(labels)
