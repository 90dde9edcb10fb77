"""The character NUL, which PostgreSQL keeps in no text, is refused wherever a text comes in."""

import base64
import json

import pytest
from starlette.websockets import WebSocketDisconnect

from tests.app.client import bearer, commanded, created, serving

NUL = "a\0b"
RUN = "AAAAAA\0AAAAAAA"  # as long as an id
CSV = {"Content-Type": "text/csv"}
CURSOR = base64.urlsafe_b64encode(b"1.0 a\0b").decode()
UPLOAD = {"source": "upload", "dataset_id": NUL, "columns": ["a"], "target": "b"}
BODIES = {
    "title": ("/api/experiments", {"experiment": {"title": NUL}}),
    "description": ("/api/experiments", {"experiment": {"description": NUL}}),
    "column": ("/api/experiments", {"experiment": {"data": {**UPLOAD, "columns": [NUL]}}}),
    "table's id": ("/api/runs", {"experiment": {"data": UPLOAD}}),
    "experiment's id": ("/api/runs", {"experiment_id": NUL}),
    "key": ("/api/runs", {NUL: 1}),
    "key within": ("/api/runs", {"experiment": {"data": {NUL: 1}}}),
}
ADDRESSES = {
    "run": ("GET", "/api/runs/{run}"),
    "run's history": ("GET", "/api/runs/{run}/history"),
    "run's page": ("GET", "/r/{run}"),
    "run to end": ("DELETE", "/api/runs/{run}"),
    "experiment": ("GET", "/api/experiments/a%00b"),
    "experiment's page": ("GET", "/e/a%00b"),
    "experiment's picture": ("GET", "/api/experiments/a%00b/preview.png"),
    "table": ("GET", "/api/datasets/a%00b"),
    "table as CSV": ("GET", "/api/datasets/a%00b.csv"),
    "search": ("GET", "/api/experiments?q=a%00b"),
    "search in the gallery": ("GET", "/gallery?q=a%00b"),
    "cursor": ("GET", "/api/experiments?cursor=a%00b"),
    "what a cursor holds": ("GET", f"/api/experiments?cursor={CURSOR}"),
    "what the gallery's holds": ("GET", f"/gallery?cursor={CURSOR}"),
    "formula": ("GET", "/api/features?formula=x1%00"),
    "unknown parameter": ("GET", "/api/experiments?x%00=1"),
    "static file": ("GET", "/static/a%00b"),
}


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def client(request, tmp_path_factory):
    if request.param == "sqlite":
        url = f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('nul') / 'kept.db'}"
    else:
        url = request.getfixturevalue("new_postgres_database")()
    with serving(database_url=url) as client:
        yield client


def assert_refused(answer):
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert "NUL" in answer.json()["detail"] or "cursor must be" in answer.json()["detail"]


@pytest.mark.parametrize("what", BODIES)
def test_body_with_it_is_refused(client, what):
    path, body = BODIES[what]
    assert_refused(client.post(path, json=body))


@pytest.mark.parametrize("what", ADDRESSES)
def test_address_with_it_is_refused(client, what):
    method, address = ADDRESSES[what]
    assert_refused(client.request(method, address.format(run=RUN.replace("\0", "%00"))))


def test_parameter_that_holds_it_is_told(client):
    (fault,) = client.get("/api/experiments?limit=1&q=a%00b").json()["errors"]
    assert fault["path"] == "q"


def test_table_with_it_is_refused_by_name_and_by_content(client):
    answer = client.post("/api/datasets?name=a%00b", content=b"a,b\n1,2\n", headers=CSV)
    assert_refused(answer)
    answer = client.post("/api/datasets", content=b"a,b\n1,\x002\n", headers=CSV)
    assert (answer.status_code, answer.json()["errors"][0]["line"]) == (422, 2)


def test_command_with_it_is_refused_over_both_ways(client):
    run = created(client)
    assert_refused(commanded(client, run, type="set", path="title", value=NUL))
    with client.websocket_connect(run["stream_url"]) as socket:
        socket.send_json({"type": "hello", "token": run["control_token"]})
        socket.send_json({"type": "set", "path": "title", "value": NUL})
        told = next(one for one in iter(socket.receive, None) if "error" in one.get("text", ""))
    assert "NUL" in json.loads(told["text"])["detail"]
    client.delete(f"/api/runs/{run['id']}", headers=bearer(run))


def test_stream_of_a_run_with_it_is_not_opened(client):
    place = f"/api/runs/{RUN}/stream".replace("\0", "%00")
    with pytest.raises(WebSocketDisconnect) as refused, client.websocket_connect(place):
        pass
    assert refused.value.code == 1008


@pytest.mark.parametrize("title", ["a\\u0000b", "\\\\u0000", "%00", "␀"])
def test_words_for_it_are_words(client, title):
    answer = client.post("/api/experiments", json={"experiment": {"title": title}, "listed": True})
    assert answer.json()["experiment"]["title"] == title
    found = client.get("/api/experiments", params={"q": title}).json()["items"]
    assert title in [item["experiment"]["title"] for item in found]
