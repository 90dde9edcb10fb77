import json

import pytest
from safetensors.numpy import load

from tests.app.client import created, serving


@pytest.fixture(scope="module")
def client():
    with serving() as client:
        yield client


def hello(socket, run=None, **more):
    token = {"token": run["control_token"]} if run else {}
    socket.send_json({"type": "hello", **token, **more})
    return socket.receive_json()


def receive(socket, kind):
    """Return the next text message of a kind, or the next frame's facts and bytes.

    Frames that come before a text message are acknowledged: else no more would come.
    """
    while True:
        message = socket.receive()
        assert message["type"] == "websocket.send", message
        if (frame := message.get("bytes")) is not None:
            if kind == "frame":
                return facts(frame), frame
            socket.send_json({"type": "ack", "seq": facts(frame)["seq"]})
        if message.get("text") and (told := json.loads(message["text"]))["type"] == kind:
            return told


def facts(frame):
    length = int.from_bytes(frame[:8], "little")
    return json.loads(json.loads(frame[8 : 8 + length])["__metadata__"]["frame"])


def test_viewer_is_greeted_with_the_whole_picture(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        snapshot = hello(socket)
        assert snapshot["type"] == "snapshot"
        assert snapshot["can_control"] is False
        assert len(snapshot["points"]["train"]) == len(snapshot["points"]["test"]) == 250
        assert snapshot["topology"]["neurons"][-1] == "o.0"
        frame, wire = receive(socket, "frame")
        assert frame["epoch"] == 0
        assert load(wire)["neurons"].shape == (9, 20, 20)


def test_play_trains_and_frames_follow(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        assert hello(socket, run)["can_control"] is True
        socket.send_json({"type": "start", "number": 1})
        assert receive(socket, "done")["number"] == 1
        epoch = 0
        while epoch < 20:
            frame, wire = receive(socket, "frame")
            assert frame["epoch"] >= epoch
            epoch = frame["epoch"]
            socket.send_json({"type": "ack", "seq": frame["seq"]})
        assert load(wire)["history"][-1, 0] == epoch


def test_viewer_who_never_acknowledges_gets_two_frames(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        receive(socket, "frame")
        socket.send_json({"type": "start"})
        receive(socket, "frame")
        socket.send_json({"type": "step", "unit": "epoch", "count": 50})
        receive(socket, "done")
        socket.send_json({"type": "pause"})
        while (message := socket.receive())["type"] == "websocket.send":
            assert message.get("bytes") is None, "a third frame came without credit"
            if json.loads(message["text"]).get("command") == "pause":
                break


def test_viewer_without_the_token_does_not_steer(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket)
        socket.send_json({"type": "start"})
        assert receive(socket, "error")["code"] == "read_only"


def test_reset_is_told_to_every_viewer_by_a_new_snapshot(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as owner:
        hello(owner, run)
        with client.websocket_connect(run["stream_url"]) as other:
            first = hello(other)
            owner.send_json({"type": "reset"})
            again = receive(other, "snapshot")
    assert again["generation"] == first["generation"] + 1


def test_live_change_is_told_to_every_viewer_with_the_document(client):
    run = created(client)
    rate = "training.optimizer.learning_rate"
    with client.websocket_connect(run["stream_url"]) as owner:
        hello(owner, run)
        with client.websocket_connect(run["stream_url"]) as other:
            hello(other)
            owner.send_json({"type": "set", "path": rate, "value": 0.3})
            while "experiment" not in (told := receive(other, "status")):
                pass
    assert told["experiment"]["training"]["optimizer"]["learning_rate"] == 0.3


def test_viewers_are_told_how_many_they_are(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as first:
        hello(first)
        with client.websocket_connect(run["stream_url"]) as second:
            assert hello(second)["viewers"] == 2
            while receive(first, "status")["viewers"] != 2:
                pass
        while receive(first, "status")["viewers"] != 1:
            pass


def test_view_chooses_neuron_resolution_and_thumbnails(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run, view={"thumbnails": 0})
        assert "neurons" not in load(receive(socket, "frame")[1])
        socket.send_json({"type": "view", "neuron": "h1.2", "resolution": 30})
        frame, wire = receive(socket, "frame")
        assert frame["view"]["neuron"] == "h1.2"
        assert load(wire)["boundary"].shape == (1, 30, 30)


def test_reconnecting_viewer_gets_no_frame_it_has_seen(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket)
        seen = receive(socket, "frame")[0]["seq"]
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run, after=seen)
        socket.send_json({"type": "step", "unit": "epoch"})
        assert receive(socket, "frame")[0]["seq"] > seen


def test_divergence_is_told_with_advice(client):
    wild = {"training": {"optimizer": {"learning_rate": 10}}, "problem": "regression"}
    wild["network"] = {"hidden": [{"units": 8, "activation": "linear"}]}
    run = created(client, wild)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        socket.send_json({"type": "start"})
        told = receive(socket, "diverged")
    assert told["advice"]
    assert told["epoch"] >= 0


@pytest.mark.parametrize("first", ["{}", "5", "nonsense", '{"type": "hello", "view": {"fps": 0}}'])
def test_stream_that_does_not_begin_with_hello_is_closed(client, first):
    with client.websocket_connect(created(client)["stream_url"]) as socket:
        socket.send_text(first)
        assert close_code(socket) == 1008


def test_unknown_run_is_refused_with_a_code_a_browser_can_read(client):
    with client.websocket_connect("/api/runs/nope/stream") as socket:
        assert close_code(socket) == 4404


def test_bad_message_is_answered_and_the_stream_goes_on(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        for text in ("{", "[]", '{"type": 4}', '{"type": "ack"}', '{"type": "fly"}'):
            socket.send_text(text)
            assert receive(socket, "error")["detail"], text
        socket.send_json({"type": "start"})
        assert receive(socket, "done")["status"] == "running"


def test_binary_message_is_answered_and_the_stream_goes_on(client):
    with client.websocket_connect(created(client)["stream_url"]) as socket:
        hello(socket)
        socket.send_bytes(b"\x00")
        assert "text" in receive(socket, "error")["detail"]
        socket.send_json({"type": "start"})
        assert receive(socket, "error")["code"] == "read_only"


def test_refused_command_is_answered_with_its_number(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket, run)
        socket.send_json({"type": "set", "path": "data.noise", "value": 0.1, "number": 3})
        told = receive(socket, "error")
    assert (told["code"], told["number"]) == ("needs_reset", 3)


def test_numbers_of_a_new_stream_begin_anew(client):
    run = created(client)
    for epoch in 1, 2:
        with client.websocket_connect(run["stream_url"]) as socket:
            hello(socket, run)
            socket.send_json({"type": "step", "unit": "epoch", "number": 1})
            assert receive(socket, "done")["epoch"] == epoch


def test_viewer_who_says_nothing_is_closed(client, monkeypatch):
    monkeypatch.setattr("app.routers.stream.HELLO_SECONDS", 0.01)
    with client.websocket_connect(created(client)["stream_url"]) as socket:
        assert close_code(socket) == 1008


@pytest.mark.parametrize("cap", ["max_sockets", "max_viewers_per_run"])
def test_full_room_is_closed_to_more(cap):
    with serving(**{cap: 1}) as client:
        run = created(client)
        with client.websocket_connect(run["stream_url"]) as first:
            hello(first)
            with client.websocket_connect(run["stream_url"]) as second:
                assert close_code(second) == 1013
        with client.websocket_connect(run["stream_url"]) as third:
            assert hello(third)["type"] == "snapshot"


def test_server_that_goes_away_says_goodbye():
    with serving() as client:
        run = created(client)
        with client.websocket_connect(run["stream_url"]) as socket:
            hello(socket)
            client.portal.call(client.app.state.services.runs.farewell)
            assert receive(socket, "bye")["reason"]
            assert close_code(socket) == 1012


def test_flood_of_messages_closes_the_stream(client):
    with client.websocket_connect(created(client)["stream_url"]) as socket:
        hello(socket)
        for _ in range(300):
            socket.send_json({"type": "ack", "seq": 0})
        assert close_code(socket) == 1008


def test_long_message_closes_the_stream(client):
    with client.websocket_connect(created(client)["stream_url"]) as socket:
        hello(socket)
        socket.send_text(" " * 70_000)
        assert close_code(socket) == 1009


def test_foreign_page_may_not_open_a_stream(client):
    headers = {"Origin": "http://elsewhere.example"}
    with client.websocket_connect(created(client)["stream_url"], headers=headers) as socket:
        assert close_code(socket) == 4403


def test_end_of_the_run_ends_the_stream(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket)
        headers = {"Authorization": f"Bearer {run['control_token']}"}
        client.delete(f"/api/runs/{run['id']}", headers=headers)
        assert close_code(socket) == 1000


def close_code(socket):
    while (message := socket.receive())["type"] == "websocket.send":
        pass
    return message["code"]


def test_ping_is_answered_whoever_asks_and_whatever_the_run_does(client):
    run = created(client)
    with client.websocket_connect(run["stream_url"]) as socket:
        hello(socket)
        socket.send_json({"type": "ping"})
        assert receive(socket, "pong") == {"type": "pong"}
        socket.send_json({"type": "ping", "of": "death"})
        assert receive(socket, "error")["code"] == "invalid"
