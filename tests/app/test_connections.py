"""A connection cannot be held for nothing, and who reads slowly is cut only for want of room."""

import contextlib
import socket

import pytest

from app.waiting import others
from tests.abuse.stage import staged

GET = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
FILE = "/static/vendor/swagger-ui/swagger-ui-bundle.js"
UPGRADE = (
    b"GET /api/runs/x/stream HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
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


def heard(connection: socket.socket, seconds: float = 2.0) -> bytes:
    """Return all that comes until the server closes; TimeoutError if it does not."""
    connection.settimeout(seconds)
    received = bytearray()
    with contextlib.suppress(ConnectionResetError):
        while more := connection.recv(65_536):
            received += more
    return bytes(received)


def waiting(stage) -> int:
    async def count() -> int:
        return len(others(stage.config))

    return stage.do(count())


@pytest.mark.parametrize("wrong", WRONG)
def test_upgrade_that_no_websocket_can_begin_with_is_refused(stage, wrong):
    with stage.raw(UPGRADE, WRONG[wrong]) as connection:
        assert heard(connection).startswith(b"HTTP/1.1 400 ")


def test_stream_that_does_not_begin_has_a_deadline(stage, monkeypatch):
    monkeypatch.setattr("app.handshakes.HEAD_SECONDS", 0.2)
    monkeypatch.setattr("app.sockets.Socket.handle_connect", lambda *_: None)
    with stage.raw(UPGRADE, b"\r\n") as connection:
        assert heard(connection) == b""


def test_upgrade_behind_a_request_that_is_not_answered_ends_the_connection(stage):
    before = waiting(stage)
    with stage.raw(GET, UPGRADE, b"\r\n") as connection:
        assert b"101" not in heard(connection)
    assert waiting(stage) <= before


def test_upgrade_after_an_answer_begins_a_stream(stage):
    with stage.raw(GET) as connection:
        answer = b""
        while not answer.endswith(b"}"):
            answer += connection.recv(4096)
        connection.sendall(UPGRADE + b"\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 101 ")
