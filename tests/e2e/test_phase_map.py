"""A phase map in the browser: walked over by keys, zoomed in by keys, mouse and finger."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.test_studies import wait_for_end

pytestmark = pytest.mark.e2e
MAP = "phase?epochs=20&target=0.3&along=rate&up=units#data=circle&hidden=2"


def states(page):
    """Return what has become of the trials of a page's map: by rate and neurons, and the losses."""
    found = page.request.get(f"{page.url.replace('/studies', '/api/studies')}/trials?count=2304")
    return {(row[1], row[2]): (row[-2], row[3:5]) for row in found.json()["rows"]}


def edge_of(cells):
    """Return the first column after which, among the largest networks, another state begins."""
    rates = sorted({rate for rate, _ in cells})
    top = [cells[rate, 8][0] for rate in rates]
    return next(at for at in range(len(rates) - 1) if top[at] != top[at + 1]), rates


def test_pupil_walks_over_a_map_by_keys_zooms_in_to_its_edge_and_opens_a_cell(page, server, heard):
    page.goto(f"{server.url}/{MAP}")
    page.get_by_role("button", name="Draw the map").click()
    page.wait_for_url(re.compile("/studies/"))
    wait_for_end(page)
    wide, first = states(page), page.url
    edge, rates = edge_of(wide)
    told = page.locator("[data-view=phase] .cell")
    picture = page.get_by_role("application")
    box = picture.bounding_box()
    at = {"x": (edge + 0.5) * box["width"] / len(rates), "y": 1.5 * box["height"] / 8}
    picture.hover(position=at)
    expect(told).to_contain_text("first-layer neurons 7: ")
    picture.focus()
    picture.press("ArrowUp")
    expect(told).to_contain_text("first-layer neurons 8: ")
    expect(told).to_contain_text(re.compile("converged in epoch|diverged in epoch|not yet, loss"))
    picture.press("Shift+ArrowRight")
    picture.press("Shift+ArrowDown")
    expect(told).to_contain_text(re.compile("^Marked, 4 cells: learning rate .* neurons 7 to 8$"))
    picture.press("Enter")
    page.wait_for_url(lambda url: url.startswith(first.rsplit("/", 1)[0]) and url != first)
    expect(page.locator("[data-view=head]")).to_contain_text("Zoomed in to learning rate")
    wait_for_end(page)
    fine = states(page)
    assert len(fine) == 24
    assert len({state for state, _ in fine.values()}) > 1
    corners = [(rate, units) for rate in rates[edge : edge + 2] for units in (7, 8)]
    assert {at: fine[at] for at in corners} == {at: wide[at] for at in corners}
    page.go_back()
    page.wait_for_url(first)
    drag_over_six_cells(page)
    mark_by_a_finger(page)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.locator("#map").wait_for()
    wait_for_picture(page)
    expect(page).to_have_url(re.compile("hidden=1"))
    assert heard == []


def drag_over_six_cells(page):
    """Mark the three left-most cells of the two lowest rows, and clear the mark by a click."""
    told, button = page.locator("[data-view=phase] .cell"), page.get_by_text("Zoom in here")
    expect(button).to_have_attribute("aria-disabled", "true")
    picture = page.get_by_role("application")
    picture.focus()
    box = picture.bounding_box()
    left, low = box["x"] + 5, box["y"] + box["height"] - 5
    page.mouse.move(left, low)
    page.mouse.down()
    page.mouse.move(left + box["width"] / 6, low - box["height"] / 8)
    page.mouse.up()
    expect(told).to_contain_text(re.compile("^Marked, 6 cells: .* neurons 1 to 2$"))
    expect(button).not_to_have_attribute("aria-disabled", "true")
    page.mouse.click(left, low)
    expect(told).not_to_contain_text("Marked")


def mark_by_a_finger(page):
    """Have the next drag of a finger mark two cells, and clear the mark by a key."""
    told, picture = page.locator("[data-view=phase] .cell"), page.get_by_role("application")
    screen = page.context.new_cdp_session(page)
    screen.send("Emulation.setTouchEmulationEnabled", {"enabled": True})
    picture.press("ArrowUp")
    page.get_by_role("button", name="Mark a part").click()
    box = picture.bounding_box()
    x, y, width = box["x"] + 5, box["y"] + box["height"] - 5, box["width"] / 12

    def touch(kind, *places):
        points = [{"x": x + cells * width, "y": y} for cells in places]
        screen.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0)
    touch("touchMove", 1)
    touch("touchEnd")
    expect(told).to_contain_text(re.compile("^Marked, 2 cells: .* neurons 1 to 2$"))
    expect(page.get_by_role("button", name="Mark a part")).to_have_attribute(
        "aria-pressed", "false"
    )
    screen.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
    picture.press("Escape")
    expect(told).not_to_contain_text("Marked")
