"""Counts connections, and clients that are refused before a request reaches the application."""

import contextlib
import re
import resource
import socket
import urllib.request

import pytest
from websockets.frames import Opcode

from app.limits.caps import MAX_FRAMES_PER_SECOND, MAX_SOCKETS
from tests.abuse.frames import frame
from tests.abuse.stage import hears, hello, staged
from tests.app.test_cli import served
from tests.app.test_connections import GET, STREAMS, UPGRADE, WRONG, heard, is_served
from tests.patience import LIMIT


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    file = tmp_path_factory.mktemp("door") / "kept.db"
    with staged(database_url=f"sqlite+aiosqlite:///{file}", metrics=True) as stage:
        yield stage


def figure(text: str, name: str) -> float:
    found = re.search(rf"^{re.escape(name)} (\S+)$", text, re.M)
    return float(found[1]) if found else 0.0


@pytest.fixture
def counts(stage):
    """A block after which one more was refused for a reason, or as many as are said."""

    def refused(reason: str) -> float:
        text = stage.http.get("/metrics", headers={"Connection": "close"}).text
        stage.wait_for(lambda: not stage.server.server_state.connections)
        return figure(text, f'playground_refusals_total{{reason="{reason}"}}')

    @contextlib.contextmanager
    def block(reason: str, more: int = 1):
        before = refused(reason)
        with pytest.MonkeyPatch.context() as patch:
            yield patch
        assert refused(reason) == before + more

    return block


def test_who_finds_no_room_is_counted(stage, counts):
    with counts("connections_full") as patch:
        patch.setattr("app.server.http_protocol.MAX_CONNECTIONS", 0)
        with stage.raw(GET) as connection:
            assert heard(connection).startswith(b"HTTP/1.1 503 ")


def test_who_gives_way_is_counted(stage, counts):
    with counts("gave_way") as patch, stage.raw():
        stage.wait_for(lambda: stage.server.server_state.connections)
        patch.setattr("app.server.http_protocol.MAX_CONNECTIONS", 1)
        assert is_served(stage)


def test_who_does_not_come_to_the_end_of_a_request_is_counted(stage, counts):
    with counts("late_head") as patch:
        patch.setattr("app.server.http_protocol.HEAD_SECONDS", 0.1)
        with stage.raw(GET[:10]) as connection:
            assert heard(connection) == b""


def test_stream_that_does_not_begin_is_counted(stage, counts):
    with counts("late_head") as patch:
        patch.setattr(f"{STREAMS}.HEAD_SECONDS", 0.1)
        patch.setattr(f"{STREAMS}.WebSocketProtocol.handle_connect", lambda *_: None)
        with stage.raw(UPGRADE, b"\r\n") as connection:
            assert heard(connection) == b""


def test_stream_that_does_not_end_is_not_one_that_does_not_begin(stage, counts):
    with counts("late_head", more=0) as patch:
        patch.setattr(f"{STREAMS}.CLOSE_SECONDS", 0.1)
        with stage.raw(UPGRADE, b"\r\n") as connection:
            assert b"there is no such run" in heard(connection)


def test_upgrade_that_is_none_is_counted(stage, counts):
    with counts("no_stream"), stage.raw(UPGRADE, WRONG["a body"]) as connection:
        assert heard(connection).startswith(b"HTTP/1.1 400 ")


def test_too_many_frames_are_counted(stage, counts):
    run = stage.run()
    with counts("too_many_frames"), stage.stream(run) as viewer:
        hello(viewer)
        hears(viewer, "snapshot")
        viewer.socket.sendall(frame(Opcode.PING) * 2 * MAX_FRAMES_PER_SECOND)
        assert hears(viewer, "bye") is None


def test_too_many_bytes_are_counted(stage, counts):
    with counts("too_many_bytes"), stage.stream(stage.run()) as viewer:
        hello(viewer)
        viewer.socket.sendall(frame(Opcode.TEXT, b" " * 60_000) * 3)
        assert hears(viewer, "bye") is None


def test_text_that_is_none_is_counted_once(stage, counts):
    with counts("no_text"), stage.stream(stage.run()) as viewer:
        hello(viewer)
        viewer.socket.sendall(frame(Opcode.TEXT, b"\xff") * 3)
        assert hears(viewer, "bye") is None


def test_open_connections_are_told():
    with served({"PLAYGROUND_METRICS": "true"}) as (_, address), contextlib.ExitStack() as stack:
        for _ in range(3):
            name, port = address.split(":")
            stack.enter_context(socket.create_connection((name, int(port)), LIMIT))
        with urllib.request.urlopen(f"http://{address}/metrics", timeout=LIMIT) as answer:
            assert figure(answer.read().decode(), "playground_connections") == 4


def test_more_streams_than_usual_bring_more_connections(tmp_path, monkeypatch):
    url = f"sqlite+aiosqlite:///{tmp_path}/kept.db"
    with staged(database_url=url, max_sockets=MAX_SOCKETS + 1) as stage:
        monkeypatch.setattr("app.server.http_protocol.MAX_CONNECTIONS", 0)
        has_room = is_served(stage)
    assert has_room


@pytest.fixture
def most_files():
    """The most that this machine allows; here few are allowed at first, as in many shells."""
    usual, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (1024, most))
    yield most
    resource.setrlimit(resource.RLIMIT_NOFILE, (usual, most))


def test_more_streams_than_usual_bring_more_open_files(most_files):
    with served({"PLAYGROUND_MAX_SOCKETS": "2000"}) as (process, _):
        allowed, _ = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    assert allowed == (most_files if 0 <= most_files < 3_500 else 3_500)
