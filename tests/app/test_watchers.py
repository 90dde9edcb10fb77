"""Viewers that only watch see which neuron is shown to them, and may go on with a copy."""

import pytest

from tests.app.client import commanded, created, serving
from tests.app.test_control import hello, receive


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def streaming(client, run):
    return client.websocket_connect(f"/api/runs/{run['id']}/stream")


def pinned(socket, neuron):
    """Wait until a stream says that this neuron is shown."""
    while receive(socket, "status")["pinned"] != neuron:
        pass


def test_watchers_see_which_neuron_is_open_until_its_viewer_leaves(client):
    run = created(client)
    with streaming(client, run) as watcher:
        assert hello(watcher)["pinned"] is None
        with streaming(client, run) as teacher:
            hello(teacher, run)
            teacher.send_json({"type": "pin", "neuron": "h1.2"})
            pinned(watcher, "h1.2")
            with streaming(client, run) as late:
                assert hello(late)["pinned"] == "h1.2"
            teacher.send_json({"type": "pin", "neuron": None})
            pinned(watcher, None)
            teacher.send_json({"type": "pin", "neuron": "o.0"})
            pinned(watcher, "o.0")
        pinned(watcher, None)


@pytest.mark.parametrize(
    ("steers", "neuron", "code"),
    [(False, "h1.0", "read_only"), (True, "no neuron", "invalid"), (True, 7, "invalid")],
)
def test_pin_is_refused(client, steers, neuron, code):
    run = created(client)
    with streaming(client, run) as socket:
        hello(socket, run if steers else None)
        socket.send_json({"type": "pin", "neuron": neuron})
        assert receive(socket, "error")["code"] == code


def weights(client, run):
    return client.get(f"/api/runs/{run['id']}").json()


def test_watcher_goes_on_with_a_copy_and_leaves_the_run_as_it_is(client):
    run = created(client, {"view": {"lock": ["learningRate"]}})
    commanded(client, run, type="step", unit="epoch", count=3)
    while weights(client, run)["status"] == "running":
        pass
    there = weights(client, run)
    copy = client.post("/api/runs", json={"run_id": run["id"]}).json()
    mine = weights(client, copy)
    assert (mine["epoch"], mine["parameters"]) == (3, there["parameters"])
    assert mine["experiment"] == there["experiment"]
    assert commanded(client, copy, type="reset").status_code == 202
    assert weights(client, copy)["epoch"] == 0
    assert weights(client, run) == there


def test_copy_counts_by_the_session_that_asks():
    with serving(max_runs_per_session=1) as client:
        mine, other = ({"Playground-Session": name} for name in ("mine", "other"))
        run = client.post("/api/runs", json={}, headers=mine).json()
        asked = {"run_id": run["id"]}
        copy = client.post("/api/runs", json=asked, headers=other)
        assert copy.status_code == 201
        runs = client.app.state.services.runs
        owners = {runs._runs[name].owner for name in (run["id"], copy.json()["id"])}
        assert len(owners) == 2


@pytest.mark.parametrize(
    ("body", "status"),
    [({"run_id": "no such run"}, 404), ({"run_id": "a", "experiment": {}}, 422)],
)
def test_copy_of_nothing_is_refused(client, body, status):
    assert client.post("/api/runs", json=body).status_code == status
