import csv
import struct
import zlib

import numpy as np
import pytest

from tests.app.client import bearer, commanded, created, serving

STEP = {"type": "step", "unit": "epoch", "count": 5}


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


@pytest.fixture(scope="module")
def trained(client):
    run = created(client)
    assert commanded(client, run, **STEP).is_success
    return run


def test_new_run_stands_at_the_beginning_of_the_default_experiment(client):
    run = client.get(f"/api/runs/{created(client)['id']}").json()
    assert (run["status"], run["epoch"]) == ("ready", 0)
    assert run["experiment"]["network"]["hidden"][0] == {"units": 4, "activation": "tanh"}
    assert len(run["parameters"]) == 25


def test_steps_lower_the_loss(client, trained):
    rows = client.get(f"/api/runs/{trained['id']}/history").json()["rows"]
    assert [row[0] for row in rows] == [0, 1, 2, 3, 4, 5]
    assert rows[-1][1] < rows[0][1]


def test_autostart_trains_at_once(client):
    assert created(client, autostart=True)["status"] == "running"


def test_history_is_offered_as_csv(client, trained):
    answer = client.get(f"/api/runs/{trained['id']}/history", params={"format": "csv"})
    header, *rows = csv.reader(answer.text.splitlines())
    assert header[:3] == ["epoch", "loss", "test_loss"]
    assert len(rows) == 6


def test_prediction_is_the_boundary_at_that_point(client, trained):
    boundary = client.get(f"/api/runs/{trained['id']}/boundary", params={"resolution": 13}).json()
    asked = {"inputs": [[-6, 6], [0, 0], [6, -6]]}
    outputs = client.post(f"/api/runs/{trained['id']}/predict", json=asked).json()["outputs"]
    grid = np.array(boundary["values"])[0]
    np.testing.assert_allclose(np.ravel(outputs), [grid[0, 0], grid[6, 6], grid[12, 12]], atol=1e-6)


def test_boundary_is_offered_as_a_picture(client, trained):
    answer = client.get(
        f"/api/runs/{trained['id']}/boundary?resolution=20", headers={"Accept": "image/png"}
    )
    assert answer.headers["content-type"] == "image/png"
    assert struct.unpack(">II", answer.content[16:24]) == (20, 20)
    start = answer.content.index(b"IDAT") + 4
    assert len(zlib.decompressobj().decompress(answer.content[start:])) == 20 * (1 + 3 * 20)


def test_inspection_shows_the_way_forward_and_back(client, trained):
    asked = {"input": [1, 2], "target": 1}
    told = client.post(f"/api/runs/{trained['id']}/inspect", json=asked).json()
    output = told["layers"][-1]
    assert told["loss"] == pytest.approx((told["outputs"][0] - 1) ** 2 / 2, rel=1e-5)
    a = output["activations"][0]
    assert output["deltas"][0] == pytest.approx((a - 1) * (1 - a * a), rel=1e-4)


def test_neuron_is_laid_open_over_the_training_points(client, trained):
    told = client.get(f"/api/runs/{trained['id']}/neurons/h1.0").json()
    assert sum(told["histogram"]["counts"]) == told["points"]
    assert len(told["gradient"]["weights"]) == 2
    assert client.get(f"/api/runs/{trained['id']}/neurons/x1").status_code == 422
    assert client.get(f"/api/runs/{trained['id']}/neurons/h7.0").status_code == 404


def test_command_needs_the_runs_own_token(client):
    run, other = created(client), created(client)
    place = f"/api/runs/{run['id']}/commands"
    assert client.post(place, json=STEP).status_code == 401
    assert client.post(place, json=STEP, headers=bearer(other)).status_code == 403
    assert client.post(place, json=STEP, headers=bearer(run)).status_code == 202


def test_deleted_run_is_gone(client):
    run = created(client)
    assert client.delete(f"/api/runs/{run['id']}").status_code == 401
    assert client.delete(f"/api/runs/{run['id']}", headers=bearer(run)).status_code == 204
    assert client.get(f"/api/runs/{run['id']}").status_code == 404


def test_value_that_needs_a_reset_says_so_and_takes_it(client):
    run = created(client)
    change = {"type": "set", "path": "data.noise", "value": 0.2}
    refused = commanded(client, run, **change)
    assert (refused.status_code, refused.json()["code"]) == (409, "needs_reset")
    assert commanded(client, run, **change, reset=True).status_code == 202
    assert client.get(f"/api/runs/{run['id']}").json()["experiment"]["data"]["noise"] == 0.2


def test_session_over_its_cap_has_its_oldest_unwatched_run_laid_down(client):
    with serving(max_runs_per_session=2) as client:
        headers = {"Playground-Session": "s"}
        ids = [client.post("/api/runs", json={}, headers=headers).json()["id"] for _ in range(3)]
        carried = set(client.app.state.services.runs._runs)
        assert carried == set(ids[1:])
        assert client.get(f"/api/runs/{ids[0]}").status_code == 200  # it is brought back


def test_server_full_of_watched_runs_says_when_to_come_back():
    with serving(max_runs=1) as client:
        run = created(client)
        with client.websocket_connect(run["stream_url"]) as socket:
            socket.send_json({"type": "hello"})
            socket.receive_json()
            refused = client.post("/api/runs", json={})
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")


def test_health_and_readiness(client):
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json()["alive"] == 1


def test_catalog_holds_every_choice_with_its_words(client):
    catalog = client.get("/api/catalog").json()
    lists = [value for value in catalog.values() if isinstance(value, list)]
    entries = [entry for entries in lists for entry in entries if isinstance(entry, dict)]
    assert all(entry["label"] for entry in entries)
    assert {"circle", "moons", "rings"} <= {data["name"] for data in catalog["datasets"]}


def test_every_answer_carries_the_security_headers(client):
    for path in ("/", "/docs", "/api/catalog", "/nowhere", "/static/css/base.css"):
        headers = client.get(path).headers
        assert headers["content-security-policy"].startswith("default-src 'self'"), path
        assert headers["x-content-type-options"] == "nosniff", path
