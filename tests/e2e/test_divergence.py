"""A run that diverged: it does not go on by itself, its advice stays, the chart marks where."""

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import epoch, wait_for_picture

pytestmark = pytest.mark.e2e

WILD = "#problem=regression&hidden=8linear,8linear&rate=10&optimizer=momentum"
SHOWS = """(loss) => {
  const shown = Number(document.querySelector("[data-figure=loss]").textContent);
  return Math.abs(shown / loss - 1) < 0.05;
}"""


@pytest.fixture
def diverged(page, server, heard):
    with page.expect_response("**/api/runs") as made:
        page.goto(f"{server.url}/{WILD}")
    wait_for_picture(page)
    page.get_by_role("button", name="Play", exact=True).click()
    page.locator(".diverged").wait_for()
    run = page.request.get(f"{server.url}/api/runs/{made.value.json()['id']}").json()
    page.wait_for_function(SHOWS, arg=run["metrics"]["loss"])  # the last picture comes after
    yield page
    assert heard == []


@pytest.mark.parametrize("name", ["Play", "Step"])
def test_button_points_at_the_advice_and_does_nothing_else(diverged, name):
    stood, loss = epoch(diverged), diverged.locator("[data-figure=loss]").text_content()
    diverged.get_by_role("button", name=name, exact=True).click()
    expect(diverged.locator(".diverged")).to_be_focused()
    assert epoch(diverged) == stood
    expect(diverged.locator("[data-figure=loss]")).to_have_text(loss)


@pytest.mark.parametrize("key", ["Space", "ArrowRight"])
def test_key_points_at_the_advice(diverged, key):
    diverged.locator("[data-view=data]").click(position={"x": 2, "y": 2})
    diverged.keyboard.press(key)
    expect(diverged.locator(".diverged")).to_be_focused()


def test_chart_marks_where_it_diverged_until_the_restart(diverged):
    mark = diverged.locator(".chart .end")
    expect(mark).to_have_text("diverged")
    expect(mark).to_be_visible()
    diverged.get_by_role("button", name="Restart as it is").click()
    expect(mark).to_be_hidden()
    expect(diverged.locator(".diverged")).to_have_count(0)
    expect(diverged.locator("[data-epoch='0']")).to_be_attached()


def test_log_scale_is_drawn_though_the_penalty_is_nothing(playground):
    for name in ("Penalty", "Log scale"):
        playground.get_by_label(name, exact=True).check()
    playground.get_by_role("button", name="Step", exact=True).click()
    expect(playground.locator("[data-epoch='1']")).to_be_attached()
    drawn = """() => {
      const canvas = document.querySelector(".chart canvas");
      const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d");
      copy.drawImage(canvas, 0, 0);
      const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
      const hex = getComputedStyle(document.documentElement).getPropertyValue("--positive");
      const blue = hex.match(/\\w\\w/g).map((part) => parseInt(part, 16));
      return data.some((_, i) => i % 4 === 0 && blue.every((part, k) => data[i + k] === part));
    }"""
    playground.wait_for_function(drawn)


def test_phone_shows_that_it_diverged_and_the_rest_when_asked(diverged):
    advice = diverged.get_by_text("last state with finite numbers")
    expect(advice).to_be_visible()
    diverged.set_viewport_size({"width": 390, "height": 844})
    expect(advice).to_be_hidden()
    panel = diverged.locator(".diverged")
    expect(panel.get_by_text("The training diverged in epoch").first).to_be_visible()
    assert panel.bounding_box()["height"] <= 200
    panel.get_by_role("button", name="Read on").click()
    expect(advice).to_be_visible()
