"""A lesson in the browser: guess, run, see; the guess stands, and what was wrong comes back."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.lessons.shelf import lessons
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e
RESULT = 1000 * LIMIT  # milliseconds until a lab has come to its end
# Labs train as fast as they can: their results are the same, and fewer frames are painted.
AT_MOST_SPEED = """() => {
  const { fetch } = window;
  window.fetch = (url, options) => {
    if (!String(url).endsWith("/api/runs")) return fetch(url, options);
    const origin = JSON.parse(options.body);
    origin.experiment.view = { ...origin.experiment.view, speed: "max" };
    return fetch(url, { ...options, body: JSON.stringify(origin) });
  };
}"""


@pytest.fixture
def lesson(page, server, heard):
    """A function that opens a lesson; at the end nothing was complained about."""

    def go(slug):
        page.goto(f"{server.url}/lessons/{slug}")
        return page

    yield go
    assert heard == []


@pytest.fixture
def hurried(page, lesson):
    """The same, and the labs of the lesson train as fast as they can."""
    page.add_init_script(f"({AT_MOST_SPEED})()")
    return lesson


def lab(page, name):
    return page.locator(f"[data-lab={name}]")


def question(page, name):
    return page.locator(f"[data-question={name}]")


def guess(form, value):
    number = form.locator("input[type=number]")
    if number.count():
        number.fill(str(value))
        number.blur()
    else:
        form.locator(f"input[value='{value}']").check()


def test_lab_runs_only_after_the_guess_which_then_stands(lesson):
    page = lesson("neurons-that-compute")
    asked, xor = question(page, "one-neuron"), lab(page, "xor")
    xor.get_by_role("button", name="Run it").click()
    expect(asked.get_by_role("alert")).to_have_text("Choose one of the answers.")
    expect(asked.locator("input").first).to_be_focused()
    expect(xor.locator("iframe")).to_have_count(0)
    guess(asked, 0)
    guess(asked, 1)
    xor.get_by_role("button", name="Run it").click()
    expect(asked.locator("input").first).to_be_disabled()
    expect(asked).to_contain_text("Right.", timeout=RESULT)
    came_to = r"After 150 epochs: training loss 0\.\d+, test loss 0\.\d+, \d+\.\d % of the test"
    expect(xor).to_contain_text(re.compile(came_to))
    page.reload()
    expect(question(page, "one-neuron").locator("input[value='1']")).to_be_checked()
    expect(question(page, "one-neuron")).to_contain_text("You said: It gets about half")


def test_diverged_lab_has_a_result_too(hurried):
    page = hurried("a-line-a-rate")
    guess(question(page, "large"), 2)
    lab(page, "large").get_by_role("button", name="Run it").click()
    expect(lab(page, "large")).to_contain_text("It diverged after", timeout=RESULT)
    expect(question(page, "large")).to_contain_text("Right.")


def test_wrong_check_comes_back_in_the_list_of_lessons(lesson, server):
    page = lesson("breaking-symmetry")
    check = question(page, "different")
    for not_allowed in ("", 9):
        guess(check, not_allowed)
        check.get_by_role("button", name="Check it").click()
        expect(check.get_by_role("alert")).to_have_text("Write a number from 1 to 6.")
        guess(check, 5)  # takes the words back
        expect(check.locator(".fault")).to_have_text("")
    guess(check, 6)
    check.get_by_role("button", name="Check it").click()
    expect(check).to_contain_text("Not this time. You said: 6.")
    page.goto(f"{server.url}/lessons")
    entry = page.locator("[data-lesson=breaking-symmetry]")
    expect(entry.locator("[data-progress]")).to_have_text("0 of 1 guessed right")
    again = page.get_by_role("region", name="To look at again").get_by_role("link")
    expect(again).to_contain_text("How many different neurons")
    again.click()
    expect(page).to_have_url(re.compile("lessons/breaking-symmetry#different"))


def test_wrong_answer_is_told_what_is_right(lesson):
    page = lesson("neurons-that-compute")
    check = question(page, "lines")
    guess(check, 2)
    check.get_by_role("button", name="Check it").click()
    expect(check).to_contain_text("You said: As many as there are inputs. The answer: One.")


def test_count_waits_for_the_guess_that_it_would_answer(hurried):
    page = hurried("neurons-that-compute")
    count = page.get_by_text("starts of one neuron learned exclusive or")
    expect(count).to_be_hidden()
    guess(question(page, "one-neuron"), 0)
    lab(page, "xor").get_by_role("button", name="Run it").click()
    expect(count).to_be_visible(timeout=RESULT)


def test_frame_of_a_lesson_shows_the_curve_and_what_keeps_it_from_learning(hurried):
    page = hurried("breaking-symmetry")
    page.set_viewport_size({"width": 1280, "height": 900})
    guess(question(page, "zeros"), 0)
    lab(page, "zeros").get_by_role("button", name="Run it").click()
    frame = page.frame_locator("iframe")
    expect(frame.locator(".chart canvas")).to_be_visible(timeout=RESULT)
    expect(frame.get_by_text("of layer 1 are the same: they get")).to_be_visible(timeout=RESULT)


@pytest.mark.parametrize("slug", lessons())
def test_lesson_is_done_from_end_to_end(hurried, slug):
    page, told = hurried(slug), lessons()[slug]
    for asked in told.questions:
        guess(question(page, asked.name), f"{asked.answer:g}")
    for one in told.labs:
        place = lab(page, one.name)
        place.get_by_role("button", name="Run it").click()
        expect(place.locator("[data-said]")).to_have_text(
            re.compile(r"After|It diverged"), timeout=RESULT
        )
    for asked in told.questions:
        form = question(page, asked.name)
        if asked.lab is None:
            form.get_by_role("button", name="Check it").click()
        expect(form).to_contain_text("Right.")


def test_lesson_fits_its_window(lesson):
    page = lesson("a-line-a-rate")
    for width in (320, 390, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_lesson_can_be_read_without_scripts(browser, server):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.url}/lessons/a-line-a-rate")
    expect(page.get_by_role("heading", name="A line, a rate")).to_be_visible()
    expect(page.get_by_role("link", name="Open in the playground").first).to_be_visible()
    expect(page.get_by_role("button", name="Run it")).to_have_count(0)
    context.close()


@pytest.mark.parametrize("place", ["lessons", "lessons/a-line-a-rate"])
def test_lessons_have_no_faults_of_access(page, server, place):
    page.goto(f"{server.url}/{place}")
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # and no transition
        found = Axe().run(page).response["violations"]
        faults = [(one["id"], [node["html"] for node in one["nodes"]]) for one in found]
        assert faults == [], theme
