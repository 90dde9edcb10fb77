"""Idle connections are closed, and slow readers only where all places are taken."""

import contextlib
import socket
from math import inf
from time import sleep

import pytest

from app.server.evictable import eviction_queue
from tests.abuse.stage import staged
from tests.app.client import put_services
from tests.patience import Stopwatch

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
FILE = "/static/vendor/swagger-ui/swagger-ui-bundle.js"
STREAMS = "app.server.websocket_protocol"
UPGRADE = (
    b"GET /api/runs/x/stream HTTP/1.1\r\nHost: localhost\r\n"
    b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
)
WRONG = {
    "a body": b"Content-Length: 1\r\n\r\nx",
    "a body that never comes": b"Content-Length: 100\r\n\r\n",
    "a body in chunks": b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks that never come": b"Transfer-Encoding: chunked\r\n\r\n",
    "many headers": b"a: b\r\n" * 130 + b"\r\n",
    "a long header": b"a: " + b"b" * 9000 + b"\r\n\r\n",
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    file = tmp_path_factory.mktemp("connections") / "kept.db"
    with staged(database_url=f"sqlite+aiosqlite:///{file}") as stage:
        yield stage


@pytest.fixture(autouse=True)
def ends(stage):
    """Have what a test holds be closed after it, and nobody wait any more."""
    with contextlib.ExitStack() as stack:
        yield stack
    for connection in list(stage.server.server_state.connections):
        stage.loop.call_soon_threadsafe(connection.transport.abort)
    stage.wait_for(lambda: not stage.server.server_state.connections)


def heard(connection: socket.socket) -> bytes:
    """Return all that comes until the server closes; TimeoutError if it does not."""
    received = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while more := connection.recv(65_536):
            received += more
    return bytes(received)


def waiting(stage) -> int:
    async def count() -> int:
        return len(eviction_queue(stage.config))

    return stage.do(count())


@pytest.mark.parametrize("wrong", WRONG)
def test_upgrade_that_no_websocket_can_begin_with_is_refused(stage, wrong):
    with stage.raw(UPGRADE, WRONG[wrong]) as connection:
        assert heard(connection).startswith(b"HTTP/1.1 400 ")


def test_stream_that_does_not_begin_has_a_deadline(stage, monkeypatch):
    monkeypatch.setattr(f"{STREAMS}.HEAD_SECONDS", 0.2)
    monkeypatch.setattr(f"{STREAMS}.WebSocketProtocol.handle_connect", lambda *_: None)
    with stage.raw(UPGRADE, b"\r\n") as connection:
        assert heard(connection) == b""


def test_upgrade_behind_a_request_that_is_not_answered_ends_the_connection(stage):
    before = waiting(stage)
    with stage.raw(GET, UPGRADE, b"\r\n") as connection:
        assert b"101" not in heard(connection)
    assert waiting(stage) <= before


def test_stream_is_buffered_as_one(stage):
    with stage.raw(UPGRADE, b"\r\n") as connection:
        assert connection.recv(4096).startswith(b"HTTP/1.1 101 ")
        (end,) = stage.sockets()
        assert end.transport.get_write_buffer_limits()[1] > 0


def test_upgrade_after_an_answer_begins_a_stream(stage):
    with stage.raw(GET) as connection:
        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(4096)
        connection.sendall(UPGRADE + b"\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 101 ")


def asks(stage, path: str) -> socket.socket:
    """Return a connection on which an answer has begun to come, and is not read."""
    connection = stage.raw(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    assert connection.recv(1)
    return connection


def read(connection: socket.socket, size: int) -> int:
    """Read so many bytes; return how many there were."""
    got = 0
    with contextlib.suppress(ConnectionResetError):
        while got < size and (more := connection.recv(min(size - got, 65_536))):
            got += len(more)
    return got


def is_served(stage) -> bool:
    with stage.raw(GET) as connection:
        return b" 200 " in connection.makefile("rb").readline()


def cap(stage, monkeypatch, free: int) -> None:
    """Leave room for so many more connections."""
    there = len(stage.server.server_state.connections)
    monkeypatch.setattr("app.server.http_protocol.MAX_CONNECTIONS", there + free)


@pytest.fixture
def large(stage, monkeypatch):
    """Have the catalogue be as large as no buffer is; return how large."""
    put_services(monkeypatch, stage.config.app, catalog_json="x" * 2_000_000)
    return 2_000_000


def test_who_reads_an_answer_slowly_gives_way_after_some_time(stage, ends, monkeypatch):
    monkeypatch.setattr("app.server.http_protocol.ANSWER_SECONDS", 0.1)
    cap(stage, monkeypatch, 3)
    slow = [ends.enter_context(asks(stage, FILE)) for _ in range(3)]
    stage.wait_for(lambda: len(eviction_queue(stage.config)) == len(slow))
    assert is_served(stage)


def test_who_asks_for_more_and_reads_slowly_gives_way_still(stage, ends, monkeypatch):
    monkeypatch.setattr("app.server.http_protocol.ANSWER_SECONDS", 0.1)
    slow = ends.enter_context(asks(stage, FILE))
    stage.wait_for(lambda: len(eviction_queue(stage.config)) == 1)
    (end,) = stage.server.server_state.connections
    slow.sendall(GET)
    stage.wait_for(lambda: end.pipeline)
    assert waiting(stage) == 1


def read_slowly(connection: socket.socket, size: int) -> tuple[int, float]:
    """Read so many bytes; return how many there were, and the longest pause between two reads."""
    got, longest, watch = 0, 0.0, Stopwatch()
    while more := read(connection, min(100_000, size - got)):
        got, longest = got + more, max(longest, watch.seconds)
        watch.begin()
        sleep(0.03)  # this is how slow the reader is
    return got, longest


def test_who_reads_slowly_is_answered_to_the_end_where_there_is_room(stage, monkeypatch, large):
    monkeypatch.setattr("app.server.http_protocol.ANSWER_SECONDS", 0.0)
    monkeypatch.setattr("app.server.http_protocol.STALLED_SECONDS", 0.3)
    longest = inf
    while longest >= 0.3:  # no reader's pause, but one of the machine
        with asks(stage, "/api/catalog") as connection:
            got, longest = read_slowly(connection, large)
    assert got == large


def test_who_reads_nothing_of_an_answer_is_cut(stage, monkeypatch, large):
    monkeypatch.setattr("app.server.http_protocol.ANSWER_SECONDS", 0.1)
    monkeypatch.setattr("app.server.http_protocol.STALLED_SECONDS", 0.1)
    with asks(stage, "/api/catalog"):
        stage.wait_for(lambda: not stage.server.server_state.connections)


def test_who_is_still_reading_does_not_give_way_at_once(stage, monkeypatch, large):
    with asks(stage, "/api/catalog") as phone:
        cap(stage, monkeypatch, 0)
        assert not is_served(stage)
        assert read(phone, large) == large


def test_answer_of_which_a_byte_is_not_sent_is_still_being_read(stage):
    with asks(stage, "/healthz"):
        (end,) = stage.server.server_state.connections
        assert end.transport.get_write_buffer_limits() == (0, 0)


def test_who_has_read_an_answer_gives_way(stage, monkeypatch, large):
    with asks(stage, "/api/catalog") as phone:
        cap(stage, monkeypatch, 0)
        read(phone, large)
        assert is_served(stage)
