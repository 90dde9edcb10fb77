import json
import re

import pytest

from app.routers import pages
from tests.app.client import put_services, serving

INLINE = re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\sstyle=|\son\w+=")


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def test_page_carries_the_catalog(client):
    page = client.get("/").text
    carried = re.search(r'<script type="application/json" id="catalog">(.*?)</script>', page, re.S)
    assert json.loads(carried[1]) == client.get("/api/catalog").json()


def test_catalog_cannot_end_its_script_element(client, monkeypatch):
    put_services(monkeypatch, client.app, catalog_json='{"note": "</script><b>"}')
    assert "</script><b>" not in client.get("/").text


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_page_has_nothing_inline_and_asks_nobody_else(client, path):
    page = client.get(path).text
    rest = re.sub("<style>[^<]*</style>", "", page, count=1)  # named by the policy: test_styles.py
    assert not INLINE.search(rest)
    assert not re.search(r'(src|href)="(https?:)?//', page)


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_what_a_page_asks_for_is_there(client, path):
    page = client.get(path).text
    for name in re.findall(r'(?:src|href)="([^"#]+)"', page):
        assert client.get(f"/{name}").status_code == 200, name


def test_scripts_of_a_saved_experiments_page_are_there(client):
    saved = client.post("/api/experiments", json={"experiment": {"title": "mine"}}).json()
    page = client.get(saved["url"]).text
    scripts = re.findall(r'<script type="module" src="\.\./([^"]+)"', page)
    assert len(scripts) == 3
    assert {client.get(f"/{name}").status_code for name in scripts} == {200}


@pytest.mark.parametrize("path", ["/", "/gallery", "/nowhere"])
def test_first_link_of_a_page_skips_to_its_content(client, path):
    page = client.get(path, headers={"Accept": "text/html"}).text
    first = re.search(r'<(?:a|button|input)\b[^>]*href="#(\w+)"', page)
    assert len(re.findall(rf'<main[^>]* id="{first[1]}" tabindex="-1"', page)) == 1


def test_page_without_browser_libraries_says_how_to_mend_it(client, monkeypatch, tmp_path):
    monkeypatch.setattr(pages, "STATIC", tmp_path)
    assert "make setup" in client.get("/").text


def test_policy_allows_nothing_foreign_and_nothing_inline(client):
    policy = client.get("/").headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    for part in ("object-src 'none'", "base-uri 'none'", "frame-ancestors 'self'"):
        assert part in policy


def test_unchanged_file_is_not_sent_again(client):
    first = client.get("/static/css/base.css")
    assert first.headers["cache-control"] == "no-cache"
    again = client.get("/static/css/base.css", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/", "/healthz", "/static/css/base.css"])
def test_head_is_answered_as_get(client, path):
    assert client.head(path).headers["content-type"] == client.get(path).headers["content-type"]


def test_texts_are_compressed(client):
    answer = client.get("/api/catalog", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip;q=0", None),
        ("gzip; q=0.000, identity", None),
        ("br;q=1, GZIP;q=0.5", "gzip"),
        ("x-gzip", "gzip"),
        ("nogzip", None),
        ("gzip;q=much", None),
        ("identity", None),
    ],
)
def test_coding_is_one_that_the_client_takes(client, accepted, coding):
    answer = client.get("/api/catalog", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("content-encoding") == coding
    assert answer.json()["datasets"]


@pytest.mark.parametrize("name", ["a" * 5000, "..%2f..%2fpyproject.toml", "css/", "%ff"])
def test_odd_names_of_files_are_not_found(client, name):
    assert client.get(f"/static/{name}").status_code == 404
