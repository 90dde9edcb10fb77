"""A run on pictures in the browser: settings, mistakes, a drawing, the time line, and watchers."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.begun_runs import compare_two_rates, learn_two_others_from_200
from tests.e2e.test_layout import CUT, SMALL_TEXT
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e
WIDTHS = (390, 820, 1280, 1440, 1920)
PHONE = {"width": 390, "height": 664}  # what a browser's bars leave of it
HANDLE = [(0.3, 0.5), (0.33, 0.25), (0.5, 0.18), (0.67, 0.25), (0.7, 0.5)]  # of a bag, on the paper
BODY = [(x, y) for y in (0.45, 0.55, 0.65, 0.75) for x in (0.1, 0.9)]
SHIRTS = " of Shirt are taken for T-shirt/top"
PAINTED = """() => {
  const copy = new OffscreenCanvas(8, 8).getContext("2d");  // each is read once
  copy.drawImage(document.querySelector(".opened .pictures canvas"), 0, 0);
  return new Set(copy.getImageData(0, 0, 8, 8).data).size > 4;
}"""


def section(page, name):
    return page.locator(f"[data-view={name}]")


def begin(page, server, **fields):
    """Open the lab with the digits, fill fields by their labels, train, and wait for the end."""
    page.goto(f"{server.url}/labs/images?data=digits")
    for label, text in fields.items():
        page.get_by_label(label.replace("_", " "), exact=True).first.fill(text)
    page.get_by_role("button", name="Train", exact=True).click()
    page.wait_for_url(re.compile("/images/"))
    wait_for_end(page)
    return page


def wait_for_end(page):
    expect(section(page, "head").get_by_role("status")).to_contain_text(
        "All epochs are done", timeout=1000 * LIMIT
    )


@pytest.fixture
def heard_nothing(heard):
    yield
    assert heard == []


@pytest.mark.usefixtures("heard_nothing")
def test_pupil_mends_a_setting_trains_opens_a_cell_and_draws_a_digit(page, server):
    page.goto(f"{server.url}/labs/images?data=digits")
    expect(page.locator(".counts")).to_contain_text("1,200 pictures to train on, 38 batches")
    units = page.get_by_label("Units").first
    units.fill("0")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(
        "Units must be a whole number from 1 to 512; got “0”."
    )
    expect(units).to_be_focused()
    begin(page, server, Units="60", Learning_rate="0.1")
    open_a_mistake(page)
    open_a_cell(page)
    draw_a_one(page)
    go_to_the_best_epoch(page)


def open_a_mistake(page, which=" are taken for "):
    """Open a cell of the confusion matrix; all pictures that it counts are there, and no others."""
    confusion = section(page, "confusion")
    cell = confusion.locator(f"td.wrong button[aria-label*='{which}']").first
    told = re.match(r"(\d+) of (.+) are taken for (.+)\. ", cell.get_attribute("aria-label"))
    count, label, said = int(told[1]), told[2], told[3]
    cell.click()
    opened = confusion.locator(".opened")
    expect(opened.get_by_role("heading")).to_have_text(f"{label} taken for {said}")
    if count > 24:
        opened.get_by_role("button", name="Show more").click()
    expect(opened).to_contain_text(f"All {count}, the surest first")
    expect(opened.get_by_role("listitem")).to_have_count(count)
    expect(opened.locator(f"[aria-label*=': {label}; the network says {said}, ']")).to_have_count(
        count
    )


def open_a_cell(page):
    cell = section(page, "confusion").locator("td.right button").nth(3)
    count = int(cell.inner_text())
    cell.focus()
    cell.press("Enter")
    opened = section(page, "confusion").locator(".opened")
    expect(opened.get_by_role("heading")).to_have_text("3, rightly told")
    expect(opened.get_by_role("listitem")).to_have_count(min(count, 24))
    page.wait_for_function(PAINTED)
    opened.get_by_role(
        "button", name=re.compile(r"^Picture \d+: 3; the network says 3")
    ).first.click()
    expect(section(page, "answer")).to_contain_text("The network says 3")
    expect(section(page, "answer")).to_contain_text("That is right.")


def draw_a_one(page):
    paper = page.get_by_role("application", name="Paper to draw on")
    page.get_by_role("button", name="Clear").click()
    expect(section(page, "answer")).to_contain_text("Nothing is drawn yet.")
    box = paper.bounding_box()
    middle = box["width"] / 2
    paper.hover(position={"x": middle, "y": 20})  # waits until nothing moves it
    page.mouse.down()
    paper.hover(position={"x": middle, "y": box["height"] - 20})
    page.mouse.up()
    expect(section(page, "answer")).to_contain_text("Drawn by hand.")
    expect(section(page, "answer").locator(".says strong")).to_have_text(
        re.compile(r"^The network says 1, \d+\.\d %\.$")
    )


def go_to_the_best_epoch(page):
    button = section(page, "head").get_by_role("button", name="Best: epoch")
    best = re.search(r"\d+", button.inner_text())[0]
    page.get_by_role("slider", name="Time line").fill("1")
    expect(page.locator("[data-epoch='1']")).to_be_visible()
    expect(section(page, "confusion")).to_contain_text("at epoch 1;")
    button.click()
    expect(page.locator(f"[data-epoch='{best}']")).to_be_visible()


@pytest.fixture
def learned(page, server):
    """The id of a run that has learned clothes, or digits where there are none; and which."""
    sets = page.request.get(f"{server.url}/api/images/data").json()["data"]
    clothes = {"name": "fashion_mnist", "count": 3000, "validation": 2000}
    wish = {
        "data": clothes if sets[0]["here"] else {"name": "digits"},
        "network": {"hidden": [{"units": 64}]},
        "training": {"optimizer": {"name": "adam", "learning_rate": 0.003}},
        "budget": {"epochs": 4},
    }
    body = {"images": wish, "autostart": True}
    run = page.request.post(f"{server.url}/api/images", data=body).json()
    return run["id"], wish["data"]["name"]


def finger(page, paper):
    """Return what draws with a finger on the paper, from place to place."""
    touch, box = page.context.new_cdp_session(page), paper.bounding_box()

    def send(kind, *places):
        for x, y in places:
            point = {"x": box["x"] + x * box["width"], "y": box["y"] + y * box["height"]}
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})

    return send


def test_finger_draws_a_bag_and_the_answer_changes_before_it_is_lifted(browser, server, learned):
    run, data = learned
    page = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True).new_page()
    page.goto(f"{server.url}/images/{run}")
    wait_for_end(page)
    section(page, "summary").wait_for()  # the last part: nothing moves any more
    paper = page.get_by_role("application", name="Paper to draw on")
    paper.evaluate("it => it.scrollIntoView()")
    says, scrolled = section(page, "answer").locator(".says strong"), page.evaluate("scrollY")
    send = finger(page, paper)
    send("touchStart", HANDLE[0])
    send("touchMove", *HANDLE)
    expect(says).to_be_in_viewport(ratio=1)
    of_the_handle = says.inner_text()
    send("touchMove", *BODY)
    expect(says).not_to_have_text(of_the_handle)
    said = "Bag" if data == "fashion_mnist" else r"\d"
    expect(says).to_have_text(re.compile(rf"^The network says {said}, "))
    assert page.evaluate("scrollY") == scrolled
    open_a_mistake(page, SHIRTS if data == "fashion_mnist" else " are taken for ")
    page.context.close()


@pytest.mark.usefixtures("heard_nothing")
def test_keys_draw_choose_units_and_walk_over_the_cloud(page, server):
    begin(page, server, Epochs="3", Learning_rate="0.1")
    paper = page.get_by_role("application", name="Paper to draw on")
    paper.focus()
    for _ in range(6):
        paper.press("Shift+ArrowDown")
    expect(section(page, "answer")).to_contain_text("The network says")
    paper.press("Delete")
    expect(section(page, "answer")).to_contain_text("Nothing is drawn yet.")
    wall = section(page, "weights").get_by_role("application")
    wall.focus()
    expect(wall).to_have_attribute("aria-label", re.compile("^Weights of 300 units"))
    wall.press("ArrowRight")
    expect(section(page, "weights").get_by_role("status")).to_contain_text("Unit 1: norm")
    wall.press("Enter")
    expect(section(page, "unit").get_by_label("Unit", exact=True)).to_have_value("1")
    expect(section(page, "unit").get_by_role("listitem").first).to_be_visible()
    cloud = section(page, "cloud").get_by_role("application")
    cloud.focus()
    expect(cloud).to_have_attribute("aria-label", re.compile("^300 pictures as marks"))
    cloud.press("ArrowRight")
    told = section(page, "cloud").get_by_role("status")
    expect(told).to_have_text(re.compile(r"^Picture \d+: \d; the network says \d\.$"))
    number = re.search(r"\d+", told.inner_text())[0]
    cloud.press("Enter")
    expect(page.get_by_label("Picture number")).to_have_value(number)
    expect(section(page, "answer")).to_contain_text(f"Picture {number} of the data")
    compare_two_rates(page)
    learn_two_others_from_200(page)
    cloud.scroll_into_view_if_needed()
    section(page, "cloud").get_by_label("Components").select_option("t-SNE")
    expect(section(page, "cloud")).to_contain_text(re.compile(r"differs from the scores by \d"))


@pytest.mark.usefixtures("heard_nothing")
def test_settings_change_as_the_run_goes_on_or_begin_it_again_with_feature_maps(page, server):
    begin(page, server, Epochs="2")
    settings = section(page, "settings")
    settings.get_by_label("Epochs", exact=True).fill("4")
    settings.get_by_role("button", name="Change without a restart").click()
    expect(section(page, "head")).to_contain_text("of 4")
    settings.get_by_role("button", name="Add a convolution and pooling").click()
    settings.get_by_label("Filters").fill("4")
    settings.get_by_label("Kernel").fill("9")
    settings.get_by_role("button", name="Train again with these").click()
    expect(settings.get_by_role("alert")).to_have_text(
        "Kernel must be a whole number from 1 to 7; got “9”."
    )
    settings.get_by_label("Kernel").fill("3")
    settings.get_by_role("button", name="Train again with these").click()
    expect(section(page, "head")).to_contain_text("4 filters of 3 × 3")
    wait_for_end(page)
    page.get_by_role("button", name="Another test picture").click()
    maps = section(page, "answer").get_by_role("img", name=re.compile("^4 maps of conv2d"))
    expect(maps.first).to_be_visible()


def test_page_outlives_its_server_and_watchers_look_on(page, browser, server):
    begin(page, server, Epochs="2")
    watcher = browser.new_context().new_page()
    watcher.goto(page.url)
    expect(section(watcher, "head")).to_contain_text("You watch")
    expect(section(watcher, "confusion").locator("tbody tr")).to_have_count(10)
    expect(watcher.get_by_role("button", name="Restart", exact=True)).to_have_attribute(
        "aria-disabled", "true"
    )
    watcher.context.close()
    server.stop()
    expect(section(page, "connection")).to_contain_text("cannot be reached")
    expect(section(page, "confusion").locator("tbody tr")).to_have_count(10)
    server.start()
    expect(section(page, "connection").locator(".banner")).to_have_count(0)
    page.get_by_role("button", name="Restart", exact=True).click()
    expect(page.locator("[data-epoch='0']")).to_be_visible()


@pytest.mark.usefixtures("heard_nothing")
def test_pages_have_no_faults_of_access_and_fit_their_window(page, server):
    begin(page, server, Epochs="2")
    for place in (page.url, f"{server.url}/labs/images"):
        page.goto(place)
        page.locator("[data-view=settings] form").wait_for()
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # and no transition
            found = Axe().run(page).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            if width >= 1280:
                page.wait_for_function(f"() => ({CUT})().length === 0")
            assert page.evaluate(SMALL_TEXT, 12) == []


@pytest.mark.usefixtures("heard_nothing")
def test_where_clothes_are_missing_the_page_says_what_to_do_and_offers_digits(page, server):
    sets = page.request.get(f"{server.url}/api/images/data").json()
    sets["data"][0] |= {"here": False, "missing": "a file is not on this server: fetch it"}
    page.route("**/api/images/data", lambda route: route.fulfill(json=sets))
    page.goto(f"{server.url}/labs/images")
    banner = page.locator("[data-view=settings] .banner")
    expect(banner).to_contain_text("A file is not on this server: fetch it.")
    page.get_by_role("button", name="Train", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("fetch it.")
    banner.get_by_role("button", name="Use the digits").click()
    expect(page.get_by_role("combobox", name="Pictures")).to_have_value("digits")
    expect(banner).to_have_count(0)
