"""The pages of runs on pictures: how one begins, and one run."""

import json
import re

import pytest

from app.documents.labs import all_labs
from tests.app.client import serving

FETCHED = re.compile(r'(?:src|href)="\.\./(static/[^"#]+)"')
IMPORTED = re.compile(r'\b(?:from|import)\(? ?"(\.[^"]+)"')


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.fixture(scope="module")
def run(client):
    body = {"images": {"data": {"name": "digits"}, "network": {"hidden": []}}}
    return client.post("/api/images", json=body).json()


def test_lab_begins_with_text_and_all_its_parts_are_there(client):
    page = client.get("/labs/images").text
    lab = all_labs()["images"]
    assert f"<h1>{lab.title}</h1>" in page
    assert lab.description in page
    assert_parts(client, page)


def test_page_of_a_run_says_which_it_is_and_carries_the_catalog(client, run):
    page = client.get(f"/images/{run['id']}").text
    assert f'data-images="{run["id"]}"' in page
    carried = re.search(r'<script type="application/json" id="catalog">(.*?)</script>', page, re.S)
    assert json.loads(carried[1]) == client.get("/api/catalog").json()
    assert f"<h1>{all_labs()['images'].title}</h1>" in page
    assert_parts(client, page)


def assert_parts(client, page):
    """Assert that all that a page fetches is there, with all that its scripts import."""
    waiting, known = [f"/{name}" for name in FETCHED.findall(page)], set()
    assert waiting
    while waiting:
        name = waiting.pop()
        if name in known:
            continue
        known.add(name)
        answer = client.get(name)
        assert answer.status_code == 200, name
        if name.endswith(".js") and "/vendor/" not in name:
            waiting += [beside(name, found) for found in IMPORTED.findall(answer.text)]


def beside(name, relative):
    parts = name.split("/")[:-1]
    for part in relative.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


@pytest.mark.parametrize("place", ["r", "labs/images"])
def test_other_addresses_of_a_run_lead_to_its_page(client, run, place):
    assert client.get(f"/{place}/{run['id']}").url.path == f"/images/{run['id']}"


@pytest.mark.parametrize("place", ["images", "labs/images"])
def test_run_that_is_not_there_is_not_found(client, place):
    answer = client.get(f"/{place}/nosuch", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "New playground" in answer.text
