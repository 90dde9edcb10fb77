"""A table of one's own: brought, read, corrected, learned from, shared by the address, refused."""

import random
import re
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_epoch, wait_for_picture
from tests.e2e.test_layout import PAINTED

pytestmark = pytest.mark.e2e

KINDS = "cat", "dog", "owl"
BOX = "Or the text of a table, such as cells copied from a spreadsheet"
REFUSED = "console: Failed to load resource: the server responded with a status of 4"


def pets(delimiter=",", decimal="."):
    """Return sixty animals by width, height, age and kind."""
    dice = random.Random(1)
    rows = [
        [f"{dice.gauss(3 * kind, 1):.2f}", f"{dice.random():.2f}", str(at % 4), KINDS[kind]]
        for at in range(60)
        for kind in [at % 3]
    ]
    lines = [delimiter.join(cell.replace(".", decimal) for cell in row) for row in rows]
    return "\n".join([delimiter.join(["width", "height", "age", "kind"]), *lines])


def opened(page):
    page.get_by_role("button", name="Your table …").click()
    return page.get_by_role("dialog")


def brought(page, text):
    """Return the dialog with a text read, or refused."""
    dialog = opened(page)
    dialog.get_by_label(BOX).fill(text)
    dialog.get_by_role("button", name="Read the text").click()
    return dialog


def used(dialog):
    dialog.get_by_role("button", name="Use this table").click()
    expect(dialog).to_have_count(0)


def tell_all_but_refusals(heard):
    return [fault for fault in heard if not fault.startswith(REFUSED)]


def test_pasted_table_is_learned_and_its_classes_have_their_names(playground):
    used(brought(playground, pets()))
    expect(playground.get_by_role("radio", name="Your table")).to_be_checked()
    expect(playground.locator(".notices")).to_contain_text(
        "learns from this table now, from its start"
    )
    expect(playground.locator(".feature.column")).to_have_text(["width", "height", "age"])
    playground.get_by_role("button", name="Play", exact=True).click()
    wait_for_epoch(playground, 20)
    expect(playground.locator(".confusion").get_by_role("columnheader", name="owl")).to_be_visible()


def test_heading_on_two_lines_is_one_and_that_is_told(playground):
    dialog = brought(playground, pets().replace("width", '"the\nwidth"'))
    expect(dialog).to_contain_text("One cell held a line break or a tab: it was read as a space.")
    used(dialog)
    expect(playground.locator(".feature.column")).to_have_text(["the width", "height", "age"])


def test_two_classes_of_a_table_have_their_names_beside_the_map(playground):
    rows = "\n".join(f"{at % 7},{at % 5},{'yes' if at % 7 > at % 5 else 'no'}" for at in range(60))
    used(brought(playground, "left,right,more\n" + rows))
    expect(playground.locator(".classes")).to_have_text(re.compile(r"no\s*yes"))


def test_file_is_read_and_shown_with_what_was_found_and_so_is_a_dropped_one(playground, tmp_path):
    (tmp_path / "animals.csv").write_text(pets(";", ","), encoding="utf-16")
    dialog = opened(playground)
    dialog.get_by_label("A CSV file").set_input_files(tmp_path / "animals.csv")
    expect(dialog.get_by_role("heading", name="Table: animals.csv")).to_be_visible()
    shown = [dialog.get_by_label(name) for name in ("Between cells", "Decimal mark", "Encoding")]
    told = [one.evaluate("(it) => it.selectedOptions[0].text") for one in shown]
    assert told == ["semicolon (found)", "comma (found)", "UTF-16 (found)"]
    expect(dialog.get_by_role("columnheader", name="width")).to_contain_text("numbers")
    expect(dialog.get_by_role("columnheader", name="kind")).to_contain_text("words, 3 different")
    expect(dialog.locator(".rows tbody tr")).to_have_count(10)
    drop = """(form, text) => { const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([text], "dropped.csv"));
        form.dispatchEvent(new DragEvent("drop", { dataTransfer, cancelable: true })) }"""
    playground.locator(".own-table form").evaluate(drop, pets())
    expect(playground.get_by_role("heading", name="Table: dropped.csv")).to_be_visible()


def test_way_of_reading_is_corrected(playground):
    dialog = brought(playground, "x,y;z\n1,2;cat\n3,4;dog\n5,6;cat")
    heads = dialog.locator(".rows thead th")
    expect(heads).to_contain_text(["x,y", "z"])
    dialog.get_by_label("Between cells").select_option("comma")
    expect(heads).to_contain_text(["x", "y;z"])
    dialog.get_by_label("Between cells").select_option(value="auto")
    expect(heads).to_contain_text(["x,y", "z"])
    playground.keyboard.press("Escape")
    dialog = brought(playground, "red;cat\nblue;dog\nred;dog")
    expect(dialog.locator(".rows tbody tr")).to_have_count(2)
    dialog.get_by_label("Names in the first row").select_option("no")
    expect(dialog.locator(".rows tbody tr")).to_have_count(3)


def test_columns_target_problem_and_plane_are_chosen(playground):
    dialog = brought(playground, pets())
    dialog.get_by_label("To be learned").select_option("age")
    expect(dialog.get_by_role("combobox", name="As", exact=True)).to_have_value("multiclass")
    dialog.get_by_role("combobox", name="As", exact=True).select_option("regression")
    dialog.get_by_role("checkbox", name="kind").check()
    dialog.get_by_role("combobox", name="Words").select_option("ordered")
    dialog.get_by_label("The map shows").select_option("columns")
    dialog.get_by_label("To the right").select_option("kind")
    used(dialog)
    expect(playground.locator(".feature.column")).to_have_text(["width", "height", "kind"])
    expect(playground.get_by_label("Problem")).to_have_value("regression")
    expect(playground).to_have_url(re.compile("learns=age&plane=kind,height"))


def test_address_brings_the_table_back_by_reload_back_and_forward(playground):
    dialog = brought(playground, pets())
    dialog.get_by_role("checkbox", name="age").uncheck()
    used(dialog)
    expect(playground).to_have_url(re.compile("columns=width,height&learns=kind"))
    playground.reload()
    wait_for_picture(playground)
    expect(playground.locator(".feature.column")).to_have_text(["width", "height"])
    playground.go_back()
    expect(playground.get_by_role("radio", name="Circle")).to_be_checked()
    playground.go_forward()
    expect(playground.locator(".feature.column")).to_have_text(["width", "height"])


def test_table_is_opened_again_for_other_columns_and_downloaded(playground):
    used(brought(playground, pets()))
    playground.get_by_role("button", name="Columns …", exact=True).click()
    dialog = playground.get_by_role("dialog")
    expect(dialog.get_by_role("checkbox", name="age")).to_be_checked()
    with playground.expect_download() as coming:
        dialog.get_by_role("link", name="Download as CSV").click()
    assert coming.value.suggested_filename == "pasted-table.csv"
    dialog.get_by_role("checkbox", name="age").uncheck()
    used(dialog)
    expect(playground.locator(".feature.column")).to_have_text(["width", "height"])


def test_columns_of_a_table_of_the_servers_are_chosen_too(playground):
    playground.get_by_role("combobox", name="Problem").select_option("multiclass")
    playground.get_by_role("radio", name="Iris").click()
    playground.get_by_role("button", name="Columns …", exact=True).click()
    dialog = playground.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="sepal length").uncheck()
    dialog.get_by_label("The map shows").select_option("columns")
    used(dialog)
    expect(playground.locator(".feature.column")).to_have_count(3)
    playground.reload()
    expect(playground).to_have_url(re.compile("data=iris&columns=.*&plane=sepal"))
    expect(playground.locator(".feature.column")).to_have_count(3)


def test_faults_are_told_by_line_and_column_and_the_text_is_kept(page, server, heard):
    page.goto(server.url)
    wait_for_picture(page)
    text = "a,b\n" + "1,2\n" * 38 + "x,3\n4,y\n5,z"
    dialog = brought(page, text)
    expect(dialog.locator(".faults li")).to_have_count(3)
    expect(dialog.get_by_role("alert").first).to_contain_text("line 40, column 1 (a): expected a")
    dialog.get_by_role("button", name="line 40").click()
    marked = "(it) => it.value.slice(it.selectionStart, it.selectionEnd)"
    assert dialog.get_by_label(BOX).evaluate(marked) == "x,3"
    assert dialog.get_by_label(BOX).evaluate("(it) => it.scrollTop") > 100
    page.keyboard.press("Escape")
    expect(opened(page).get_by_label(BOX)).to_have_value(text)
    assert tell_all_but_refusals(heard) == []


UNFIT = [
    ("empty.csv", b"", "There is nothing in it"),
    ("large.csv", b"1,2\n" * 262_145, "at most 1024 KiB; this one has 1025 KiB"),
    ("cat.png", b"\x89PNG\r\n\x1a\n", "got a picture"),
    ("narrow.csv", b"a\n1\n2\n", "one column only"),
]


def test_file_that_is_no_table_is_refused(page, server, heard):
    page.goto(server.url)
    wait_for_picture(page)
    for name, content, told in UNFIT:
        dialog = opened(page)
        dialog.get_by_label("A CSV file").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": content}
        )
        expect(dialog.get_by_role("alert").filter(has_text=told), name).to_be_visible()
        dialog.get_by_role("button", name="Use this table").press("Enter")
        expect(dialog, name).to_be_visible()
        page.keyboard.press("Escape")
        expect(dialog, name).to_have_count(0)
    assert tell_all_but_refusals(heard) == []


def test_words_are_never_learned_as_numbers_nor_too_many_of_them(playground):
    names = "".join(f"n{at},{at / 7:.3f},{KINDS[at % 3]}\n" for at in range(20))
    dialog = brought(playground, f"name,size,kind\n{names}")
    expect(dialog.get_by_role("combobox", name="As", exact=True).locator("option")).to_have_text(
        "Several classes"
    )
    dialog.get_by_label("To be learned").select_option("name")
    expect(dialog.get_by_role("alert").last).to_contain_text("20 different words, at most 10")
    dialog.get_by_role("button", name="Use this table").click()
    expect(dialog).to_be_visible()


def test_server_that_is_away_is_told_and_the_text_or_the_table_is_kept(page, server):
    page.goto(server.url)
    wait_for_picture(page)
    dialog = opened(page)
    page.route("**/api/datasets**", lambda route: route.abort())
    dialog.get_by_label(BOX).fill(pets())
    dialog.get_by_role("button", name="Read the text").click()
    expect(dialog.get_by_role("alert").first).to_contain_text("The server cannot be reached")
    expect(dialog.get_by_label(BOX)).to_have_value(pets())
    page.unroute("**/api/datasets**")
    dialog.get_by_role("button", name="Read the text").click()
    expect(dialog.locator(".rows")).to_be_visible()
    page.route("**/commands", lambda route: route.abort())
    dialog.get_by_role("button", name="Use this table").click()
    expect(dialog.get_by_role("alert").last).to_contain_text("server cannot be reached")
    page.unroute("**/commands")
    used(dialog)


def test_table_that_the_server_has_not_is_told_and_nothing_else_is_lost(page, server, heard):
    fragment = "problem=multiclass&table=4xYz&columns=a,b&learns=c&hidden=7relu&rate=0.1"
    page.goto(f"{server.url}/#{fragment}")
    wait_for_picture(page)
    expect(page.locator(".notices")).to_contain_text("The table is not on this server")
    expect(page).to_have_url(re.compile("problem=multiclass&hidden=7relu&rate=0.1"))
    assert tell_all_but_refusals(heard) == []


def test_keyboard_alone_brings_a_table(playground):
    playground.get_by_role("button", name="Your table …").press("Enter")
    expect(playground.get_by_label("A CSV file")).to_be_focused()
    playground.keyboard.press("Tab")
    expect(playground.get_by_label(BOX)).to_be_focused()
    playground.keyboard.insert_text(pets())
    playground.keyboard.press("Tab")
    playground.keyboard.press("Enter")
    expect(playground.get_by_role("heading", name="How it was read")).to_be_focused()
    playground.get_by_role("button", name="Use this table").press("Enter")
    expect(playground.get_by_role("button", name="Your table …")).to_be_focused()
    expect(playground.get_by_role("radio", name="Your table")).to_be_checked()


def test_dialog_is_for_everybody(page, server, heard):
    page.goto(server.url)
    wait_for_picture(page)
    for text in ("a,b\n1,2\nx,3\n4,5", pets()):
        dialog = brought(page, text)
        expect(dialog.locator(".faults li, .rows")).to_be_visible()
        for theme, (width, height) in product(["light", "dark"], [(1440, 900), (390, 844)]):
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=theme)
            page.evaluate(PAINTED)
            where = f"{theme}, {width} pixels, {text[:9]!r}"
            violations = Axe().run(page).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:200]) for v in violations] == [], where
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, where
        page.keyboard.press("Escape")
    assert tell_all_but_refusals(heard) == []


def test_teacher_hides_own_tables(page, server):
    page.goto(f"{server.url}/#hide=ownTable")
    wait_for_picture(page)
    expect(page.get_by_role("button", name="Your table …")).to_be_hidden()
