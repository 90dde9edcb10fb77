"""The logic lab: circuits are built with the pointer and with keys, and live in the address."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.test_layout import CUT, PAINTED, SMALL_TEXT

pytestmark = pytest.mark.e2e

XOR = "goal=xor&circuit=n1,or,A,B_n2,nand,A,B_n3,and,n1,n2_out,n3"
ADDER = (
    "goal=half-adder&circuit=n1,part-xor,A,B_n2,and,A,B_out,n2,n1.out"
    "&part=xor_n1,or,A,B_n2,nand,A,B_n3,and,n1,n2_out,n3"
)


@pytest.fixture
def lab(page, server, heard):
    """A function that opens the lab at a fragment; at the end nothing was complained about."""

    def go(fragment="", width=1280, height=800):
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{server.url}/labs/logic#{fragment}")
        page.locator(".truth tbody tr").first.wait_for()
        return page

    yield go
    assert heard == []


def dot(page, wire):
    return page.locator(f"[data-wire='{wire}']")


def box(page, name):
    return page.locator(f"[data-hears='{name}']")


def column(page, name):
    return page.locator(f".truth td.{name}").all_text_contents()


def test_neuron_is_made_and_wired_and_weighed_with_keys_alone(lab):
    page = lab()
    page.get_by_role("button", name="Add Neuron").press("Enter")
    dot(page, "A").press("Enter")
    expect(page.get_by_role("status").filter(has_text="A wire from A")).to_be_visible()
    box(page, "n1").press("Enter")
    dot(page, "n1").press("Space")
    box(page, "out").press("Space")
    expect(page.locator(".verdict")).to_have_text("0 of 2 rows are right.")
    weight = page.get_by_label("Weight of A")
    weight.fill("0.1")
    weight.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("multiple of 0.25 from −20 to 20")
    expect(weight).to_have_attribute("aria-invalid", "true")
    weight.fill("-1")
    weight.press("Tab")
    page.get_by_label("Threshold").fill("0")
    page.get_by_label("Threshold").press("Tab")
    expect(page.locator(".verdict")).to_have_text("Solved: NOT.")
    assert column(page, "is") == ["1", "0"]
    expect(page).to_have_url(re.compile(r"#circuit=n1,own,0,-1,A_out,n1$"))
    page.get_by_role("switch", name="Input A: 0").press("Enter")
    expect(box(page, "out")).to_have_attribute("aria-label", re.compile("now 0$"))
    box(page, "n1").press("Delete")
    expect(box(page, "n1")).to_have_count(0)
    page.go_back()
    expect(page.locator(".verdict")).to_have_text("Solved: NOT.")


def test_solved_circuit_wired_with_the_pointer_is_a_part_of_the_next(lab):
    page = lab("goal=xor")
    for hint in ("Hint", "Another hint"):
        page.get_by_role("button", name=hint, exact=True).click()
    expect(page.locator(".given")).to_have_count(2)
    for kind in ("OR", "NAND", "AND"):
        page.get_by_role("button", name=f"Add {kind}", exact=True).click()
    for wire, target in [("A", "n1"), ("B", "n1"), ("A", "n2"), ("B", "n2"), ("n1", "n3")]:
        dot(page, wire).click()
        box(page, target).click()
    dot(page, "n2").drag_to(box(page, "n3"))
    dot(page, "n3").click()
    box(page, "n1").click()
    expect(page.locator(".said")).to_contain_text("close the loop n1 → n3 → n1")
    dot(page, "n3").drag_to(box(page, "out"))
    expect(page.locator(".verdict")).to_have_text("Solved: XOR.")
    page.get_by_role("button", name="Use it as a part").click()
    page.get_by_role("button", name="Next goal: Half adder").click()
    page.get_by_role("button", name="Add XOR", exact=True).click()
    page.locator(".editor").get_by_label("Input A").select_option("A")
    page.locator(".editor").get_by_label("Input B").select_option("B")
    dot(page, "n1.out").drag_to(box(page, "sum"))
    page.get_by_role("button", name="Add AND", exact=True).click()
    for wire in ("A", "B"):
        page.get_by_label("Listen to one more").select_option(wire)
    dot(page, "n2").drag_to(box(page, "carry"))
    expect(page.locator(".verdict")).to_have_text("Solved: Half adder.")
    page.reload()
    expect(page.locator(".verdict")).to_have_text("Solved: Half adder.")
    assert page.url.endswith(f"#{ADDER}")


def test_row_of_the_table_sets_the_switches_and_the_table_opens_as_points_to_learn(lab):
    page = lab(XOR)
    page.get_by_role("button", name="Set the inputs to 10").click()
    expect(page.get_by_role("switch", name="Input A: 1")).to_be_checked()
    expect(box(page, "out")).to_have_attribute("aria-label", re.compile("now 1$"))
    expect(page).to_have_url(re.compile("&on=10$"))
    page.get_by_role("link", name="Let a network learn it").click()
    expect(page.locator("[data-view=about]")).to_contain_text("The truth table of XOR as points")
    page.locator("#map[aria-label*=loss]").wait_for()
    expect(page).to_have_url(re.compile("points="))


def test_wrong_address_is_told_in_sentences_and_what_fits_is_shown(lab):
    page = lab("goal=%3Cb%3E&circuit=n1,own,1,0.3,A_n2,own,1,1,A&on=7&x=1")
    told = page.get_by_role("alert")
    expect(told).to_contain_text("goal=<b> was left out: must be one of not, and, or")
    expect(told).to_contain_text("multiples of 0.25")
    expect(told).to_contain_text("One more fault")
    expect(box(page, "n2")).to_be_visible()
    told.get_by_role("button", name="Close").click()
    expect(told).to_have_count(0)
    expect(page).to_have_url(re.compile(r"#circuit=n2,own,1,1,A_out,$"))


def test_nothing_of_the_lab_is_cut_or_out_of_the_window(lab):
    page = lab(ADDER)
    for width in (390, 820, 1280, 1920):
        page.set_viewport_size({"width": width, "height": 844 if width < 500 else 800})
        page.evaluate(PAINTED)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width
        assert page.evaluate(CUT) == [], width
        assert page.evaluate(SMALL_TEXT, 12) == [], width
        inner = page.locator(".board-place").evaluate("(e) => e.scrollWidth - e.clientWidth")
        assert inner == 0, width


def test_lab_has_no_accessibility_violation(lab):
    page = lab(ADDER)
    box(page, "n2").press("Enter")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # and no transition
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == [], scheme
