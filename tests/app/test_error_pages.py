"""A browser that opens a link which leads nowhere gets a page with a way on, programs get JSON."""

import re

import pytest
from fastapi.testclient import TestClient

from app.errors import AppError
from app.http.error_pages import BY_CODE, BY_STATUS, prefers_page
from app.main import create_app
from app.settings import Settings
from tests.app.client import serving
from tests.app.fake_runner import FakeRunner

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
PAGE = {"Accept": BROWSER}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def shown(answer, status):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["content-security-policy"].startswith("default-src 'self'; ")
    return answer.text


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [
        ("/nowhere", 404, "There is no such page"),
        ("/a/b/c/", 404, "There is no such page"),
        ("/e/11111111111111", 404, "There is no experiment at this link"),
        ("/e/0", 422, "This link is not complete"),
        ("/r/nope", 404, "There is no run at this link"),
        ("/gallery?cursor=nope", 422, "This link is not complete"),
        ("/static/nope.css", 404, "There is no such page"),
        ("/labs/nope", 404, "There is no such page"),
    ],
)
def test_link_that_leads_nowhere_is_a_page_with_a_title(client, path, status, title):
    assert f"<h1>{title}</h1>" in shown(client.get(path, headers=PAGE), status)


@pytest.mark.parametrize(
    ("path", "root"),
    [("/x", "./"), ("/x/", "../"), ("/a/b/c", "../../"), ("/a%2Fb/c", "../"), ("/e/0?a/b", "../")],
)
def test_ways_on_lead_to_the_playground_and_the_gallery(client, path, root):
    page = client.get(path, headers=PAGE).text
    links = {text: href for href, text in re.findall(r'href="([^"#]*)">([\w ]+)<', page)}
    assert links == {"New playground": root, "Gallery": f"{root.removeprefix('./')}gallery"}


def test_deep_address_does_not_make_the_page_long(client):
    assert len(client.get("/a" * 2000, headers=PAGE).text) < 3000


def test_what_the_page_asks_for_is_there(client):
    page = client.get("/a/b", headers=PAGE).text
    files = re.findall(r'(?:src|href)="\.\./(static/[^"]+)"', page)
    assert len(files) == 4
    assert {client.get(f"/{name}").status_code for name in files} == {200}


@pytest.mark.parametrize("path", ["/api/nowhere", "/api/experiments/0", "/api/runs/nope"])
def test_interface_for_programs_answers_json_whatever_is_wanted(client, path):
    answer = client.get(path, headers=PAGE)
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("accept", "is_page"),
    [
        (BROWSER, True),
        ("text/html", True),
        ("TEXT/HTML, application/json;q=0.9", True),
        ("text/*;q=0.5, */*;q=0.1", True),
        ("", False),
        ("*/*", False),
        ("application/json", False),
        ("text/html;q=0.5, application/json", False),
        ("text/html;q=0, */*", False),
        ("text/html;q=many", False),
        (",;;=,q", False),
    ],
)
def test_page_is_for_clients_that_prefer_html(accept, is_page):
    headers = [(b"accept", accept.encode())]
    assert prefers_page({"type": "http", "path": "/e/x", "headers": headers}) is is_page


@pytest.mark.parametrize("path", [f"/{SCRIPT}", f"/e/{SCRIPT}", f"/gallery?cursor={SCRIPT}"])
def test_nothing_of_the_request_becomes_markup(client, path):
    assert "<script>alert" not in client.get(path, headers=PAGE).text


def test_words_of_an_error_are_text_in_its_page(client, monkeypatch):
    async def refuse(*_):
        raise AppError(SCRIPT, status=409)

    monkeypatch.setattr(client.app.state.services.experiments, "get", refuse)
    page = shown(client.get("/e/11111111111111", headers=PAGE), 409)
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_refused_name_is_a_page_in_its_look_that_leads_to_the_right_one():
    with serving(FakeRunner(), port=8123) as client:
        page = shown(client.get("/e/x", headers={**PAGE, "Host": "evil.example.org"}), 421)
        assert "evil" not in page
        assert re.findall(r'<a [^>]*href="([^"#]+)"', page) == ["http://localhost:8123/"]
        assert "<script" not in page  # it would be refused as well
        for name in re.findall(r'href="\.\./(static/[^"]+)"', page):
            file = client.get(f"/{name}", headers={"Host": "evil.example.org"})
            assert file.status_code == 200


def test_refused_name_is_told_the_address_that_the_settings_name():
    with serving(FakeRunner(), origins=["https://learn.example.org"], root_path="/nn") as client:
        page = client.get("/", headers={**PAGE, "Host": "evil.example.org"}).text
    assert 'href="https://learn.example.org/nn/"' in page


def test_failure_of_the_server_is_a_page_with_a_number_and_no_trace():
    app = create_app(Settings(), FakeRunner())
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as client:
        app.state.services.experiments.get = lambda _: 1 / 0
        page = shown(client.get("/e/11111111111111", headers=PAGE), 500)
    assert re.search(r"quote [0-9a-f]{8} when reporting it", page)
    assert '<a class="plain" href="">Try again</a>' in page
    assert "ZeroDivisionError" not in page


def test_busy_server_says_when_to_come_again(client, monkeypatch):
    async def refuse(*_):
        raise AppError("too much", status=503)

    monkeypatch.setattr(client.app.state.services.experiments, "get", refuse)
    answer = client.get("/e/11111111111111", headers=PAGE)
    assert "Too much" in shown(answer, 503)
    assert answer.headers["retry-after"] == "1"


def test_wrong_method_is_a_page_too(client):
    answer = client.post("/gallery", headers=PAGE)
    shown(answer, 405)
    assert answer.headers["allow"] == "GET, HEAD"


@pytest.mark.parametrize("words", [*BY_CODE.values(), *BY_STATUS.values()])
def test_pages_speak_in_sentences(words):
    assert not words.title.endswith(".")
    assert words.advice.endswith(".")
