"""Going back and forking over the stream."""

import pytest
from safetensors.numpy import load

from tests.app.client import commanded, created, serving
from tests.app.test_stream import hello, receive


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def follow_until(socket, epoch):
    """Take frames as a page does, until one is of this epoch."""
    while (told := receive(socket, "frame")[0])["epoch"] < epoch:
        socket.send_json({"type": "ack", "seq": told["seq"]})


def done(socket, number):
    """Return the answer to the command of this number, whatever else was done before."""
    while (told := receive(socket, "done")).get("number") != number:
        pass
    return told


def test_going_on_from_a_past_epoch_sends_everything_anew(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        socket.send_json({"type": "step", "unit": "epoch", "count": 9})
        follow_until(socket, 9)
        socket.send_json({"type": "seek", "epoch": 4, "number": 1})
        assert done(socket, 1)["epoch"] == 4
        socket.send_json({"type": "step", "unit": "epoch"})
        receive(socket, "snapshot")
        frame, wire = receive(socket, "frame")
        assert frame["history_after"] == -1
        assert load(wire)["history"][:5, 0].tolist() == [0, 1, 2, 3, 4]
        assert len(load(wire)["history"]) <= 6


def test_fork_is_a_run_of_its_own(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        socket.send_json({"type": "step", "unit": "epoch", "count": 3})
        follow_until(socket, 3)
        socket.send_json({"type": "fork", "epoch": 2, "number": 7})
        made = done(socket, 7)["run"]
    assert made["id"] != run["id"]
    assert commanded(client, made, type="step", unit="epoch").json()["epoch"] == 3
    assert client.get(f"/api/runs/{run['id']}").json()["epoch"] == 3
