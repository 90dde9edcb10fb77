"""Errors of fields have one wording, wherever the field stands and whatever check refuses it."""

import pytest
from fastapi.testclient import TestClient

from app.documents.data_spec import DataSpec
from app.errors import Unprocessable
from app.main import create_app
from app.services.access import ID_PATTERN
from app.settings import Settings, WrongSettings, read_settings
from tests.app.fake_runner import FakeRunner
from tests.app.refusing import refusals


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(Settings(), FakeRunner()), "http://127.0.0.1") as client:
        yield client


PARAMETERS = [
    ("/api/experiments?limit=0", "limit must be at least 1; got '0'"),
    ("/api/experiments?limit=x", "limit must be a whole number; got 'x'"),
    ("/api/experiments?cursor=!", "cursor must be the `next` of a page; got '!'"),
    ("/api/features", "formula is needed"),
    ("/api/experiments/0", f"experiment_id must match {ID_PATTERN}; got '0'"),
    ("/api/experiments?q=%00", "q must not hold the character NUL (U+0000)"),
]


@pytest.mark.parametrize(("path", "words"), PARAMETERS)
def test_parameter_is_refused_by_what_is_allowed_and_what_came(client, path, words):
    refused = client.get(path)
    (fault,) = refused.json()["errors"]
    assert (refused.status_code, refused.json()["detail"]) == (422, words)
    assert f"{fault['path']} {fault['detail']}" == words


BODIES = [
    ([], "must be an object; got []"),
    ({"autostart": "yes"}, "autostart must be true or false; got 'yes'"),
    ({"experiment_id": 7}, "experiment_id must be text; got 7"),
    ({"experiment": {"network": {"hidden": 3}}}, "experiment.network.hidden must be a list; got 3"),
    ({"experiment": {"data": {"noise": 9}}}, "experiment.data.noise must be at most 0.5; got 9"),
]


@pytest.mark.parametrize(("body", "words"), BODIES)
def test_field_of_a_body_is_refused_in_the_same_words(client, body, words):
    refused = client.post("/api/runs", json=body)
    assert (refused.status_code, refused.json()["detail"]) == (422, words)


COMMANDS = [
    ({"type": "step", "unit": "epoch", "count": 0}, "count must be at least 1; got 0"),
    ({"type": "step", "unit": "x"}, "unit must be 'epoch', 'batch' or 'sample'; got 'x'"),
    ({}, "must be an object with a 'type'; got {}"),
]


@pytest.mark.parametrize(("command", "words"), COMMANDS)
def test_command_is_refused_by_its_own_keys(client, command, words):
    run = client.post("/api/runs", json={}).json()
    headers = {"Authorization": f"Bearer {run['control_token']}"}
    refused = client.post(f"/api/runs/{run['id']}/commands", json=command, headers=headers)
    assert (refused.status_code, refused.json()["detail"]) == (422, words)


def test_settings_are_refused_in_the_same_words():
    with pytest.raises(WrongSettings) as refused:
        read_settings(port="x", origins=["http://here.example/path"])
    port, origins = str(refused.value).splitlines()
    assert port == "port must be a whole number; got 'x'"
    assert origins.startswith("origins must be scheme://host or scheme://host:port, with no path;")


@pytest.mark.parametrize("words", ["a{brace}", "%s", "{0}"])
def test_what_came_is_quoted_as_it_is(words):
    ((_, detail),) = refusals(DataSpec.model_validate, {"noise": words})
    assert detail == f"must be a number; got {words!r}"


def test_refusal_of_several_fields_names_each():
    faults = {"path": "a", "detail": "is needed"}, {"path": "", "detail": "must be an object"}
    refusal = Unprocessable.of(*faults)
    assert refusal.detail == "a is needed; must be an object"
    assert (refusal.status, refusal.errors) == (422, [*faults])
