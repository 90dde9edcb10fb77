"""The pages of studies, and the presets that they offer."""

import json
import re

import pytest

from app.documents.study_ways import study_ways
from tests.app.client import serving

SCRIPT = re.compile(r'<script type="module" src="([^"]+)"')


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.mark.parametrize("way", study_ways())
def test_page_on_which_a_study_begins_carries_the_catalog_and_says_which_it_is(client, way):
    page = client.get(f"/{way}").text
    carried = re.search(r'<script type="application/json" id="catalog">(.*?)</script>', page, re.S)
    assert json.loads(carried[1]) == client.get("/api/catalog").json()
    assert f'data-way="{way}"' in page
    assert client.get(f"/{SCRIPT.search(page)[1]}").status_code == 200


def test_page_of_studies_leads_to_each_preset(client):
    page = client.get("/studies").text
    for way in study_ways().values():
        assert way.title in page
        for preset in way.presets:
            assert preset["title"] in page
    assert 'href="luck?count=64&amp;epochs=500&amp;target=0.05#data=circle&amp;hidden=3"' in page


def test_page_of_a_study_that_is_not_there_is_not_found(client):
    answer = client.get("/studies/nosuch", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "<h1>" in answer.text


def test_page_of_a_study_names_it(client):
    study = {"base": {}, "vary": {"kind": "seeds", "count": 2}, "budget": {"epochs": 2}}
    made = client.post("/api/studies", json={"study": study}).json()
    page = client.get(made["url"]).text
    assert f'data-study="{made["id"]}"' in page
    assert 'data-root="../"' in page


def test_address_of_a_run_that_is_a_study_leads_to_the_study(client):
    body = {"study": {"vary": {"kind": "seeds", "count": 2}}}
    study = client.post("/api/studies", json=body).json()["id"]
    assert client.get(f"/r/{study}").url.path == f"/studies/{study}"
    run = client.post("/api/runs", json={}).json()["id"]
    assert client.get(f"/r/{run}").url.path == f"/r/{run}"
