"""Visitors report experiments, over HTTP; as many as are set hide one from the gallery."""

import pytest
from pydantic import ValidationError

from app.limits.caps import MAX_REPORTS
from app.services.experiment_service import reporter_of
from app.settings import Settings
from app.store.moderation import Moderation
from tests.app.client import serving
from tests.app.fake_runner import FakeRunner


@pytest.fixture
def client(request, tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    with serving(FakeRunner(), database_url=url, **getattr(request, "param", {})) as client:
        yield client


@pytest.fixture
def name(client):
    body = {"experiment": {"title": "zebra"}, "listed": True}
    return client.post("/api/experiments", json=body).json()["id"]


def report(client, name, session=None, **body):
    headers = {"Playground-Session": session} if session else {}
    return client.post(f"/api/experiments/{name}/report", json=body, headers=headers)


def found(client):
    return [one["id"] for one in client.get("/api/experiments?q=zebra").json()["items"]]


def told(client):
    moderation = Moderation(client.app.state.services.experiments._store._database)
    return client.portal.call(moderation.reported, 10)


def test_reports_of_three_sessions_hide_an_experiment_from_the_gallery(client, name):
    answers = [report(client, name, session).status_code for session in "ab"]
    assert (answers, found(client)) == ([204, 204], [name])
    assert report(client, name, "c").content == b""
    assert found(client) == []
    assert client.get(f"/api/experiments/{name}").json()["listing"] == "unlisted"


def test_one_session_and_all_who_name_none_count_once_each(client, name):
    for session in ["a", "a", "a", None, None, None]:
        assert report(client, name, session).status_code == 204
    assert told(client)[0].count == 2
    assert found(client) == [name]


def test_reason_is_kept_and_the_session_is_not(client, name):
    report(client, name, "my-session", reason="it is rude")
    assert told(client)[0].reasons == ("it is rude",)
    database = client.app.state.services.settings.database_url.partition(":///")[2]
    for part in ("", "-wal"):
        with open(database + part, "rb") as file:
            assert b"my-session" not in file.read()


def test_reporter_of_one_experiment_is_not_known_again_at_another(client, name):
    other = client.post("/api/experiments", json={"experiment": {"title": "lion"}}).json()["id"]
    assert reporter_of("me", name) != reporter_of("me", other)


@pytest.mark.parametrize("body", [{"reason": "x" * 301}, {"reason": 1}, {"why": "x"}])
def test_senseless_report_is_refused(client, name, body):
    assert report(client, name, **body).status_code == 422
    assert told(client) == []


def test_presets_and_what_is_not_there_are_not_reported(client):
    preset = client.get("/api/experiments?limit=1").json()["items"][0]["id"]
    for name, status, code in [(preset, 409, "preset"), ("none", 404, "no_such_experiment")]:
        answer = report(client, name)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_was_removed_is_not_reported(client, name):
    moderation = Moderation(client.app.state.services.experiments._store._database)
    client.portal.call(moderation.remove, name)
    assert report(client, name).status_code == 410


@pytest.mark.parametrize("client", [{"hide_after": 0}], ids=["never"], indirect=True)
def test_reports_hide_nothing_where_that_is_set(client, name):
    for session in "abcdef":
        report(client, name, session)
    assert (found(client), told(client)[0].count) == ([name], 6)


@pytest.mark.parametrize("wrong", [-1, MAX_REPORTS + 1, "many"])
def test_number_of_reports_that_never_comes_is_refused(wrong):
    with pytest.raises(ValidationError):
        Settings(hide_after=wrong)
    assert Settings().hide_after == 3
