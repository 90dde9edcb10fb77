"""What is printed: sheets for pupils on one page each, and the microscope's blanks with answers."""

import re

import pytest

from app.lessons.shelf import lessons

pytestmark = pytest.mark.e2e


def pages_of(pdf):
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


@pytest.mark.parametrize("slug", lessons())
@pytest.mark.parametrize("paper", ["sheet", "teacher"])
def test_papers_of_a_lesson_are_one_page_each(page, server, slug, paper):
    page.goto(f"{server.url}/lessons/{slug}/{paper}")
    assert pages_of(page.pdf(prefer_css_page_size=True)) == 1


def test_sheet_of_the_microscope_has_blanks_and_then_the_answers(page, server, heard):
    with page.expect_response(lambda one: one.url.endswith("/backprop") and one.ok) as told:
        page.goto(f"{server.url}/#lens=backprop")
    page.evaluate("() => { window.print = () => {}; }")
    page.get_by_role("button", name="Print a sheet").click()
    sheet, answers = page.locator(".paper section").all()
    assert sheet.locator(".gap").count() >= 5
    assert answers.locator(".gap").count() == 0
    z = answers.locator("output").first.text_content()
    server_z = told.value.json()["layers"][0]["z"][0]
    assert float(z.replace("−", "-")) == pytest.approx(server_z, abs=6e-7)
    assert z not in sheet.text_content()
    assert pages_of(page.pdf()) == 2
    assert heard == []
