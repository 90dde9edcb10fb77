"""What stands on the page itself: captions, a legend, buttons of two widths, each with its name."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture
from tests.e2e.test_layout import (
    EIGHT,
    OVERLAPS,
    PAINTED,
    SIZES,
    TEN,
    at_width,  # noqa: F401 (a fixture)
    box,
)

pytestmark = pytest.mark.e2e
# The catalog of a server that has not the rows of a table.
WITHOUT_HOUSES = """
  const { parse } = JSON;
  JSON.parse = (...given) => {
    const value = parse(...given);
    for (const one of value?.datasets ?? [])
      if (one.label.includes("ouse")) one.missing = "Put the rows somewhere";
    return value;
  };
"""


@pytest.mark.parametrize("width", [820, 1440])
def test_captions_and_legend_stand_on_the_page_itself(at_width, width):  # noqa: F811
    page = at_width(width)
    for words in ("What is to be learned?", "What is seen?", "What does it answer?"):
        expect(page.get_by_text(words, exact=True)).to_be_visible()
    legend = page.locator(".key")
    for words in ("weight above 0", "the thicker, the stronger", "bias: the larger"):
        expect(legend).to_contain_text(words)
    expect(legend).to_be_visible()


def test_buttons_of_the_data_are_as_wide_as_their_column_or_half_of_it(at_width):  # noqa: F811
    page = at_width(1440)
    column = box(page, ".data")["width"]
    widths = page.locator(".data button.plain").evaluate_all(
        "(all) => all.map((one) => one.getBoundingClientRect().width)"
    )
    assert len(widths) == 4
    assert {round(column / width) for width in widths} == {1, 2}
    assert all(min(abs(width - column), abs(width - column / 2)) <= 6 for width in widths)


@pytest.mark.parametrize("width", [390, 820, 1280, 1920])
def test_nothing_lies_over_the_legend_of_the_chart(at_width, width):  # noqa: F811
    page = at_width(width)
    legend = page.locator(".chart .u-legend")
    legend.evaluate("(legend) => legend.scrollIntoView({ block: 'center' })")
    on_top = """(legend) => [...legend.querySelectorAll(".u-series")].every((one) => {
      const { left, top, width, height } = one.getBoundingClientRect();
      return !width || legend.contains(document.elementFromPoint(left + width / 2, top + height / 2));
    })"""  # noqa: E501
    assert legend.evaluate(on_top)


@pytest.mark.parametrize("address", ["", EIGHT, TEN])
def test_no_two_buttons_have_the_same_name(at_width, address):  # noqa: F811
    names = (
        at_width(1440, address)
        .get_by_role("button")
        .evaluate_all("(all) => all.map((one) => one.ariaLabel ?? one.textContent.trim())")
    )
    assert sorted(names) == sorted(set(names))


def test_table_that_is_not_on_the_server_is_not_offered_and_its_remedy_is_told(page, server, heard):
    page.add_init_script(WITHOUT_HOUSES)
    page.goto(f"{server.url}/#problem=regression")
    wait_for_picture(page)
    expect(page.get_by_role("radio", name="ouse")).to_have_count(0)
    expect(page.get_by_text("Put the rows somewhere")).to_be_visible()
    assert heard == []


@pytest.mark.parametrize("width", [844, 932])
def test_phone_on_its_side_shows_the_whole_map_and_no_bar_over_it(browser, server, width):
    phone = {"viewport": {"width": width, "height": 390}, "has_touch": True, "is_mobile": True}
    with browser.new_context(**phone) as context:
        page = context.new_page()
        page.goto(server.url)
        wait_for_picture(page)
        assert box(page, "#map")["height"] <= 390
        page.locator("#map").evaluate("(map) => map.scrollIntoView({ block: 'end' })")
        seen = """(map) => {
          const { left, top, right, bottom } = map.getBoundingClientRect();
          return [[left + 2, top + 2], [right - 2, bottom - 2]].every(([x, y]) =>
            document.elementFromPoint(x, y) === map);
        }"""
        assert page.locator("#map").evaluate(seen)


@pytest.mark.parametrize("address", ["", TEN])
def test_epochs_and_losses_of_a_trained_run_are_read_to_their_ends(page, server, heard, address):
    page.goto(f"{server.url}/{address}")
    wait_for_picture(page)
    page.locator(".uplot").wait_for()
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 100)
    page.get_by_role("button", name="Pause", exact=True).click()
    for width, height in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(PAINTED)
        for part in ("[data-view=timeline] .name", ".u-series"):
            assert page.evaluate(OVERLAPS, [part, ""]) == [], f"{part} at {width}"
    assert heard == []
