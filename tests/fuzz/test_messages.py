"""Whatever a client says on the stream it gets a documented answer, and the run stays usable."""

import json
from collections import Counter
from itertools import islice

import pytest
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from app.documents.commands import View, parse_command
from app.documents.experiment import Experiment
from app.documents.field_errors import field_errors
from app.errors import AppError, sentence
from app.http.request_body import parse_json
from app.routers import stream
from app.services.client_messages import Ack, Control, Hello, Ping
from tests.app.client import commanded, created, serving
from tests.fuzz.timing import Tally
from tests.fuzz.wild import Wild
from tests.results import tell

SLOWEST = 0.02  # seconds of processor for one message
TURN = 20  # messages at once: fewer commands than may wait
CODES = {
    "invalid",
    "malformed",
    "nul",
    "conflict",
    "needs_reset",
    "no_such_dataset",
    "too_costly",
    "read_only",
}
LAST = 2**53  # the number of a turn's last command
USUAL = Experiment.model_validate({}).model_dump(mode="json")
SAID = [
    {"type": "start"},
    {"type": "pause", "number": 3},
    {"type": "step", "unit": "batch", "count": 2, "number": 4},
    {"type": "reset"},
    {"type": "set", "path": "training.optimizer.learning_rate", "value": 0.1},
    {"type": "set", "path": "data.noise", "value": 0.2, "reset": True},
    {"type": "set", "path": "network.hidden", "value": [{"units": 3, "activation": "relu"}]},
    {"type": "set_weight", "layer": 1, "from": 0, "to": 0, "value": 0.5},
    {"type": "set_bias", "layer": 2, "unit": 0, "value": 0.1},
    {"type": "seek", "epoch": 1},
    {"type": "keep", "on": True},
    {"type": "load", "experiment": USUAL},
    {"type": "ack", "seq": 1},
    {"type": "control", "token": "a" * 32},
    {"type": "view", "neuron": "h1.0", "resolution": 20, "thumbnails": 0, "fps": 5},
    {"type": "ping"},
    {"type": "hello", "token": "a", "after": 3, "view": {"neuron": "x1"}},
]
KINDS = {"ack": Ack, "control": Control, "view": View, "ping": Ping, "hello": Hello}


def messages(seed):
    wild = Wild(seed)
    while True:
        yield wild.text(wild.chance.choice(SAID))


def judged(text):
    """Return how the border takes a message; anything but its own errors fails the test."""
    try:
        message = parse_json(text)
        kind = message.pop("type") if isinstance(message, dict) and "type" in message else None
        if isinstance(kind, str) and kind in KINDS:
            KINDS[kind].model_validate(message)
            return kind
        parse_command({"type": kind, **message} if kind else message)
    except AppError:
        return "no message"
    except ValidationError as wrong:
        return "refused" if sentence(field_errors(wrong)) else "refused without a word"
    return "command"


def look_at_the_border(count):
    tally = Tally("messages at the border")
    for text in islice(messages(5), count):
        tally.judge(judged, text)
    return tally.told(), tally


def test_border_takes_or_refuses_any_message_at_once():
    told, tally = look_at_the_border(10_000)
    assert {"command", "no message", "refused", "view"} <= set(told["answers"])
    assert "refused without a word" not in told["answers"]
    assert tally.worst <= SLOWEST, tally.costliest


@pytest.mark.long
def test_border_takes_or_refuses_a_million_messages_at_once():
    _, tally = look_at_the_border(1_000_000)
    assert tally.worst <= SLOWEST, tally.costliest


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(stream, "MAX_MESSAGES_PER_SECOND", 10**9)  # a limit with tests of its own
    with serving(max_runs=20) as client:
        yield client


def answers(socket):
    """Yield the errors that come until our last command is answered, be it by one."""
    while (told := socket.receive())["type"] == "websocket.send":
        message = json.loads(told.get("text") or "{}")
        if message.get("type") == "error":
            yield message
        if message.get("number") == LAST:
            return
    raise WebSocketDisconnect(told["code"])


def say(client, run, texts):
    """Say all on a stream of its own, and return the codes of the errors that were answered."""
    with client.websocket_connect(run["stream_url"]) as socket:
        socket.send_json({"type": "hello", "token": run["control_token"]})
        for text in texts:
            socket.send_text(text)
        socket.send_json({"type": "pause", "number": LAST})
        told = list(answers(socket))
    assert all(message["detail"] for message in told)
    return [message["code"] for message in told]


def learns(client, run):
    """Say whether the run still does what it was made for."""
    assert commanded(client, run, type="load", experiment={}).status_code == 202
    assert commanded(client, run, type="step", unit="epoch", count=3).is_success
    return any(client.get(f"/api/runs/{run['id']}").json()["epoch"] == 3 for _ in range(500))


def talk(client, turns):
    said, codes, run = messages(6), Counter(), created(client)
    for _ in range(turns):
        codes.update(say(client, run, islice(said, TURN)))
    tell("R11-messages", cases=TURN * turns, answers=codes)
    assert learns(client, run)
    return set(codes)


def test_nonsense_is_answered_as_documented_and_the_run_still_learns(client):
    assert {"invalid", "needs_reset", "read_only"} <= talk(client, 50) <= CODES


@pytest.mark.long
def test_much_nonsense_is_answered_as_documented_and_the_run_still_learns(client):
    assert talk(client, 2500) <= CODES
