"""Points of one's own, drawn on the map by mouse, finger and keys; kept by the address."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import let_changes_be_apart, wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
OWN = re.compile(r"points=[\w-]{8,}")


def start_empty(page):
    page.get_by_role("button", name="Start empty").click()
    expect(page.get_by_role("group", name="Drawing tools")).to_be_visible()


def choose(page, name):
    page.get_by_role("group", name="Drawing tools").get_by_text(name, exact=True).click()


def at(page, x1, x2):
    box = page.locator("#map").bounding_box()
    return box["x"] + box["width"] * (x1 + 6) / 12, box["y"] + box["height"] * (6 - x2) / 12


def stroke(page, *places):
    first, *rest = [at(page, *place) for place in places]
    page.mouse.move(*first)
    page.mouse.down()
    for place in rest:
        page.mouse.move(*place, steps=5)
    page.mouse.up()


def press(page, *keys):
    for key in keys:
        page.locator("#map").press(key)


def count(page):
    return page.locator(".drawing .count")


def loss(page):
    return float(page.locator("[data-figure=loss]").inner_text())


def paint_two_classes(page):
    start_empty(page)
    spray_two_classes(page)


def spray_two_classes(page):
    choose(page, "Spray")
    stroke(page, (-3, 3), (-1, 3))
    choose(page, "−1")
    stroke(page, (3, -3), (1, -3))


def test_two_classes_are_painted_on_an_empty_map_and_learned(playground):
    paint_two_classes(playground)
    expect(count(playground)).to_have_text(re.compile(r"points:\s+−1: \d{2}\s+\+1: \d{2}"))
    expect(playground.get_by_role("radio", name="Your points")).to_be_checked()
    expect(playground).to_have_url(OWN)
    playground.get_by_role("button", name="Done").click()
    before = loss(playground)
    playground.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(playground, 60)
    assert loss(playground) < before / 2


def test_drawing_goes_on_from_the_points_shown_and_the_test_data_it_then_shows_are_told_of(
    playground,
):
    playground.get_by_role("button", name="Draw points").click()
    expect(count(playground)).to_have_text(re.compile(r"^500 points"))
    expect(playground.get_by_label("Show test data")).not_to_be_checked()
    stroke(playground, (5.5, 5.5))
    expect(count(playground)).to_have_text(re.compile(r"^501 points"))
    told = playground.get_by_text("50 % of the points test; “Show test data” is on")
    expect(told).to_be_visible()
    expect(playground.get_by_label("Show test data")).to_be_checked()


def test_strokes_and_clearing_are_undone_one_by_one_and_the_eraser_takes_what_it_goes_over(
    playground,
):
    start_empty(playground)
    for x1 in (-2, 0, 2):
        stroke(playground, (x1, 1))
    for left in ("2 points", "1 point:", "0 points"):
        playground.get_by_role("button", name="Undo stroke").click()
        expect(count(playground)).to_contain_text(left)
    expect(playground.get_by_role("button", name="Undo stroke")).to_be_disabled()
    spray_two_classes(playground)
    drawn = count(playground).inner_text()
    playground.get_by_role("button", name="Clear").click()
    expect(count(playground)).to_have_text("0 points")
    playground.get_by_role("button", name="Undo stroke").click()
    expect(count(playground)).to_have_text(re.compile(drawn.split(":")[0]))
    choose(playground, "Eraser")
    playground.get_by_label("Radius").fill("2")
    stroke(playground, (4, -3), (0, -3))
    expect(count(playground)).not_to_contain_text("−1")
    expect(count(playground)).to_contain_text("+1")
    expect(playground.locator(".drawing")).to_contain_text("All points are of one class")


def test_finger_paints_instead_of_scrolling(browser, server):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(server.url)
    wait_for_picture(page)
    start_empty(page)
    assert page.locator("#map").evaluate("it => getComputedStyle(it).touchAction") == "none"
    page.touchscreen.tap(*at(page, -2, 2))
    page.locator(".chip", has_text="−1").tap()
    page.touchscreen.tap(*at(page, 2, -2))
    expect(count(page)).to_have_text(re.compile(r"^2 points:\s+−1: 1\s+\+1: 1"))
    context.close()


def test_finger_drags_a_line_of_points_while_the_page_stands_still(browser, server):
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(server.url)
    page.locator("[data-view=chart] canvas").wait_for()  # after which nothing moves by itself
    start_empty(page)
    scrolled = page.evaluate("scrollY")
    touch = context.new_cdp_session(page)
    for kind, places in (("Start", [(0, 4)]), ("Move", [(0, 0)]), ("Move", [(0, -4)]), ("End", [])):
        points = [dict(zip("xy", at(page, *place), strict=True)) for place in places]
        touch.send("Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": points})
    expect(count(page)).to_have_text(re.compile(r"^2\d points"))
    assert page.evaluate("scrollY") == scrolled
    context.close()


def test_keys_alone_draw_and_erase(playground):
    button = playground.get_by_role("button", name="Start empty")
    button.focus()
    button.press("Enter")
    surface = playground.get_by_role("application")
    expect(surface).to_be_focused()
    expect(playground.locator(".keys-told")).to_be_in_viewport(ratio=1)
    playground.evaluate("() => addEventListener('keydown', ({ key }) => (window.leaked = key))")
    press(playground, "ArrowRight", "ArrowUp", "Enter", *["ArrowLeft"] * 4, "Enter")
    told = playground.locator(".drawing .unseen[role=status]")
    expect(told).to_have_text("Painted at x₁ −0.75, x₂ 0.25: 2 points")
    expect(playground).to_have_url(OWN)
    playground.keyboard.press("Delete")
    expect(told).to_have_text("Erased the point at x₁ −0.75, x₂ 0.25: 1 point")
    expect(playground.locator(".brush path")).to_have_attribute("d", "M-6 -0.25H6M-0.75 -6V6")
    playground.keyboard.press("Escape")
    expect(playground.get_by_role("button", name="Draw points")).to_be_focused()
    assert playground.evaluate("() => window.leaked") is None  # → would have trained a step


def test_reload_brings_the_drawing_back_and_so_does_back_from_a_data_set(playground):
    paint_two_classes(playground)
    drawn = re.match(r"\d+ points", count(playground).inner_text())[0]
    expect(playground).to_have_url(OWN)
    let_changes_be_apart(playground)
    playground.get_by_role("radio", name="Spiral").click()
    expect(playground.get_by_role("group", name="Drawing tools")).to_have_count(0)
    expect(playground.get_by_role("radio", name="Your points")).to_have_count(0)
    playground.go_back()
    expect(playground.get_by_role("radio", name="Your points")).to_be_checked()
    playground.reload()
    wait_for_picture(playground)
    expect(playground.get_by_role("radio", name="Your points")).to_be_checked()
    expect(playground.locator("[data-view=data]")).to_contain_text(f"{drawn} drawn by hand")


def test_three_classes_are_painted(page, server, heard):
    page.goto(f"{server.url}/#problem=multiclass")
    wait_for_picture(page)
    start_empty(page)
    expect(page.get_by_text("after two points")).to_be_visible()
    for k in range(3):
        choose(page, str(k))
        stroke(page, (4 * k - 4, 0), (4 * k - 4, 3))
    expect(count(page)).to_have_text(re.compile(r"0: \d+\s+1: \d+\s+2: \d+"))
    expect(page).to_have_url(OWN)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 20)
    assert heard == []
    page.get_by_role("button", name="+ class").click()
    expect(page.get_by_role("radio", name="3")).to_be_checked()
    stroke(page, (4, 4), (4, 4))
    expect(count(page)).to_contain_text("3: 1")
    expect(page).to_have_url(re.compile("classes=4"))


def test_two_signs_become_classes_when_a_third_one_is_wanted(playground):
    paint_two_classes(playground)
    expect(playground.get_by_text("after two points")).to_have_count(0)
    expect(count(playground)).to_have_text(re.compile(r"−1: \d{2}\s+\+1: \d{2}"))
    playground.get_by_role("button", name="+ class").click()
    expect(playground.get_by_role("radio", name="2", exact=True)).to_be_checked()
    expect(playground.get_by_role("combobox", name="Problem")).to_have_value("multiclass")
    stroke(playground, (4, 4), (4, 5))
    expect(count(playground)).to_have_text(re.compile(r"0: \d{2}\s+1: \d{2}\s+2: \d+"))


def test_several_labels_are_painted_at_once(page, server, heard):
    page.goto(f"{server.url}/#problem=multilabel")
    wait_for_picture(page)
    start_empty(page)
    choose(page, "2")
    stroke(page, (-4, 0), (4, 0))
    expect(count(page)).to_have_text(re.compile(r"(\d+) points:\s+0: \1\s+2: \1"))
    expect(page).to_have_url(OWN)
    assert heard == []


def test_height_over_a_line_is_the_value(page, server, heard):
    page.goto(f"{server.url}/#problem=regression&data=sine1d&features=x1")
    wait_for_picture(page)
    start_empty(page)
    expect(page.locator(".drawing")).to_contain_text("The height on the map is the value.")
    stroke(page, (-4, -2), (4, 2))
    expect(page).to_have_url(OWN)
    expect(page.locator("[data-part=vertical]")).to_contain_text("1.5")
    assert heard == []


def test_one_point_is_too_few_and_is_kept(playground):
    start_empty(playground)
    stroke(playground, (1, 1))
    expect(playground.locator(".drawing")).to_contain_text("at least 2 points: draw 1 more")
    expect(playground).not_to_have_url(OWN)
    playground.get_by_role("button", name="Done").click()
    expect(playground.locator(".notices")).to_contain_text("it is kept")
    playground.get_by_role("button", name="Draw points").click()
    expect(count(playground)).to_contain_text("1 point:")


def test_refused_drawing_says_why_and_is_kept_to_be_mended(page, server, heard):
    page.goto(f"{server.url}/#features=x1,1/(x1-0.25)")
    wait_for_picture(page)
    start_empty(page)
    press(page, "Enter", "ArrowRight", "Enter")
    alert = page.locator(".drawing [role=alert]")
    expect(alert).to_contain_text("The server does not take this drawing: features.1")
    expect(count(page)).to_contain_text("2 points")
    press(page, "Delete", "ArrowRight", "Enter")
    expect(alert).to_be_empty()
    expect(page.get_by_role("radio", name="Your points")).to_be_checked()
    assert heard == []


def test_most_points_are_learned_from_and_survive_a_reload_without_the_address(playground):
    start_empty(playground)
    choose(playground, "Spray")
    playground.get_by_label("Points at once").fill("30")
    playground.get_by_label("Radius").fill("0.2")
    for x2 in (-2, 2):
        stroke(playground, (-5, x2), (5, x2))
    said = playground.locator(".drawing .hint[role=status]")
    expect(said).to_contain_text("5,000 points are the most: erase some to draw others.")
    expect(said).to_contain_text("make a short link (Share)")
    playground.get_by_label("A step is").select_option("batch")
    playground.get_by_role("button", name="Step", exact=True).click()
    expect(playground.locator(".position")).to_have_text("+ 10 of 2500")  # the server has them
    expect(playground).to_have_url(re.compile("points=more"))
    playground.reload()
    wait_for_picture(playground)
    expect(playground.locator("[data-view=data]")).to_contain_text("5000 points drawn by hand")


@pytest.mark.parametrize("problem", ["classification", "multilabel", "regression"])
def test_tools_have_no_accessibility_violation(page, server, heard, problem):
    page.goto(f"{server.url}/#problem={problem}")
    wait_for_picture(page)
    start_empty(page)
    choose(page, "Spray")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # and no transition
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == [], scheme
    assert heard == []
