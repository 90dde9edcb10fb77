"""Every error is an RFC 9457 problem document, and none tells more than it should."""

import asyncio
import logging

import pytest
from fastapi.testclient import TestClient

from app.http import request_body
from app.main import create_app
from app.runs.runner import RunBusy
from app.settings import Settings
from app.store.store_errors import NoSuchExperiment, Removed, StoreBusy, StoreFull
from app.telemetry.logs import is_news
from tests.app.fake_runner import FakeRunner

KEYS = {"type", "title", "status", "detail", "code"}


@pytest.fixture
def runner():
    return FakeRunner()


@pytest.fixture
def client(runner):
    app = create_app(Settings(), runner)
    with TestClient(app, "http://127.0.0.1", raise_server_exceptions=False) as client:
        yield client


def problem(answer, status):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    told = answer.json()
    assert told.keys() >= KEYS
    assert told["status"] == status
    return told


def test_unknown_route(client):
    assert problem(client.get("/api/nowhere"), 404)["title"] == "Not Found"


def test_wrong_method_is_told_the_right_ones(client):
    answer = client.put("/api/runs", json={})
    problem(answer, 405)
    assert answer.headers["allow"] == "POST"


def test_missing_token_is_told_how_to_send_one(client):
    run = client.post("/api/runs", json={}).json()["id"]
    answer = client.post(f"/api/runs/{run}/commands", json={"type": "start"})
    assert "Authorization: Bearer" in problem(answer, 401)["detail"]
    assert answer.headers["www-authenticate"] == "Bearer"


def test_every_bad_field_is_named(client):
    body = {"experiment": {"data": {"noise": 9, "seed": -1}}, "autostart": "yes"}
    errors = problem(client.post("/api/runs", json=body), 422)["errors"]
    places = {error["path"] for error in errors}
    assert places == {"experiment.data.noise", "experiment.data.seed", "autostart"}


def test_worker_that_is_away_is_no_failure_of_the_client(client, runner):
    runner.refusals = [RunBusy("no answer within 10 seconds")]
    assert problem(client.post("/api/runs", json={}), 503)["code"] == "busy"


def test_who_meets_a_worker_that_is_away_is_told_when_to_come_again(client, runner):
    runner.refusals = [RunBusy("the worker of this run is being replaced")]
    assert client.post("/api/runs", json={}).headers["retry-after"] == "1"


def test_server_without_workers_is_not_ready(client, runner):
    runner.stats = lambda: {"workers": 2, "alive": 0}
    assert problem(client.get("/readyz"), 503)["code"] == "no_workers"


def test_failure_of_the_server_is_answered_with_a_number_and_no_trace(client, runner, caplog):
    runner.refusals = [ZeroDivisionError("a secret of the server")]
    with caplog.at_level(logging.ERROR):
        answer = client.post("/api/runs", json={})
    told = problem(answer, 500)
    (record,) = caplog.records
    assert record.fields == {
        "error_id": told["error_id"],
        "method": "POST",
        "route": "/api/runs",
    }
    assert not is_news(record)  # uvicorn, to which it goes on, need not tell it again
    assert f"quote {told['error_id']} when" in told["detail"]
    assert "secret" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_number_that_is_not_finite_is_null(client, runner):
    runner.state["epoch"] = float("nan")
    run = client.post("/api/runs", json={}).json()["id"]
    assert client.get(f"/api/runs/{run}").json()["epoch"] is None


def test_body_that_trickles_in_is_not_waited_for(client, monkeypatch):
    monkeypatch.setattr(request_body, "BODY_SECONDS", 0.01)
    monkeypatch.setattr(request_body, "_receive", lambda *_: asyncio.Event().wait())
    assert problem(client.post("/api/runs", json={}), 408)["code"] == "too_slow"


@pytest.mark.parametrize(
    ("trouble", "status", "code", "wait"),
    [
        (StoreBusy("locked"), 503, "unavailable", "5"),
        (StoreFull("full"), 507, "store_full", None),
        (NoSuchExperiment("abc"), 404, "no_such_experiment", None),
        (Removed("abc"), 410, "removed", None),
    ],
)
def test_error_of_the_store_is_an_answer(client, monkeypatch, trouble, status, code, wait):
    async def fail(*_, **__):
        raise trouble

    monkeypatch.setattr(client.app.state.services.experiments._store, "save", fail)
    answer = client.post("/api/experiments", json={"experiment": {"title": "trouble"}})
    assert problem(answer, status)["code"] == code
    assert answer.headers.get("retry-after") == wait
