"""Whatever text somebody else chose, it is shown as text, and nothing of it runs."""

import json
import urllib.request
from urllib.parse import quote, urlencode

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import wait_for_picture
from tests.e2e.payloads import ELEMENTS, NOTHING, PAYLOADS, READY, come_through, foreign
from tests.e2e.test_embed import saved
from tests.e2e.test_own_table import brought, tell_all_but_refusals
from tests.patience import LIMIT

pytestmark = pytest.mark.e2e
SOME = PAYLOADS[::31]
corpus = pytest.mark.parametrize(
    "payloads", [SOME, pytest.param(PAYLOADS, marks=pytest.mark.long)], ids=["some", "all"]
)


@pytest.fixture
def watched(page, server, heard):
    page.add_init_script(READY)
    page.goto(server.url)
    wait_for_picture(page)
    yield page
    assert tell_all_but_refusals(heard) == []


def upload(server, payload):
    """Keep a table that is called so, and whose columns and classes are."""
    cell = '"' + payload.replace('"', '""') + '"'
    rows = [f"{at},{at % 7},{cell if at % 2 else 'plain'}" for at in range(40)]
    body = "\n".join([f"{cell},width,kind", *rows]).encode()
    request = urllib.request.Request(
        f"{server.url}/api/datasets?header=true&name={quote(payload)}", body,
        {"Content-Type": "text/csv"},
    )  # fmt: skip
    with urllib.request.urlopen(request, timeout=LIMIT) as answer:
        return json.load(answer)["id"]


def go_to(page, **address):
    page.evaluate("(hash) => { location.hash = hash; }", urlencode(address))


def in_the_address(page, payload):
    for keys in (["table", "features", payload], ["problem", "data", "hidden"]):
        go_to(page, title=payload, about=payload, **dict.fromkeys(keys, payload))
        expect(page).to_have_title(payload)
        expect(page.locator("[data-view=about]").get_by_role("paragraph")).to_have_text(payload)
        expect(page.locator(".notices")).to_contain_text(f"In the address, {keys[-1][:40]}=")


def in_a_table(page, server, payload):
    name = payload.replace("\\", r"\\").replace(",", r"\,")
    go_to(page, table=upload(server, payload), columns=f"{name},width", learns="kind")
    expect(page.locator(".feature.column").first).to_have_text(payload)


def in_dialogs(page, payload):
    dialog = brought(page, f"a,b\n1,2\n3,{payload},5")
    expect(dialog.get_by_role("alert").or_(dialog.locator(".bad")).first).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Share").click()
    page.get_by_label("Title").fill(payload)
    page.get_by_text("In a page of yours").click()
    page.keyboard.press("Escape")


def in_a_saved_experiment(page, server, payload):
    name = saved(server, title=payload, description=payload)
    for place in (f"/e/{name}", f"/embed/{name}"):
        page.goto(server.url + place)
        page.locator("#map[aria-label*=loss]").wait_for()
        expect(page).to_have_title(payload)
        assert come_through(page) == NOTHING


def in_a_shared_lesson(page, server, payload):
    lab = {"name": "a", "caption": payload, "epochs": 1, "experiment": {"title": payload}}
    about = {"text": payload, "options": [payload, "b"], "answer": 0, "because": payload}
    blocks = {
        "lesson": {"goal": payload, "minutes": 1},
        "lab": lab,
        "question": {"name": "q", **about},
    }
    texts = [f"```{kind}\n{json.dumps(block)}\n```\n" for kind, block in blocks.items()]
    source = "\n".join([f"# {payload}\n", *texts, payload, "\n# Notes\n", payload])
    answer = page.request.post(f"{server.url}/api/lessons", data={"source": source})
    assert answer.ok, answer.text()
    place = server.url + answer.json()["url"]
    for path in ("", "/teacher", "/sheet", "/copy"):
        page.goto(place + path)
        expect(page.get_by_role("main")).to_be_visible()
        assert come_through(page) == NOTHING, path


def in_the_gallery(page, server, payload):
    listed = {"experiment": {"title": payload, "description": payload}, "listed": True}
    page.request.post(f"{server.url}/api/experiments", data=listed)
    page.goto(f"{server.url}/gallery?q={quote(payload)}")
    expect(page.get_by_role("main")).to_contain_text(payload)


@corpus
def test_text_of_an_address_stays_text(watched, payloads):
    for payload in payloads:
        in_the_address(watched, payload)
        assert come_through(watched) == NOTHING, payload


@corpus
def test_names_in_a_table_stay_text(watched, server, payloads):
    for payload in payloads:
        in_a_table(watched, server, payload)
        assert come_through(watched) == NOTHING, payload


@corpus
def test_text_in_dialogs_stays_text(watched, payloads):
    for payload in payloads:
        in_dialogs(watched, payload)
        assert come_through(watched) == NOTHING, payload


@corpus
def test_text_of_a_saved_experiment_stays_text(watched, server, payloads):
    for payload in payloads:
        in_a_saved_experiment(watched, server, payload)


@corpus
def test_text_of_a_shared_lesson_stays_text(watched, server, payloads):
    for payload in payloads:
        in_a_shared_lesson(watched, server, payload)


@corpus
def test_titles_and_words_looked_for_in_the_gallery_stay_text(watched, server, payloads):
    for payload in payloads:
        in_the_gallery(watched, server, payload)
        assert come_through(watched) == NOTHING, payload


def test_what_comes_through_is_noticed(page):
    for element in ELEMENTS:
        page.goto("about:blank")  # where no policy keeps it out
        page.evaluate(READY)
        page.evaluate("(text) => { document.body.innerHTML = text; }", foreign(element))
        assert come_through(page) != NOTHING, element


def test_corpus_is_of_a_size():
    assert len(set(PAYLOADS)) == 120
