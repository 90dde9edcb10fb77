"""The lens on the perceptron's rule, and the rule as a setting, in a browser."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import open_more
from tests.e2e.test_layout import CUT, PAINTED, SIZES, SMALL_TEXT
from tests.e2e.test_overlaps import COVERED
from tests.e2e.test_share import link

pytestmark = pytest.mark.e2e

LENS = "#rule=perceptron&lens=perceptron"
PROJECTOR = {"width": 1920, "height": 1080}


def wait_for_lens(page):
    page.locator("#map[aria-label*=loss]").wait_for()
    page.locator(".perceptron [data-count=updates]").wait_for()
    page.locator(".perceptron .orders").wait_for()


def lens(page):
    return page.get_by_role("region", name="Lens: Perceptron")


def count(page, name):
    return page.locator(f".perceptron [data-count={name}]")


def gate(page, name):
    lens(page).get_by_role("button", name=name, exact=True).click()
    expect(page).to_have_url(re.compile("points="))
    expect(count(page, "pocket")).to_contain_text("of 18")


def step(page, unit):
    page.get_by_label("A step is").select_option(unit)
    page.get_by_role("button", name="Step", exact=True).click()


def test_update_is_written_with_its_numbers_and_drawn_beside_and_on_the_map(opened):
    page = opened()
    gate(page, "AND")
    expect(lens(page)).to_contain_text("The example that comes next: 1 of 18")
    marks = page.locator(".of-rule")
    expect(marks.locator("circle.mark")).to_have_count(1)
    expect(marks.locator("path.mark")).to_have_count(0)  # weights of 0 have no line
    step(page, "sample")
    expect(lens(page)).to_contain_text("The example just met: 1 of 18")
    expect(count(page, "updates")).to_have_text("1")
    expect(count(page, "score")).to_have_text("0")
    expect(lens(page)).to_contain_text("The point lies on the line, which counts as a mistake")
    rows = page.locator(".perceptron .moves tbody tr")
    numbers = [row.locator("td").all_inner_texts() for row in rows.all()]
    assert [before for before, _, _ in numbers] == ["0", "0", "0"]
    assert sorted(after.replace("−", "-") for _, _, after in numbers[:2]) in (
        ["-3", "-3"], ["-3", "3"], ["3", "3"],
    )  # fmt: skip
    drawing = lens(page).get_by_role("img", name=re.compile("add up to the new weights"))
    expect(drawing).to_be_visible()
    expect(drawing.locator(".push")).to_have_count(1)
    step(page, "epoch")
    for kind in (".line", ".vector", ".pocket"):
        expect(marks.locator(f"path.mark{kind}")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(marks).to_have_count(0)


def test_rule_comes_to_rest_within_the_bound_that_is_told(opened):
    page = opened()
    gate(page, "OR")
    expect(lens(page)).to_contain_text("(R/γ)²")
    expect(lens(page).locator("[data-part=orders]")).to_contain_text("until the rule comes to rest")
    page.get_by_label("A step is").select_option("epoch")
    for epoch in range(1, 9):
        page.get_by_role("button", name="Step", exact=True).click()
        expect(page.locator("[data-epoch]")).to_have_attribute("data-epoch", str(epoch))
    expect(count(page, "mistakes")).to_have_text("0")
    expect(count(page, "pocket")).to_have_text("18 of 18 right")
    expect(lens(page)).to_contain_text("of at most")


def test_cycle_on_exclusive_or_is_proven_and_a_hidden_layer_leads_out(opened):
    page = opened()
    gate(page, "XOR")
    expect(lens(page)).to_contain_text("No weights get every training point right")
    step(page, "epoch")
    step(page, "epoch")
    step(page, "epoch")
    expect(lens(page)).to_contain_text("the weights are the same as at update")
    lens(page).get_by_role("button", name="Add a hidden layer").click()
    expect(page.locator("[data-neuron='h1.3']")).to_be_visible()
    expect(page).not_to_have_url(re.compile("rule=perceptron"))
    expect(lens(page)).to_contain_text("This run learns by gradients.")


def test_logistic_regression_stands_beside_the_rule_on_request(opened):
    page = opened()
    gate(page, "AND")
    lens(page).get_by_label("Logistic regression beside it").check()
    expect(lens(page)).to_contain_text("Logistic regression gets 18 of 18 right")
    expect(page.locator(".of-rule .mark.half")).to_have_count(1)
    expect(page.locator(".of-rule .mark.tenth")).to_have_count(2)
    lens(page).get_by_label("Logistic regression beside it").uncheck()
    expect(page.locator(".of-rule .mark.half")).to_have_count(0)


def test_rule_is_chosen_under_more_and_said_in_words(playground):
    open_more(playground)
    rule = playground.get_by_role("combobox", name=re.compile("^Rule"))
    expect(rule).to_have_value("gradient")
    expect(playground.locator(".more-settings")).to_contain_text("takes the hidden layers away")
    rule.select_option("perceptron")
    expect(playground).to_have_url(re.compile("#rule=perceptron$"))
    expect(playground.locator(".unusual")).to_have_text("Perceptron")
    expect(playground.get_by_role("combobox", name=re.compile("^Optimizer"))).to_have_count(0)
    rule.select_option("gradient")
    expect(playground).to_have_url(re.compile("#hidden=none$"))


def test_problem_that_the_rule_does_not_fit_offers_gradients_alone(playground):
    playground.get_by_role("combobox", name=re.compile("^Problem")).select_option("regression")
    open_more(playground)
    rule = playground.get_by_role("combobox", name=re.compile("^Rule"))
    expect(rule.locator("option")).to_have_count(1)
    expect(playground.locator(".more-settings")).to_contain_text("is for two or several classes")


def test_control_that_the_rule_holds_says_why_and_stays(opened):
    page = opened(width=1920, height=1080)
    page.get_by_role("combobox", name=re.compile("^Batch size")).select_option("10")
    expect(page.locator(".notices")).to_contain_text("perceptron needs training.batch_size 1")
    expect(page.get_by_role("combobox", name=re.compile("^Batch size"))).to_have_value("1")
    page.get_by_role("button", name="Add a hidden layer").first.click()
    expect(page.locator(".notices")).to_contain_text("needs a network without hidden layers")
    expect(page).to_have_url(re.compile(f"{LENS}$"))


def test_outputs_of_several_classes_are_looked_at_one_by_one(opened):
    page = opened("/#problem=multiclass&rule=perceptron&lens=perceptron")
    step(page, "sample")
    chosen = lens(page).get_by_role("combobox", name="Output")
    expect(chosen.locator("option")).to_have_count(3)
    expect(count(page, "updates")).to_have_text("3")
    chosen.select_option("2")
    expect(chosen).to_have_value("2")
    expect(lens(page)).to_contain_text("the sum of (R/γ)² over the classes")


def test_watcher_sees_the_numbers_and_has_no_points_to_choose(opened, context):
    page = opened()
    page.get_by_role("button", name="Share").click()
    viewer = context.new_page()
    viewer.goto(link(page, "To watch this run live"))
    wait_for_lens(viewer)
    expect(lens(viewer).get_by_role("button", name="XOR")).to_have_count(0)


def test_nothing_of_the_lens_is_cut_or_too_small(opened):
    page = opened(f"/{LENS}", 390, SIZES[390])
    buttons = "[data-view=chart] .check, [data-view=lens-button] button"
    for width in (390, 768, 820, 1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        page.evaluate(PAINTED)
        where = f"at {width} pixels"
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width, where
        assert page.evaluate(CUT) == [], where
        assert page.evaluate(SMALL_TEXT, 12) == [], where
        assert page.evaluate(COVERED, buttons) == [], where


def test_letters_of_the_lens_in_the_big_picture_have_24_pixels_at_least(opened):
    page = opened(f"/?big=1{LENS}", **PROJECTOR)
    assert page.evaluate(SMALL_TEXT, 24) == []


def test_lens_has_no_accessibility_violation(opened):
    page = opened()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(PAINTED)
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == [], scheme


def test_lab_opens_the_lens_with_clouds_that_a_line_parts(opened):
    page = opened("/labs/perceptron")
    expect(page.locator("[data-view=about]")).to_contain_text("learning from mistakes")
    expect(lens(page)).to_contain_text("So no order of the points")
