"""What is seen: line plots, class colours and shapes, biases, sizes, and that nothing jumps."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import open_more, wait_for_epoch, wait_for_picture
from tests.e2e.test_layout import PAINTED

pytestmark = pytest.mark.e2e

PHONE = {"width": 390, "height": 844}
LARGE = "#hidden=128tanh,128tanh,128tanh"
SINE = "#problem=regression&data=sine1d&hidden=4tanh"
SMALL_TARGETS = """() => [...document.querySelectorAll("button, select, .check, .field input")]
  .filter((one) => one.checkVisibility() && !one.matches(".neuron, .unseen"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.height < 40 || (one.matches(".small, .check") && box.width < 40))
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.width}x${box.height}`)"""


def open_page(page, server, address="", size=None):
    if size:
        page.set_viewport_size(size)
    page.goto(f"{server.url}/{address}")
    wait_for_picture(page)


@pytest.mark.parametrize("features", ["", "&features=x1"])
def test_points_along_a_line_are_read_off_a_line(page, server, heard, features):
    open_page(page, server, SINE + features)
    page.locator("#map").hover(position={"x": 60, "y": 20})
    expect(page.locator("[data-part=probe]")).to_have_text(re.compile(r"^x₁ −\d\.\d\d → y −?\d"))
    expect(page.locator("[data-part=vertical]")).to_contain_text("1.5")
    page.locator("[data-neuron='h1.1']").hover()
    expect(page.locator("[data-part=vertical]")).to_contain_text("1.5")
    assert heard == []


def test_sine_leaves_x1_alone(playground):
    playground.get_by_label("Problem").select_option("regression")
    playground.get_by_role("radio", name="Sine").click()
    expect(playground.get_by_role("button", name="x₂", exact=True)).to_have_attribute(
        "aria-pressed", "false"
    )
    expect(playground.locator("[data-part=horizontal]")).to_contain_text("x₁")


def test_classes_have_signs_and_their_outputs_have_names(page, server, heard):
    open_page(page, server, "#problem=multiclass")
    expect(page.locator(".classes .sign")).to_have_count(3)
    paths = page.locator(".classes path").evaluate_all("all => all.map((one) => one.outerHTML)")
    assert len(set(paths)) == 3
    assert page.locator(".neuron .class-name").all_inner_texts() == ["0", "1", "2"]
    page.locator("[data-neuron='o.1']").hover()
    expect(page.locator(".bar-of-class")).to_be_visible()
    assert heard == []


def test_several_labels_are_mixed_and_so_says_the_legend(page, server, heard):
    open_page(page, server, "#problem=multilabel")
    expect(page.locator(".classes")).to_contain_text(re.compile("several.*none"))
    expect(page.get_by_role("combobox", name=re.compile("^Show"))).to_contain_text("mixed")
    page.get_by_label("Discretize output").check()
    page.get_by_role("combobox", name=re.compile("^Show")).select_option("1")
    assert heard == []


def test_confusion_matrix_is_seen_without_scrolling(page, server, heard):
    open_page(page, server, "#problem=multiclass", {"width": 1440, "height": 900})
    box = page.locator(".confusion").bounding_box()
    assert box["y"] + box["height"] <= 900
    assert heard == []


def test_bias_is_told_and_opened(playground):
    mark = playground.locator("[data-bias='h1.2']")
    mark.hover(position={"x": 2, "y": 11})
    expect(playground.locator(".tip")).to_have_text(re.compile(r"^bias [+−]\d\.\d\d"))
    mark.click(position={"x": 2, "y": 11})
    expect(playground.locator(".number input").first).to_be_focused()
    expect(playground.locator(".number").first).to_contain_text("bias")


def test_layer_too_long_for_the_screen_says_how_much_more_there_is(page, server, heard):
    open_page(page, server, LARGE)
    more = page.get_by_role("button", name=re.compile(r"\+ \d+ more")).first
    hidden = int(re.search(r"\d+", more.inner_text())[0])
    expect(page.locator("[data-neuron^='h1.']")).to_have_count(128 - hidden)
    more.click()
    expect(page.locator("[data-neuron^='h1.']")).to_have_count(128)
    page.get_by_role("button", name="Show fewer").first.click()
    expect(page.locator("[data-neuron^='h1.']")).to_have_count(128 - hidden)
    assert heard == []


def test_arrow_keys_stay_among_the_neurons_shown(page, server, heard):
    open_page(page, server, LARGE)
    page.wait_for_load_state("networkidle")  # what comes late takes space from the network
    last = page.locator("[data-neuron^='h1.']").last
    last.focus()
    page.keyboard.press("ArrowDown")
    expect(last).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-neuron^='h2.']").last).to_be_focused()
    assert heard == []


def test_everything_on_a_phone_is_large_enough_for_a_finger(page, server, heard):
    open_page(page, server, "", PHONE)
    page.locator("[data-neuron='h1.0']").click()
    page.locator(".numbers").wait_for()
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.locator(".numbers").evaluate("one => one.scrollHeight <= one.clientHeight")
    assert heard == []


@pytest.mark.parametrize("problem", ["classification", "multiclass", "multilabel"])
def test_no_chosen_option_is_cut(page, server, heard, problem):
    open_page(page, server, f"#problem={problem}", PHONE)
    open_more(page)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate(PAINTED)
        for control in ("stepButton", "loss", "problem", "activation"):
            select = page.locator(f"[data-control={control}] select")
            assert select.evaluate(
                """(one) => {
                  const copy = one.cloneNode(true);
                  copy.setAttribute("class", "measured");
                  copy.replaceChildren(new Option(one.selectedOptions[0].text));
                  one.after(copy);
                  Object.assign(copy.style, { width: "auto", position: "absolute" });
                  const fits = copy.offsetWidth <= one.offsetWidth;
                  copy.remove();
                  return fits;
                }"""
            ), f"{control} at {width} pixels"
    assert heard == []


def test_banner_moves_nothing(page, server, heard):
    open_page(page, server, "#problem=regression&hidden=8linear,8linear&rate=10&optimizer=momentum")
    before = page.locator("#map").bounding_box()
    page.get_by_role("button", name="Play", exact=True).click()
    page.get_by_role("alert").filter(has_text="diverged").wait_for()
    assert page.locator("#map").bounding_box() == before
    assert heard == []


@pytest.mark.parametrize("width", [390, 1280])
def test_beginning_of_the_training_moves_nothing(page, server, width):
    open_page(page, server, size={"width": width, "height": 800})
    before = page.locator("#map").bounding_box()
    page.get_by_role("button", name="Step", exact=True).click()
    expect(page.locator("[data-view=timeline] .value")).to_have_text("epoch 1 of 1")
    assert page.locator("#map").bounding_box() == before


def test_settings_stay_in_place_while_one_is_changed(page, server):
    open_page(page, server, size={"width": 1280, "height": 800})
    open_more(page)
    choice = page.get_by_role("combobox", name="Initial weights")
    before = choice.bounding_box()["x"]
    choice.select_option("zeros")
    expect(page.locator(".unusual")).to_have_text("initial weights: Zeros")
    assert choice.bounding_box()["x"] == before


def test_chart_keeps_its_height_whatever_its_numbers(playground):
    legend = playground.locator(".u-legend")
    before = legend.bounding_box()["height"]
    legend.locator(".u-value").evaluate_all("all => all.map((one) => (one.textContent = '1.5e−4'))")
    assert legend.bounding_box()["height"] == before


def test_pictures_of_the_data_follow_the_theme(playground):
    picture = "document.querySelector('.thumbnail canvas').toDataURL()"
    before = playground.evaluate(picture)
    playground.get_by_role("button", name="Switch between light and dark").click()
    playground.wait_for_function(f"before => {picture} !== before", arg=before)


@pytest.mark.parametrize("address", [LARGE, SINE, "#problem=multilabel"])
def test_these_pictures_have_no_accessibility_violation(page, server, heard, address):
    open_page(page, server, address)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 3)
    page.get_by_role("button", name="Pause", exact=True).click()
    page.get_by_role("button", name="Play", exact=True).wait_for()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(PAINTED)
        violations = Axe().run(page).response["violations"]
        assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == [], scheme
    assert heard == []
