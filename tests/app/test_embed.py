"""An experiment as a part of somebody's page: that page alone may be framed, and by whom is set."""

import re

import pytest

from tests.app.client import created, serving
from tests.app.fake_runner import FakeRunner

SCHOOL = "https://school.example.org"


def saved(client, **experiment):
    return client.post("/api/experiments", json={"experiment": experiment}).json()["id"]


def ancestors(answer):
    """Return which pages may frame an answer; None: all."""
    found = re.search(r"frame-ancestors ([^;]+)", answer.headers["content-security-policy"])
    return found and found[1]


@pytest.fixture(scope="module")
def client():
    with serving(FakeRunner(), frame_ancestors=[SCHOOL, "http://127.0.0.1:9000"]) as client:
        yield client


@pytest.mark.parametrize(
    ("origins", "told"),
    [([], "'self'"), (["*"], None), ([SCHOOL], f"'self' {SCHOOL}")],
)
def test_setting_says_who_may_embed(origins, told):
    with serving(FakeRunner(), frame_ancestors=origins) as client:
        assert ancestors(client.get(f"/embed/{saved(client)}")) == told


def test_every_page_may_embed_an_experiment_unless_the_setting_says_otherwise():
    with serving(FakeRunner()) as client:
        assert ancestors(client.get(f"/embed/{saved(client)}")) is None
        assert ancestors(client.get(f"/e/{saved(client)}")) == "'self'"


def test_error_of_an_embedded_page_may_be_framed_as_the_page_may(client):
    answer = client.get("/embed/nope", headers={"Accept": "text/html"})
    assert ancestors(answer) == f"'self' {SCHOOL} http://127.0.0.1:9000"


@pytest.mark.parametrize("path", ["/embed", "/e/embed/nope", "/embedded/nope"])
def test_error_of_any_other_page_is_not_framed(client, path):
    assert ancestors(client.get(path, headers={"Accept": "text/html"})) == "'self'"


def test_embedded_page_holds_no_secret_and_no_run(client):
    page = client.get(f"/embed/{saved(client)}").text
    assert "data-run" not in page
    assert "control_token" not in page


def test_no_other_page_may_be_framed_by_others(client):
    name, run = saved(client), created(client)["id"]
    paths = ["/", f"/e/{name}", f"/r/{run}", "/gallery", "/docs", "/api/catalog", "/embed/nope"]
    assert {path: ancestors(client.get(path)) for path in paths} == dict.fromkeys(paths, "'self'")


def test_policy_of_an_embedded_page_is_as_strict_in_all_else(client):
    embedded = client.get(f"/embed/{saved(client)}").headers["content-security-policy"]
    usual = client.get("/").headers["content-security-policy"]
    assert embedded.split("; frame-ancestors")[0] == usual.split("; frame-ancestors")[0]


def test_embedded_page_is_the_playground_with_its_experiment_and_a_way_to_it(client):
    name = saved(client, title="Mine")
    page = client.get(f"/embed/{name}").text
    assert '<html lang="en" class="embed" data-root="../"' in page
    assert "<title>Mine</title>" in page
    assert f'href="../e/{name}"' in page


def test_other_pages_are_whole(client):
    assert 'class="embed"' not in client.get(f"/e/{saved(client)}").text


@pytest.mark.parametrize("name", ["nope", "0", "a" * 15])
def test_what_was_not_saved_is_not_embedded(client, name):
    assert client.get(f"/embed/{name}").status_code in (404, 422)


def test_title_is_text_in_an_embedded_page(client):
    page = client.get(f"/embed/{saved(client, title='</title><script>alert(1)</script>')}").text
    assert "<script>alert" not in page
