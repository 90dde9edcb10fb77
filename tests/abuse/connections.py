"""Attacks before any request is complete: by connections themselves."""

import contextlib
import socket

from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage

OK = b"HTTP/1.1 200 "
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"
REQUEST = b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n"


def is_waited_for(stage: Stage, beginning: bytes) -> bool:
    with stage.raw(beginning) as connection:
        connection.settimeout(stage.patience)
        try:
            return bool(connection.recv(1))
        except TimeoutError:
            return True
        except ConnectionResetError:
            return False


def idle_connection(stage: Stage) -> bool:
    """Connect and say nothing."""
    return is_waited_for(stage, b"")


def slow_head(stage: Stage) -> bool:
    """Begin a request and never come to its body."""
    return is_waited_for(stage, REQUEST[:30])


def is_kept(stage: Stage, connection: socket.socket) -> bool:
    """Say whether a connection stays open, whatever comes over it."""
    connection.settimeout(stage.patience)
    try:
        while connection.recv(4096):
            pass
    except TimeoutError:
        return True
    except ConnectionResetError:
        pass
    return False


def slow_second_head(stage: Stage) -> bool:
    """Do so after a request as it should be."""
    with stage.raw(WHOLE, REQUEST[:30]) as connection:
        return is_kept(stage, connection)


def large_head(stage: Stage) -> bool:
    """Send headers without end."""
    with stage.raw(WHOLE[:-2]) as connection:
        try:
            connection.sendall(b"a: b\r\n" * 60_000)
        except OSError:
            return False
        return is_kept(stage, connection)


def large_trailer(stage: Stage) -> bool:
    """Send them where a body ends."""
    head = WHOLE[:-2] + b"Transfer-Encoding: chunked\r\n\r\n0\r\n"
    with stage.raw(head) as connection:
        try:
            connection.sendall(b"a: b\r\n" * 60_000)
        except OSError:
            return False
        return is_kept(stage, connection)


def many_requests(stage: Stage) -> bool:
    """Ask for much on one connection before anything is answered."""
    with stage.raw(WHOLE * 200) as connection:
        answered = bytearray()
        with contextlib.suppress(ConnectionResetError):
            while answered.count(OK) < 200 and (more := connection.recv(65_536)):
                answered += more
        return answered.count(OK) == 200


def many_connections(stage: Stage) -> bool:
    """Hold as many connections as one likes."""
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(stage.raw())
        for _ in range(12):
            stack.enter_context(stage.raw())
        first.settimeout(stage.patience)
        try:
            return bool(first.recv(1))
        except TimeoutError:
            return True
        except ConnectionResetError:
            return False


def lockout(stage: Stage) -> bool:
    """Hold connections until nobody else gets one."""
    with contextlib.ExitStack() as stack:
        for _ in range(12):
            stack.enter_context(stage.raw())
        last = stack.enter_context(stage.raw(REQUEST))
        return b" 200 " not in last.makefile("rb").readline()


PLACE = "app.server.http_protocol"
LATE = {f"{PLACE}.HEAD_SECONDS": 0.2}
NEVER = {f"{PLACE}.HEAD_SECONDS": 60.0}
CONNECTIONS = [
    Abuse("idle connection", "idle sockets", idle_connection, NEVER, LATE),
    Abuse("slow head", "slow headers", slow_head, NEVER, LATE),
    Abuse("slow second head", "slow headers", slow_second_head, NEVER, LATE),
    Abuse(
        "large head", "slow headers", large_head, {"app.server.http_protocol.MAX_HEAD_BYTES": 10**9}
    ),
    Abuse(
        "large trailer",
        "slow headers",
        large_trailer,
        {"app.server.http_protocol.MAX_HEAD_BYTES": 10**9},
    ),
    Abuse(
        "many requests",
        "rate-limit abuse",
        many_requests,
        {"app.server.http_protocol.MAX_REQUESTS_WAITING": 10**9},
    ),
    Abuse(
        "many connections",
        "idle sockets",
        many_connections,
        {f"{PLACE}.MAX_CONNECTIONS": 10**9},
        {f"{PLACE}.MAX_CONNECTIONS": 8},
    ),
    Abuse(
        "lockout",
        "idle sockets",
        lockout,
        {"app.limits.eviction.EvictionQueue.make_room": lambda _: False},
        {f"{PLACE}.MAX_CONNECTIONS": 8},
    ),
]
