"""Nothing lies over anything else: an open neuron, explanations, marks of an axis, names."""

import pytest
from playwright.sync_api import expect

from tests.e2e.test_layout import OVERLAPS, at_width  # noqa: F401 (a fixture)

pytestmark = pytest.mark.e2e
LINE = "#problem=regression&data=sine1d&features=x1&hidden=8tanh"
IRIS = "#problem=multiclass&data=iris&hidden=5tanh"
# Controls, and what is said of them, that lie over one of the others.
COVERED = """(names) => {
  const isSeen = (one) => one.checkVisibility() && one.getClientRects().length;
  const all = [...document.querySelectorAll(names)].filter(isSeen);
  const boxes = all.map((one) => [one, one.getBoundingClientRect()]);
  return boxes.flatMap(([one, a], at) => boxes.slice(at + 1)
    .filter(([other, b]) => !one.contains(other) && !other.contains(one)
      && a.left < b.right - 2 && b.left < a.right - 2 && a.top < b.bottom - 2 && b.top < a.bottom - 2)
    .map(([other]) => `${one.outerHTML.slice(0, 60)} and ${other.outerHTML.slice(0, 60)}`));
}"""  # noqa: E501


@pytest.mark.parametrize("width", [1024, 1180])
def test_open_neuron_is_not_under_the_buttons_beneath_it(at_width, width):  # noqa: F811
    page = at_width(width)
    page.locator("[data-neuron='h1.0']").click()
    page.locator(".number").first.wait_for()
    page.locator("[data-view=lens-button] button").first.wait_for()
    assert page.evaluate(COVERED, ".number input, [data-view=lens-button] button, .key") == []
    page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [390, 820, 1024, 1180])
def test_explanations_of_the_chart_and_of_what_follows_are_apart(at_width, width):  # noqa: F811
    page = at_width(width)
    page.get_by_role("button", name="Help").click()
    page.locator(".chart ~ .options .explanation").first.wait_for()
    parts = "[data-view=chart] .check, [data-view=diagnosis], [data-view=lens-button] button"
    assert page.evaluate(COVERED, parts) == []
    page.keyboard.press("Escape")


@pytest.mark.parametrize("width", [390, 1440])
def test_marks_of_a_line_plot_end_before_the_map(at_width, width):  # noqa: F811
    page = at_width(width, LINE)
    page.locator(".axis.vertical i").first.wait_for()
    assert page.evaluate(OVERLAPS, [".axis.vertical i", "#map"]) == []


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_names_of_classes_are_read_to_their_ends(at_width, width):  # noqa: F811
    page = at_width(width, IRIS)
    expect(page.locator(".class-name")).to_have_count(3)
    cut = "(all) => all.filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.locator(".class-name").evaluate_all(cut) == 0
