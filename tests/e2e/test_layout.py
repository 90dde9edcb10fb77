"""The page fills its space at every width: nothing is cut, too small, or where nobody sees it."""

import json
import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture

pytestmark = pytest.mark.e2e

SIZES = {
    320: 640, 390: 844, 720: 1000, 768: 1024, 820: 1180, 1024: 768, 1180: 820, 1280: 720,
    1440: 900, 1920: 1080, 2560: 1440,
}  # fmt: skip
TABLET = 720
EIGHT = "#hidden=" + ",".join(["8tanh"] * 8)
TEN = "#problem=multiclass&classes=10&hidden=8relu"
UNUSUAL = "#loss=huber&optimizer=momentum&init=he_normal&epochs=500&target=0.01&output=softsign"
CUT = """() => {
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) &&
    !one.closest(".unseen") && one.getClientRects().length;
  const named = (one) => one.outerHTML.slice(0, 90);
  const faults = [];
  const controls = "button, select, input, summary, a, h1, h2, .name, .caption, td, th, canvas";
  for (const one of [...document.querySelectorAll(`:is(body) :is(${controls})`)].filter(shown)) {
    const box = one.getBoundingClientRect();
    if (box.left < -1 || box.right > innerWidth + 1) faults.push(`out of the window ${named(one)}`);
    for (let above = one.parentElement; above !== document.body; above = above.parentElement) {
      const style = getComputedStyle(above);
      const frame = above.getBoundingClientRect();
      const across = box.left < frame.left - 1 || box.right > frame.right + 1;
      const along = box.top < frame.top - 1 || box.bottom > frame.bottom + 1;
      if (style.overflowX !== "visible" && across) faults.push(`cut at a side ${named(one)}`);
      if (style.overflowY === "hidden" && along) faults.push(`cut above or below ${named(one)}`);
    }
    const holds = one.matches("button, summary, h2, td, th, .name");
    if (holds && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
      faults.push(`longer than its box ${named(one)}`);
  }
  return faults;
}"""
CUT_RINGS = """(ring) => {
  const picture = document.querySelector(".picture");
  const frame = picture.getBoundingClientRect();
  return [...picture.querySelectorAll("button, select")].map((one) => [one, one.getBoundingClientRect()])
    .filter(([one, box]) => box.left - ring < frame.left || box.top - ring < frame.top
      || box.right + ring > frame.right || box.bottom + ring > frame.bottom)
    .map(([one]) => one.outerHTML.slice(0, 90));
}"""  # noqa: E501
SMALL_TEXT = """(least) => [...document.querySelectorAll("body *")].filter((one) =>
  one.checkVisibility({ visibilityProperty: true }) && !one.closest(".unseen, .sprite, script")
  && [...one.childNodes].some((text) => text.nodeType === 3 && text.data.trim())
  && one.getBoundingClientRect().width > 1
  && parseFloat(getComputedStyle(one).fontSize) < least - 0.01)
  .map((one) => `${getComputedStyle(one).fontSize} ${one.outerHTML.slice(0, 90)}`)"""
# Of each point shown: the most that a pixel of it differs from a pixel of the ground beside it.
CONTRASTS = """(points) => {
  const map = document.querySelector("#map");
  const { width: side } = map;
  const copy = Object.assign(document.createElement("canvas"), { width: side, height: side });
  const context = copy.getContext("2d");
  context.drawImage(map, 0, 0);
  const { data } = context.getImageData(0, 0, side, side);
  const light = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92
    : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const brightness = (x, y) => {
    const at = 4 * (Math.round(y) * side + Math.round(x));
    return 0.2126 * light(data[at]) + 0.7152 * light(data[at + 1]) + 0.0722 * light(data[at + 2]);
  };
  const places = points.map(([x1, x2]) => [((x1 + 6) / 12) * side, ((6 - x2) / 12) * side]);
  const near = (x, y, reach) => places.some(([u, v]) => Math.hypot(u - x, v - y) < reach);
  const grow = Math.sqrt(Math.max(1, side / devicePixelRatio / 320)) * devicePixelRatio;
  return places.flatMap(([x, y]) => {
    const ground = [0, 1, 2, 3, 4, 5, 6, 7].map((k) => (k * Math.PI) / 4)
      .map((turn) => [x + 10 * grow * Math.cos(turn), y + 10 * grow * Math.sin(turn)])
      .filter(([u, v]) => Math.min(u, v) > 0 && Math.max(u, v) < side - 1 && !near(u, v, 9 * grow))
      .map(([u, v]) => brightness(u, v));
    if (!ground.length) return [];
    let best = 0;
    for (let u = x - 6 * grow; u <= x + 6 * grow; u++)
      for (let v = y - 6 * grow; v <= y + 6 * grow; v++) {
        const own = brightness(Math.max(0, Math.min(side - 1, u)), Math.max(0, Math.min(side - 1, v)));
        const worst = Math.min(...ground.map((other) =>
          (Math.max(own, other) + 0.05) / (Math.min(own, other) + 0.05)));
        best = Math.max(best, worst);
      }
    return [best];
  });
}"""  # noqa: E501


PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


def open_page(page, server, address="", width=1440):
    page.set_viewport_size({"width": width, "height": SIZES[width]})
    page.goto(f"{server.url}/{address}")
    wait_for_picture(page)
    page.locator(".uplot").wait_for()


@pytest.fixture(scope="module")
def at_width(browser, server):
    """Return a page of an address at a width; each address is opened once, and only looked at."""
    pages, faults = {}, []

    def resized(width, address=""):
        if address not in pages:
            pages[address] = browser.new_page()
            pages[address].on("console", lambda message: faults.append(message.text))
            pages[address].on("pageerror", lambda error: faults.append(str(error)))
            open_page(pages[address], server, address, width)
        page = pages[address]
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        page.evaluate(PAINTED)
        return page

    yield resized
    for page in pages.values():
        page.close()
    assert faults == []


def box(page, selector):
    return page.locator(selector).bounding_box()


SEEN_WHOLE = [  # on a phone, large networks are scrolled sideways
    (address, width)
    for address in ("", EIGHT, TEN, UNUSUAL)
    for width in SIZES
    if width >= TABLET or address not in (EIGHT, TEN)
]


@pytest.mark.parametrize(("address", "width"), SEEN_WHOLE)
def test_nothing_is_cut_or_out_of_the_window(at_width, address, width):
    page = at_width(width, address)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT) == []


# Texts of the first selector that end behind where the second begins, or behind their own box.
OVERLAPS = """([before, behind]) => [...document.querySelectorAll(before)].filter((one) => {
  const range = document.createRange();
  range.selectNodeContents(one);
  const { right } = range.getBoundingClientRect();
  const limit = behind ? document.querySelector(behind) : null;
  return right > (limit?.getBoundingClientRect().left ?? one.getBoundingClientRect().right) + 1;
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("width", [720, 768, 820, 1024])
def test_digits_of_the_epoch_end_before_the_icons(at_width, width):
    assert at_width(width).evaluate(OVERLAPS, ["[data-epoch]", ".aside"]) == []


@pytest.mark.parametrize("width", [320, 390, 768])
def test_time_line_and_legend_are_read_to_their_ends(at_width, width):
    page = at_width(width)
    assert page.evaluate(OVERLAPS, ["[data-view=timeline] .name, .u-series", ""]) == []


@pytest.mark.parametrize("width", [320, 820, 1280, 1920])
@pytest.mark.parametrize("address", ["", TEN])
def test_no_text_is_smaller_than_12_pixels(at_width, address, width):
    page = at_width(width, address)
    assert page.evaluate(SMALL_TEXT, 12) == []


@pytest.mark.parametrize(("width", "least"), [(1440, 400), (1920, 600), (2560, 800)])
def test_map_is_the_largest_thing_on_a_desk(at_width, width, least):
    page = at_width(width)
    assert box(page, "#map")["width"] >= least


@pytest.mark.parametrize("width", [1280, 1440, 1920, 2560])
@pytest.mark.parametrize("address", ["", TEN, "#problem=regression"])
def test_chart_is_seen_without_scrolling(at_width, address, width):
    page = at_width(width, address)
    assert sum(box(page, ".chart canvas")[one] for one in ("y", "height")) <= SIZES[width]
    expect(page.get_by_label("Log scale")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize(("width", "least"), [(1280, 34), (1440, 54), (1920, 72), (2560, 96)])
def test_neurons_grow_with_the_window(at_width, width, least):
    page = at_width(width)
    assert box(page, "[data-neuron='h1.0']")["width"] >= least


@pytest.mark.parametrize("width", [1280, 1440, 1920])
def test_network_fills_the_height(at_width, width):
    page = at_width(width)
    first, last = box(page, "[data-neuron=x1]"), box(page, "[data-feature=sin_x2]")
    span = last["y"] + last["height"] - first["y"]
    assert span >= 0.75 * box(page, ".picture")["height"] - box(page, ".heads")["height"]


@pytest.mark.parametrize("width", [768, 820, 1024, 1180])
def test_tablet_shows_map_and_network_in_its_first_window(at_width, width):
    page = at_width(width)
    assert box(page, "[data-neuron='h1.0']")["y"] < SIZES[width]
    assert box(page, "#map")["y"] + box(page, "#map")["height"] <= SIZES[width]


def test_description_of_another_data_set_moves_nothing(page, server):
    open_page(page, server)
    before = box(page, "[data-control=percTrainData]")
    for name in ("Two clouds", "Moons", "Circle"):
        page.get_by_role("radio", name=name).click()
        assert box(page, "[data-control=percTrainData]") == before


def test_penalty_is_among_the_figures_only_where_there_is_one(page, server):
    open_page(page, server)
    expect(page.get_by_role("columnheader", name="Penalty")).to_be_hidden()
    page.get_by_role("combobox", name="Regularization", exact=True).select_option("l2")
    expect(page.get_by_role("columnheader", name="Penalty")).to_be_visible()
    expect(page.locator("[data-figure=penalty]")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_no_ring_of_the_focus_is_cut(at_width, width):
    page = at_width(width, EIGHT if width > TABLET else "")
    assert page.evaluate(CUT_RINGS, 4) == []


PICTURE = "(canvas) => canvas.toDataURL()"


def check_contrasts(page, points):
    contrasts = page.evaluate(CONTRASTS, points)
    assert len(contrasts) > len(points) / 4
    assert min(contrasts) >= 3


@pytest.mark.parametrize("address", ["#test=1", TEN, "#problem=regression", "#problem=multilabel"])
def test_every_point_is_told_from_its_ground(page, server, heard, address):
    sent = []
    page.on("websocket", lambda line: line.on("framereceived", lambda text: sent.append(text)))
    open_page(page, server, address)
    page.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(page, 60)
    page.get_by_role("button", name="Pause", exact=True).click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    texts = [json.loads(one) for one in sent if isinstance(one, str)]
    dealt = next(one["points"] for one in texts if one["type"] == "snapshot")
    points = dealt["train"] + (dealt["test"] if "test" in address else [])
    check_contrasts(page, points)
    light = page.locator("#map").evaluate(PICTURE)
    page.emulate_media(color_scheme="dark")
    other = f"(light) => ({PICTURE})(document.querySelector('#map')) !== light"
    page.wait_for_function(other, arg=light)
    page.evaluate(PAINTED)
    check_contrasts(page, points)
    assert heard == []


def test_neuron_with_the_focus_keeps_it_and_is_seen_when_the_window_narrows(page, server):
    open_page(page, server, "#hidden=8tanh,8tanh", 1280)
    neuron = page.locator("[data-neuron='h2.6']")
    page.locator("[data-neuron=x1]").focus()
    neuron.focus()
    for width in (390, 820, 1280):
        page.set_viewport_size({"width": width, "height": SIZES[width]})
        page.evaluate(PAINTED)
        expect(neuron).to_be_focused()
        expect(neuron).to_be_in_viewport(ratio=1)


def test_neuron_that_is_open_is_not_left_out_of_a_smaller_picture(page, server):
    open_page(page, server, "#hidden=64tanh", 2560)
    page.get_by_role("button", name=re.compile("more$")).click()
    page.locator("[data-neuron='h1.60']").click()
    page.get_by_role("button", name="Show fewer").click()
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(PAINTED)
    expect(page.locator("[data-neuron='h1.60']")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-neuron='h1.60']")).to_be_in_viewport(ratio=1)


def test_settings_that_are_explained_fill_their_pane(page, server):
    open_page(page, server, width=1440)
    page.get_by_role("button", name="Help").click()
    panel = page.locator(".more-settings .panel")
    expect(panel.locator(".explanation").first).to_be_visible()
    free = panel.evaluate(
        """(panel) => {
          const { left, right } = panel.getBoundingClientRect();
          const boxes = [...panel.querySelectorAll(".field, .check")].map((one) =>
            one.getBoundingClientRect());
          return (right - Math.max(...boxes.map((box) => box.right))) / (right - left);
        }"""
    )
    assert free < 0.1
