"""A teacher copies a lesson, changes it, shares it by a link, prints it, and deletes it."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from app.lessons.shelf import lesson_source, lessons
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e
COPY = "lessons/breaking-symmetry/copy"
HOSTILE = "<img src=x onerror=alert(1)> [here](https://example.org) ![x](https://example.org/x.png)"


@pytest.fixture
def editor(page, server, heard):
    """The page on which a lesson is copied; at the end nothing was complained about."""
    page.goto(f"{server.url}/{COPY}")
    expect(state(page)).to_have_text("Nothing is wrong. It can be shared.")
    yield page
    assert heard == []


def state(page):
    return page.locator("[data-state]")


def write(page, text):
    page.get_by_label("Text of the lesson").fill(text)


def shared(page):
    """Share what is written; return the link."""
    page.get_by_role("button", name="Share it").click()
    expect(state(page)).to_contain_text("Shared.")
    return page.get_by_label("Link to the lesson").input_value()


def test_lesson_is_copied_changed_shared_read_and_deleted(editor, server):
    source = lesson_source("breaking-symmetry")
    faulty = source.replace('"epochs": 150', '"epochs": 0')
    write(editor, faulty)
    expect(state(editor)).to_have_text("One thing is wrong.")
    expect(editor.locator(".faults")).to_contain_text("lab.epochs must be at least 1; got 0")
    expect(editor.get_by_role("button", name="Share it")).to_be_disabled()
    editor.locator(".faults").get_by_role("button").click()
    chosen = editor.get_by_label("Text of the lesson").evaluate(
        "(one) => one.value.slice(one.selectionStart, one.selectionEnd)"
    )
    assert chosen == ' "epochs": 0,'
    write(editor, source.replace("# Breaking symmetry", f"# Symmetry for 9b\n\n{HOSTILE}"))
    preview = editor.locator("[data-preview]")
    expect(preview).to_contain_text("Symmetry for 9b")
    expect(preview).to_contain_text(HOSTILE)
    address = shared(editor)
    assert re.fullmatch(rf"{server.url}/l/\w{{14}}", address)
    editor.goto(address)
    expect(editor.get_by_role("heading", name="Symmetry for 9b")).to_be_visible()
    expect(editor.locator(".lesson")).to_contain_text(HOSTILE)
    editor.locator("[data-question=zeros] input").first.check()
    editor.locator("[data-lab=zeros]").get_by_role("button", name="Run it").click()
    expect(editor.locator("[data-question=zeros]")).to_contain_text("Right.", timeout=1000 * LIMIT)
    with editor.expect_download() as taken:
        editor.get_by_role("button", name="My guesses as CSV").click()
    rows = taken.value.path().read_text().splitlines()
    assert rows[1].startswith(f'"l/{address[-14:]}","zeros","All weights begin at zero.')
    assert rows[1].endswith('"Nothing that depends on the point.","right"')
    editor.get_by_role("button", name="Delete").click()
    editor.get_by_role("dialog").get_by_role("button", name="Delete it").click()
    expect(editor.get_by_role("dialog")).to_contain_text("It is not on this server any more.")
    editor.get_by_role("button", name="Close").click()
    assert editor.request.get(address).status == 404


def test_draft_stays_when_the_page_is_loaded_again_and_begins_anew_when_asked(editor):
    write(editor, "nothing")
    expect(state(editor)).to_have_text("2 things are wrong.")
    editor.reload()
    expect(editor.get_by_label("Text of the lesson")).to_have_value("nothing")
    editor.get_by_role("button", name="Begin anew").click()
    expect(state(editor)).to_have_text("Nothing is wrong. It can be shared.")
    write(editor, "a" * 32_769)
    expect(state(editor)).to_have_text("A lesson has at most 32,768 bytes; this one has 32,769.")


def test_strangers_lesson_has_no_button_to_delete_it(editor, browser):
    write(editor, lesson_source("breaking-symmetry").replace("# Breaking", "# Unbroken"))
    expect(editor.locator("[data-preview]")).to_contain_text("Unbroken symmetry")
    address = shared(editor)
    other = browser.new_page()
    other.goto(address)
    expect(other.get_by_text("A lesson that somebody wrote and shared")).to_be_visible()
    expect(other.locator("[data-delete]")).to_be_hidden()
    other.close()


def test_key_of_an_exercise_is_hidden_until_it_is_asked_for(page, server, heard):
    page.goto(f"{server.url}/lessons")
    page.get_by_role("link", name="Exercises").click()
    first = page.locator("#rate-3")
    expect(first.locator(".claim").first).to_be_hidden()
    first.get_by_text("Key", exact=True).click()
    expect(first.locator(".claim").first).to_be_visible()
    first.get_by_role("link", name="Open it in the playground").click()
    expect(page.get_by_role("combobox", name=re.compile("^Learning rate"))).to_have_value("3")
    assert heard == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_around_lessons_have_no_faults_of_access_and_fit_a_phone(page, server, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": 390, "height": 800})
    for path in (COPY, "lessons/exercises", *(f"lessons/{next(iter(lessons()))}/{one}"
                                              for one in ("teacher", "sheet"))):  # fmt: skip
        page.goto(f"{server.url}/{path}")
        if path == COPY:
            expect(state(page)).to_have_text("Nothing is wrong. It can be shared.")
        found = Axe().run(page).response["violations"]
        assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
