"""Searches in the browser: one is narrowed and its best opened; Hyperband says why it culls."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.test_layout import CUT, SMALL_TEXT
from tests.e2e.test_studies import SETTLED, cells, check_access, number

pytestmark = pytest.mark.e2e
SEARCH = "tune?vary=rate:0.003:3%20units&trials=8&epochs=12"
HYPERBAND = "tune?vary=rate:0.003:10%20reg%20regrate&method=hyperband&trials=11&epochs=9"
MIDDLE = (0.003 * 3) ** 0.5  # of the learning rate's axis, which is logarithmic
UPPER = (MIDDLE * 3) ** 0.5  # three quarters along it


def wait_for_search(page):
    expect(page.locator("[data-view=head] .status")).to_contain_text(
        "The search is over", timeout=SETTLED
    )


def rates(page):
    expect(page.locator("[data-view=table] tbody")).not_to_contain_text("–", timeout=SETTLED)
    return [number(cell) for cell in cells(page, "learning rate")]


@pytest.fixture
def search(page, server, heard):
    """A function that begins a search from a form's address; nothing was complained about."""

    def begin(address):
        page.goto(f"{server.url}/{address}")
        page.get_by_role("button", name="Search", exact=True).click()
        page.wait_for_url(re.compile("/studies/"))
        wait_for_search(page)
        return page

    yield begin
    assert heard == []


def test_engineer_searches_narrows_the_space_twice_and_opens_the_best_bit_exact(playground, server):
    page = playground
    page.get_by_role("button", name="Try many").click()
    page.get_by_role("link", name="Search for good settings").click()
    page.goto(f"{server.url}/{SEARCH}")
    rate = page.get_by_role("group", name="learning rate")
    rate.get_by_label("to", exact=True).fill("0.001")
    page.get_by_role("button", name="Search", exact=True).click()
    expect(rate.get_by_role("alert")).to_have_text("The upper end must be above 0.003.")
    expect(rate.get_by_label("to", exact=True)).to_be_focused()
    rate.get_by_label("to", exact=True).fill("3")
    page.get_by_role("button", name="Search", exact=True).click()
    page.wait_for_url(re.compile("/studies/"))
    wait_for_search(page)
    told = page.locator("[data-part=progress] .count")
    expect(told).to_contain_text(re.compile("^Random search: trial 8 of 8"))
    brush_the_upper_half(page)
    narrow_and_go_on(page, 10)
    assert min(rates(page)[8:]) >= 0.99 * MIDDLE
    lower_end(page).fill("150")  # of 200 from end to end
    narrow_and_go_on(page, 12)
    assert min(rates(page)[10:]) >= 0.99 * UPPER
    try_a_guess(page)
    open_the_best(page)


def narrow_and_go_on(page, trials, more=2):
    page.get_by_label("More trials").fill(str(more))
    page.get_by_role("button", name="Narrow the space and go on").click()
    told = page.locator("[data-part=progress] .count")
    expect(told).to_contain_text(f"trial {trials} of {trials}", timeout=SETTLED)
    wait_for_search(page)
    expect(page.locator("[data-view=table] tbody tr")).to_have_count(trials)


def try_a_guess(page):
    """Put a trial of one's own into a search that is over; the same once more is no other one."""
    guess = page.locator("[data-part=guess]")
    guess.get_by_label("learning rate").fill("0.02")
    guess.get_by_role("button", name="Try it").click()
    told = page.locator("[data-part=progress] .count")
    expect(told).to_contain_text("trial 13 of 13", timeout=SETTLED)
    wait_for_search(page)
    assert rates(page)[12:] == [0.02]
    expect(page.locator(".tile[data-trial='12'] .called")).to_have_text("your trial 13")
    expect(guess.get_by_role("status")).to_contain_text("Your best: trial 13 with 0.")
    guess.get_by_role("button", name="Try it").click()
    expect(guess.get_by_role("alert")).to_have_text("These are the values of your trial 13.")


def lower_end(page):
    return page.get_by_role("slider", name="learning rate, lower end")


def brush_the_upper_half(page):
    above = sum(rate >= MIDDLE for rate in rates(page))
    lower = lower_end(page)
    lower.focus()
    lower.press("End")
    expect(lower).to_have_attribute("aria-valuetext", "3")
    lower.press("Home")
    expect(lower).to_have_attribute("aria-valuetext", "0.003")
    lower.fill("100")
    kept = page.locator("[data-part=progress] .buttons[role=status]")
    expect(kept).to_contain_text(f"The brushes keep {above} of 8 trials.")
    expect(page.locator("[data-view=table] tbody tr")).to_have_count(above)
    expect(page.locator(".tile.left")).to_have_count(8 - above)


def open_the_best(page):
    sort = page.get_by_role("button", name="least test loss", exact=True)
    sort.click()
    last = cells(page, "test loss")[0]
    trial = int(cells(page, "number")[0]) - 1
    about = f"{page.url.replace('/studies', '/api/studies')}/trials/{trial}"
    experiment = page.request.get(about).json()["experiment"]
    page.get_by_role("button", name="Open the best in the playground").click()
    page.locator("#map").wait_for()
    wait_for_picture(page)
    expect(page.locator("[data-epoch]")).to_have_attribute("data-epoch", "12")
    expect(page.locator("[data-figure=testLoss]")).to_have_text(last)
    opened = page.evaluate("history.state.run.id")
    twin = trained_alone(page, experiment, 12)
    assert weights(page, opened) == weights(page, twin)


def trained_alone(page, experiment, epochs):
    """Return the id of a run of an experiment that has trained so long."""
    runs = page.url.split("#")[0] + "api/runs"
    made = page.request.post(runs, data={"experiment": experiment}).json()
    headers = {"Authorization": f"Bearer {made['control_token']}"}
    step = {"type": "step", "unit": "epoch", "count": epochs}
    assert page.request.post(f"{runs}/{made['id']}/commands", data=step, headers=headers).ok
    return made["id"]


def weights(page, run):
    about = page.request.get(f"{page.url.split('#')[0]}api/runs/{run}").json()
    return about["epoch"], about["parameters"]


def test_hyperband_culls_and_says_why_no_trial_is_lost_and_narrowed_it_has_new_brackets(search):
    page = search(HYPERBAND)
    rows = page.locator("[data-view=table] tbody tr")
    expect(rows).to_have_count(11)
    expect(rows.filter(has_text=re.compile("culled|done|diverged"))).to_have_count(11)
    states = cells(page, "status")
    culled = states.index("culled")
    expect(page.locator("[data-part=progress] .count")).to_contain_text(
        f"{states.count('culled')} culled"
    )
    begun = page.locator("[data-part=brackets] .bracket li:first-child [data-trial]")
    expect(begun).to_have_count(len(states))  # a bracket is told with a trial's settings
    page.locator(f"[data-view=table] tr[data-trial='{culled}'] button").focus()
    expect(page.locator(".standings .chosen").first).to_have_text(re.compile("[▽▲]"))
    expect(page.locator(".fate")).to_contain_text(f"trial {culled + 1}: ")
    expect(page.locator("[data-view=trial] dl")).to_contain_text("why")
    blank = [cell for cell in cells(page, "regularization rate") if cell == "–"]
    off = page.locator("[data-axis='training.regularization.rate'] .check")
    assert bool(blank) == bool(off.count())
    expect(page.locator(".bracket")).to_have_count(2)
    lower_end(page).fill("100")
    narrow_and_go_on(page, 14, more=3)
    expect(page.locator(".bracket")).to_have_count(3)
    begun = page.locator(".bracket:last-child li:first-child")
    expect(begun).to_contain_text("3 × 1 epoch")
    expect(begun.locator("[data-trial]")).to_have_count(3)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_page_of_a_search_has_no_faults_of_access_and_fits_its_window(search, theme):
    page = search(SEARCH)
    page.emulate_media(color_scheme=theme)
    page.locator(".importance li").first.wait_for()
    check_access(page)
    for width in (320, 390, 820, 1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        if width >= 1280:
            page.wait_for_function(f"() => ({CUT})().length === 0")
        assert page.evaluate(SMALL_TEXT, 12) == []
