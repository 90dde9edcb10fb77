"""Studies in the browser: a teacher asks whether it is luck, a class compares, a map is walked."""

import io
import re
import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.test_layout import CUT, SMALL_TEXT
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e
BASE = "#problem=regression&hidden=3relu"
RATES = f"compare?setting=rate&values=0.003%200.1%2010&epochs=30{BASE}"
SETTLED = 1000 * LIMIT  # milliseconds until a study has come to its end
DRAWN = """() => [...document.querySelectorAll(".tile canvas")].filter((canvas) => {
  const copy = Object.assign(document.createElement("canvas"), { width: 8, height: 8 });
  const context = copy.getContext("2d");
  context.drawImage(canvas, 0, 0, 8, 8);
  const { data } = context.getImageData(0, 0, 8, 8);
  const words = Array.from({ length: 64 }, (_, i) => data.slice(4 * i, 4 * i + 3).join());
  return new Set(words).size > 1;
}).length"""


def heading(page, name):
    return page.get_by_role("heading", name=name)


def wait_for_end(page):
    expect(page.locator("[data-view=head] .status")).to_contain_text(
        "All epochs are done", timeout=SETTLED
    )


def cells(page, column):
    """Return what stands in a column of the table, by its heading."""
    names = page.locator("[data-view=table] thead th").all_inner_texts()
    at = next(i for i, name in enumerate(names) if name.strip(" ▴▾\n").startswith(column))
    return page.locator(f"[data-view=table] tbody tr > :nth-child({at + 1})").all_inner_texts()


def number(cell):
    return float(cell.replace("−", "-"))


@pytest.fixture
def study(page, server, heard):
    """A function that begins a study from a form's address; nothing was complained about."""

    def begin(address, button):
        page.goto(f"{server.url}/{address}")
        page.get_by_role("button", name=button).click()
        page.wait_for_url(re.compile("/studies/"))
        return page

    yield begin
    assert heard == []


def test_teacher_asks_whether_it_is_luck_guesses_counts_and_opens_the_best(playground):
    page = playground
    page.get_by_role("button", name="Try many").click()
    page.get_by_role("link", name="Is this luck?").click()
    starts = page.get_by_label("Starts")
    starts.fill("100")
    page.get_by_role("button", name="Begin").click()
    expect(page.get_by_role("alert")).to_have_text("Starts must be a whole number from 2 to 64.")
    expect(starts).to_be_focused()
    starts.fill("6")
    page.get_by_label("Epochs of each").fill("40")
    page.get_by_label("Goal: test loss below").fill("0.3")
    page.get_by_role("button", name="Begin").click()
    question = "Of 6 starts, how many reach a test loss below 0.3 within 40 epochs?"
    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator(".tile")).to_have_count(0)
    guess = page.get_by_label("Your guess")
    guess.fill("7")
    guess.press("Enter")
    expect(page.locator(".fault")).to_have_text("Write a whole number from 0 to 6.")
    guess.fill("6")
    guess.press("Enter")
    wait_for_end(page)
    reached = [cell for cell in cells(page, "test loss below") if cell != "–"]
    expect(page.locator(".count strong")).to_have_text(
        re.compile(rf"^{len(reached)} of 6 reach(es)? a test loss below 0.3$")
    )
    expect(page.locator(".verdict")).to_contain_text("You said 6:")
    page.wait_for_function(f"({DRAWN})() === 6")
    open_the_best(page)


def open_the_best(page):
    page.get_by_label("Sorted by").select_option("test loss")
    least = min(cells(page, "test loss"), key=number)
    best = page.locator(".tile").first
    expect(best.locator(".figure")).to_have_text(least)
    best.focus()
    expect(page.locator("[data-view=trial]")).to_contain_text("test loss")
    best.press("Enter")
    page.locator("#map").wait_for()
    wait_for_picture(page)
    expect(page.locator("[data-epoch]")).to_have_attribute("data-epoch", "40")
    expect(page.locator("[data-figure=testLoss]")).to_have_text(least)


def test_comparison_names_the_difference_alone_and_all_views_follow_one_choice(study):
    page = study(RATES, "Compare")
    wait_for_end(page)
    expect(page.locator(".samples button")).to_have_text(
        [f"learning rate {rate}" for rate in ("0.03", "0.003", "0.1", "10")]
    )
    page.get_by_role("button", name="learning rate 0.1", exact=True).focus()
    expect(page.locator("tr.chosen th")).to_have_text("3")
    expect(page.locator(".tile.chosen .called")).to_have_text("0.1")
    expect(page.locator("[data-view=trial] .named")).to_have_text("learning rate 0.1")
    expect(page.locator(".tile.diverged .called")).to_have_text("10")
    page.get_by_label("Log epochs").check()  # the chart is built anew, without a complaint
    sort = page.get_by_role("button", name="test loss", exact=True)
    sort.click()
    losses = [number(cell) for cell in cells(page, "test loss") if cell != "–"]
    assert losses == sorted(losses)
    sort.click()
    expect(page.locator("th[aria-sort=descending]")).to_have_text(re.compile(r"^\s*test loss"))
    csv = page.request.get(page.get_by_role("link", name="CSV").get_attribute("href")).text()
    assert "learning_rate" in csv.splitlines()[0]
    assert len(csv.splitlines()) == 5
    files = page.get_by_role("link", name="TensorBoard").get_attribute("href")
    with zipfile.ZipFile(io.BytesIO(page.request.get(files).body())) as archive:
        assert [name.split("/")[1] for name in archive.namelist()] == [
            f"trial-000{number}" for number in range(4)
        ]
    pin_two(page)


def pin_two(page):
    """Pin a map by its key, another by its button, and see what the maps say together."""
    expect(page.locator("[data-joint=mean]")).to_have_text("Mean of 3 maps")  # one diverged
    expect(page.locator("[data-joint=spread]")).to_contain_text(re.compile(r"[1-9]\d?\s% of"))
    difference = page.locator("[data-joint=difference]")
    expect(difference).to_be_hidden()
    page.locator(".tile[data-trial='0']").press("p")
    page.locator(".wall li", has=page.locator("[data-trial='1']")).hover()
    page.get_by_role("button", name="Pin learning rate 0.003").click()
    expect(difference).to_contain_text(re.compile(r"^0.03 less 0.003: [1-9]\d?\s% of the scale"))
    page.get_by_role("button", name="Pin learning rate 0.03", exact=True).click()
    expect(difference).to_be_hidden()
    order_the_wall(page)


def order_the_wall(page):
    """Order the maps by a setting and by age; the arrow keys lead along that order."""
    called = page.locator(".tile .called")
    order = page.get_by_label("Sorted by")
    order.select_option("learning rate")
    expect(called).to_have_text(["0.003", "0.03", "0.1", "10"])
    page.locator(".tile").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("tr.chosen th")).to_have_text("1")
    page.keyboard.press("End")
    expect(page.locator("tr.chosen th")).to_have_text("4")
    order.select_option("number")
    expect(called).to_have_text(["0.03", "0.003", "0.1", "10"])


def test_time_line_leads_all_trials_back_and_reset_to_their_start(study):
    page = study(RATES, "Compare")
    wait_for_end(page)
    after = cells(page, "test loss")
    slider = page.get_by_role("slider", name="Time line of all trials")
    slider.fill("5")
    expect(page.locator("[data-epoch='5']")).to_be_visible()
    assert cells(page, "test loss") != after
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("[data-epoch='0']")).to_be_visible()


def test_page_outlives_its_server_and_watchers_look_on(page, browser, server):
    page.goto(f"{server.url}/{RATES}")
    page.get_by_role("button", name="Compare").click()
    page.wait_for_url(re.compile("/studies/"))
    wait_for_end(page)
    watcher = browser.new_context().new_page()
    watcher.goto(page.url)
    expect(watcher.locator(".tile")).to_have_count(4)
    expect(watcher.locator("[data-view=head]")).to_contain_text("You watch")
    expect(watcher.get_by_role("button", name="Reset")).to_have_attribute("aria-disabled", "true")
    watcher.context.close()
    server.stop()
    expect(page.locator("[data-view=connection]")).to_contain_text("cannot be reached")
    expect(page.locator(".tile")).to_have_count(4)
    server.start()
    expect(page.locator("[data-view=connection] .banner")).to_have_count(0)
    page.get_by_role("button", name="Reset").click()
    expect(page.locator("[data-epoch='0']")).to_be_visible()


def test_run_that_is_no_study_opens_as_a_run(playground, server):
    made = playground.request.post(f"{server.url}/api/runs", data={"experiment": {}}).json()
    playground.goto(f"{server.url}/studies/{made['id']}")
    playground.wait_for_url(f"**/r/{made['id']}")
    wait_for_picture(playground)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_pages_of_studies_have_no_faults_of_access_and_fit_their_window(study, server, theme):
    page = study("luck?count=9&epochs=5&target=0.9#data=circle", "Begin")
    page.emulate_media(color_scheme=theme)
    check_access(page)
    page.get_by_role("button", name="See without a guess").click()
    wait_for_end(page)
    for place in (
        page.url,
        f"{server.url}/studies",
        f"{server.url}/compare",
        f"{server.url}/phase",
        f"{server.url}/tune",
    ):
        page.goto(place)
        page.locator("main :is(h1, form)").last.wait_for()
        check_access(page)
        for width in (320, 390, 820, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, place
            if width >= 1280:  # narrower, a table is scrolled
                page.wait_for_function(f"() => ({CUT})().length === 0")
            assert page.evaluate(SMALL_TEXT, 12) == []


def check_access(page):
    page.locator("h1").wait_for()
    found = Axe().run(page).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == []
