"""From a CSV to a network that has learnt it, over HTTP, and over the death of a worker."""

import os
import signal

import numpy as np
import pytest

from tests.app.client import bearer, commanded, created, serving

ROWS = np.random.default_rng(1).normal(size=(80, 3))
LINES = [f"{a:.3f},{b:.3f},{c:.3f},{'yes' if a + b > c else 'no'}" for a, b, c in ROWS]
CSV = "\n".join(["a,b,c,answer", *LINES]).encode()


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.fixture(scope="module")
def document(client):
    told = client.post("/api/datasets", content=CSV, headers={"Content-Type": "text/csv"}).json()
    columns = [column["name"] for column in told["columns"]]
    data = {
        "source": "upload",
        "dataset_id": told["id"],
        "columns": columns[:3],
        "target": "answer",
    }
    return {"data": data, "training": {"optimizer": {"name": "adam"}}}


def metrics(client, run):
    return client.get(f"/api/runs/{run['id']}").json()["metrics"]


def test_uploaded_table_is_learnt(client, document):
    run = created(client, document)
    with client.websocket_connect(run["stream_url"]) as socket:
        socket.send_json({"type": "hello", "token": run["control_token"]})
        snapshot = socket.receive_json()
        assert snapshot["topology"]["labels"] == ["a", "b", "c"]
        assert len(snapshot["points"]["train"]) == 40
        socket.send_json({"type": "step", "unit": "epoch", "count": 60})
        while (message := socket.receive()).get("text") is None or "paused" not in message["text"]:
            pass
    assert metrics(client, run)["test_accuracy"] > 0.85


def test_run_takes_a_table_up_later(client, document):
    run = created(client)
    assert commanded(client, run, type="load", experiment=document).status_code == 202
    assert client.get(f"/api/runs/{run['id']}").json()["experiment"]["data"]["target"] == "answer"


def test_unknown_table_is_refused(client, document):
    data = {**document["data"], "dataset_id": "nothing"}
    refused = client.post("/api/runs", json={"experiment": {"data": data}})
    assert (refused.status_code, refused.json()["code"]) == (404, "no_such_dataset")


def test_run_of_a_table_outlives_its_worker(client, document):
    run = created(client, document)
    commanded(client, run, type="step", unit="epoch")
    runner = client.app.state.services.runs.runner
    os.kill(runner.pids()[0], signal.SIGKILL)
    answer = commanded(client, run, type="step", unit="epoch")
    while answer.status_code == 503:  # its worker is being replaced
        answer = commanded(client, run, type="step", unit="epoch")
    assert answer.is_success
    assert answer.json()["epoch"] == 2


def test_run_of_a_table_outlives_its_server(document):
    with serving() as first:
        run = created(first, document)
    with serving() as second:
        assert second.get(f"/api/runs/{run['id']}").status_code == 200
        assert second.delete(f"/api/runs/{run['id']}", headers=bearer(run)).status_code == 204


def test_saved_experiment_of_a_table_has_a_picture(client, document):
    saved = client.post("/api/experiments", json={"experiment": document}).json()
    picture = client.get(f"/api/experiments/{saved['id']}/preview.png")
    assert picture.content.startswith(b"\x89PNG")
