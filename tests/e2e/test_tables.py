"""Learning from a table: its columns are the inputs, a plane through its rows is the map."""

import random
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import open_more, wait_for_epoch, wait_for_picture
from tests.e2e.test_own_table import brought, used

pytestmark = pytest.mark.e2e
# What lies over the question, or over what stands above it.
COVERED_FORM = """() => {
  const boxOf = (one) => one.getBoundingClientRect();
  const meet = (a, b) =>
    a.left < b.right && b.left < a.right && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const all = (names) => [...document.querySelectorAll(names)];
  return all(".key, .gradients, .asking form").flatMap((below) => all(".key, .gradients, .notice")
    .filter((one) => one !== below && meet(boxOf(one), boxOf(below))))
    .map((one) => one.className);
}"""


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
    expect(page.get_by_text("Ask the network")).to_be_in_viewport(ratio=1)  # of 1280 by 720
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
    assert playground.evaluate(COVERED_FORM) == []
    form.get_by_label("island").select_option("Dream")
    form.get_by_label("flipper_length_mm").fill("heavy")
    form.get_by_label("flipper_length_mm").press("Enter")
    why = "must be a number, without a comma between thousands; got heavy"
    expect(form.get_by_text(why)).to_be_visible()
    form.get_by_label("flipper_length_mm").fill("")
    form.get_by_label("flipper_length_mm").press("Enter")
    expect(form.get_by_role("status")).to_contain_text(re.compile(r"^body_mass_g \d,\d{3} g"))
    playground.reload()
    wait_for_picture(playground)
    expect(playground.locator(".feature.column")).to_have_text(labels)


def test_columns_of_a_wide_table_are_seen_with_their_whole_names(playground):
    playground.set_viewport_size({"width": 1280, "height": 800})
    dice = random.Random(4)
    names = [f"length {letter}" for letter in "abcdef"]
    rows = [[dice.choice([f"{dice.random():.2f}"] * 6 + [""]) for _ in names] for _ in range(80)]
    lines = [",".join([*row, f"{at}.5"]) for at, row in enumerate(rows)]
    used(brought(playground, "\n".join([",".join([*names, "weight"]), *lines])))
    columns = playground.locator(".feature.column")
    expect(columns).to_have_count(12)
    expect(columns.nth(1)).to_have_text("length a missing")
    expect(columns.last).to_be_visible()  # as soon as the network's picture is laid out anew
    cut = "all => all.filter((one) => one.scrollHeight > one.clientHeight + 1).length"
    assert columns.evaluate_all(cut) == 0
    inside = "(one) => one.scrollHeight - one.clientHeight"
    assert playground.locator(".picture").evaluate(inside) <= 1


@pytest.mark.parametrize(("width", "height"), [(1280, 720), (390, 844), (1440, 900)])
def test_predictions_stand_against_what_is_real_in_units(playground, width, height):
    playground.set_viewport_size({"width": width, "height": height})
    dice = random.Random(3)
    lengths = [dice.uniform(170, 230) for _ in range(200)]
    rows = "".join(f"{one:.1f},{50 * one - 5400 + dice.gauss(0, 90):.0f}\n" for one in lengths)
    used(brought(playground, f"flipper_length_mm,body_mass_g\n{rows}"))
    panel = playground.locator(".predictions")
    if not panel.evaluate("(one) => one.open"):
        panel.get_by_text("Predicted against real").click()
    picture = panel.get_by_role("img", name=re.compile(r"Predicted over real body_mass_g of 200 "))
    expect(picture).to_have_accessible_name(re.compile(r"[\d,.]+ g for training"))
    before = picture.locator(".of-test").get_attribute("d")
    expect(panel.locator("figcaption")).to_contain_text(re.compile(r"training: RMSE [\d,.]+ g"))
    playground.get_by_role("button", name="Step", exact=True).click()
    expect(picture.locator(".of-test")).not_to_have_attribute("d", before)
    assert playground.evaluate("() => document.documentElement.scrollWidth") <= width
    covered = """() => {
      const boxOf = (name) => document.querySelector(name).getBoundingClientRect();
      return boxOf(".key").bottom > boxOf(".predictions").top + 1;
    }"""
    assert width < 900 or not playground.evaluate(covered)


def test_predictions_are_of_numbers_alone(page, server):
    page.goto(f"{server.url}/#problem=multiclass&data=iris")
    wait_for_picture(page)
    expect(page.locator(".asking")).to_be_attached()
    expect(page.locator(".predictions")).to_have_count(0)
