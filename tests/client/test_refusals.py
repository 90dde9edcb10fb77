"""What a program is told when a server is full, leaves, or fails."""

import contextlib
import json
import threading

import pytest
from websockets.sync.server import serve

from playground import Busy, Client, ConnectionFailed, Ended, Invalid, PlaygroundError
from playground.errors import KINDS, Refused, refusal
from playground.run import Run
from playground.transport import Transport
from tests.client.conftest import serving
from tests.client.test_frames import FACTS, TOLD, written

FAILED = {
    "type": "status",
    "status": "failed",
    "epoch": 3,
    "reason": "quote 1234 when reporting it",
}


def test_full_server_says_when_to_ask_again(tmp_path):
    with (
        serving(tmp_path / "full.db", PLAYGROUND_MAX_RUNS="1") as address,
        Client(address) as server,
    ):
        run = server.create()
        frames = run.frames()
        next(frames)  # what is watched makes no room
        with pytest.raises(Busy, match="at most 1 runs") as refused:
            server.create()
        assert refused.value.retry_after == 30
        frames.close()
        run.delete()


def test_server_that_leaves_is_told(tmp_path):
    with serving(tmp_path / "leaving.db") as address, Client(address) as server:
        frames = server.create().frames()
        next(frames)
    with pytest.raises(ConnectionFailed, match="no playground answers"):
        next(frames)


@contextlib.contextmanager
def far_end(script):
    """Yield a run whose stream is scripted: what a real server does in distress only."""

    def greet(socket):
        socket.recv()
        calls.append(1)
        script(socket)

    calls = []
    with serve(greet, "127.0.0.1", 0) as door:
        thread = threading.Thread(target=door.serve_forever)
        thread.start()
        port = door.socket.getsockname()[1]
        transport = Transport(f"http://127.0.0.1:{port}", 5)
        yield Run(transport, "r"), calls
        transport.close()
        door.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("code", "kind"),
    [(1013, Busy), (1008, Invalid), (1009, Invalid), (1011, PlaygroundError), (4403, Refused)],
)
def test_closed_stream_raises_what_the_code_means(code, kind):
    with far_end(lambda socket: socket.close(code, "because of that")) as (run, calls):
        with pytest.raises(kind, match="because of that"):
            next(run.frames())
        assert calls == [1]


def test_stream_that_is_cut_at_once_is_taken_up_once():
    codes = iter([1012, 1012, 1000])
    with far_end(lambda socket: socket.close(next(codes), "going away")) as (run, calls):
        with pytest.raises(ConnectionFailed, match="going away"):
            next(run.frames())
        assert calls == [1, 1]


def test_run_that_failed_on_the_server_ends_with_the_id_to_quote():
    with (
        far_end(lambda socket: socket.send(json.dumps(FAILED))) as (run, _),
        pytest.raises(Ended, match="quote 1234"),
    ):
        run.wait()


def test_frame_before_its_snapshot_is_refused():
    with (
        far_end(lambda socket: socket.send(b"frame")) as (run, _),
        pytest.raises(PlaygroundError, match="before it said what it shows"),
    ):
        next(run.frames())


def test_frame_of_before_a_rebuild_is_dropped():
    def script(socket):
        socket.send(json.dumps({"type": "snapshot", "status": "ready", "epoch": 0, **TOLD}))
        for generation in (TOLD["generation"] - 1, TOLD["generation"]):
            socket.send(written({**FACTS, "generation": generation}))

    with far_end(script) as (run, _):
        assert next(run.frames()).generation == TOLD["generation"]


@pytest.mark.parametrize(("status", "kind"), KINDS.items())
def test_refusal_keeps_the_words_of_the_problem_document(status, kind):
    error = refusal(status, {"detail": "no", "code": "why", "errors": [{"path": "a"}]}, {})
    assert type(error) is kind
    assert (str(error), error.status, error.code) == ("no", status, "why")
    assert error.errors == ({"path": "a"},)


@pytest.mark.parametrize("told", [None, [], "<html>", {}])
def test_refusal_of_something_else_still_has_its_status(told):
    error = refusal(502, told, {})
    assert type(error) is PlaygroundError
    assert "502" in str(error)


@pytest.mark.parametrize(("header", "seconds"), [("5", 5.0), ("Wed, 21 Oct 2026", None)])
def test_retry_after_is_in_seconds_or_unknown(header, seconds):
    assert refusal(503, {}, {"Retry-After": header}).retry_after == seconds
