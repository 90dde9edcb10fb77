"""Attacks by what a websocket carries beside messages: pings, and parts that never make a whole."""

import contextlib
import os
import socket

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Frame, Opcode

from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage
from tests.patience import LIMIT

MUCH = 1024 * 1024  # bytes of answers that nobody reads: a default run's frames are 40 kB
TOGETHER = 500  # pings in one go
UPGRADE = (
    "GET /api/runs/{id}/stream HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\n"
    "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)


def frame(opcode: Opcode, data: bytes = b"", *, fin: bool = True) -> bytes:
    return Frame(opcode, data, fin).serialize(mask=True)


def stream(stage: Stage) -> socket.socket:
    """Return the bare connection of a viewer who has said hello."""
    connection = stage.raw(UPGRADE.format(id=stage.run()["id"], host=stage.host).encode())
    answer = connection.makefile("rb")
    assert b" 101 " in answer.readline()
    while answer.readline().strip():
        pass
    connection.sendall(frame(Opcode.TEXT, b'{"type": "hello"}'))
    return connection


def is_answered_after(stage: Stage, flood: bytes) -> bool:
    """Say whether a stream goes on after a flood: its last ping comes back."""
    mark = os.urandom(8)
    with stream(stage) as connection:
        received = b""
        with contextlib.suppress(ConnectionError):
            connection.sendall(flood + frame(Opcode.PING, mark))
            while mark not in received and (more := connection.recv(65_536)):
                received += more
        return mark in received


def ping_flood(stage: Stage) -> bool:
    return is_answered_after(stage, frame(Opcode.PING) * 3_000)


def pong_flood(stage: Stage) -> bool:
    return is_answered_after(stage, frame(Opcode.PONG) * 3_000)


def endless_message(stage: Stage) -> bool:
    """Send a message in parts of nothing, which no cap on its size ends."""
    begin = frame(Opcode.TEXT, fin=False)
    return is_answered_after(stage, begin + frame(Opcode.CONT, fin=False) * 3_000)


def unread_answers(stage: Stage) -> bool:
    """Ping and never read, to have the server keep the answers."""
    pings = frame(Opcode.PING, b"x" * 125) * TOGETHER
    before = set(stage.sockets())
    with stream(stage) as connection:
        (end,) = set(stage.sockets()) - before
        connection.settimeout(0.2)
        for _ in range(int(LIMIT / 0.2)):
            with contextlib.suppress(TimeoutError):
                while kept(stage, end) <= MUCH:
                    connection.sendall(pings)
            if kept(stage, end) > MUCH:
                return True
            if not stage.do(reads(end)):
                return False
    raise AssertionError("the server neither reads nor stops reading")


def byte_flood(stage: Stage) -> bool:
    """Send the longest messages that there may be, one after the other."""
    return is_answered_after(stage, frame(Opcode.TEXT, b"[" * 60_000) * 5)


def kept(stage: Stage, end) -> int:
    async def size() -> int:
        return end.transport.get_write_buffer_size()

    return stage.do(size())


async def reads(end) -> bool:
    return end.transport.is_reading()


PLACE, MANY = "app.server.websocket_protocol", 10**9
ENDLESS = {f"{PLACE}.MAX_FRAMES_PER_SECOND": MANY}
FRAMES = [
    Abuse("flood of pings", "message floods and ping floods", ping_flood, ENDLESS),
    Abuse("flood of pongs", "message floods and ping floods", pong_flood, ENDLESS),
    Abuse("endless message", "message bombs and compression bombs", endless_message, ENDLESS),
    Abuse(
        "flood of bytes",
        "message floods and ping floods",
        byte_flood,
        {f"{PLACE}.STREAM_BYTES": MANY},
    ),
    Abuse(
        "answers that are not read",
        "slow readers",
        unread_answers,
        {f"{PLACE}.WebSocketProtocol.pause_writing": WebSocketsSansIOProtocol.pause_writing},
        ENDLESS | {f"{PLACE}.STREAM_BYTES": MANY},
    ),
]
