"""The OpenAPI document is for others' programs: its words are JSON Schema's."""

import re

import pytest

from app.http.openapi import BOUNDS
from app.main import create_app
from tests.app.client import serving


@pytest.fixture(scope="module")
def document():
    return create_app().openapi()


def parts(part):
    yield part
    inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    for one in inner:
        yield from parts(one)


def test_bounds_of_numbers_are_called_what_json_schema_calls_them(document):
    layer = document["components"]["schemas"]["SetBias"]["properties"]["layer"]
    assert (layer["minimum"], layer["maximum"]) == (1, 100)
    assert not [one for one in parts(document) if isinstance(one, dict) and BOUNDS.keys() & one]


def test_every_type_of_file_that_a_model_comes_as_is_documented(document):
    model = document["paths"]["/api/runs/{run_id}/model"]["get"]["responses"]["200"]["content"]
    assert set(model) == {
        "application/json", "application/octet-stream", "text/x-python; charset=utf-8"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/runs/x", "DELETE, GET, HEAD"),
        ("/api/runs", "POST"),
        ("/api/experiments", "GET, HEAD, POST"),
        ("/healthz", "GET, HEAD"),
    ],
)
def test_method_that_is_not_allowed_is_told_all_that_are(path, allowed):
    with serving() as client:
        answer = client.request("PATCH", path)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)


def test_document_begins_with_an_introduction_that_names_real_routes(document):
    words = document["info"]["description"]
    named = re.findall(r"`(?:POST|GET) (/[^`]+)`", words)
    assert len(named) >= 3
    assert set(named) <= set(document["paths"])
    for word in ("control_token", "Playground-Session", "Retry-After", "pip install"):
        assert word in words
