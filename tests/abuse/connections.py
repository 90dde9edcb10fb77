"""Attacks before any request is complete: by connections themselves."""

import contextlib

from tests.abuse.abuse import Abuse
from tests.abuse.stage import Stage

REQUEST = b"GET /healthz HTTP/1.0\r\nHost: x\r\n\r\n"


def is_waited_for(stage: Stage, beginning: bytes) -> bool:
    with stage.raw(beginning) as connection:
        connection.settimeout(1.0)
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


def slow_second_head(stage: Stage) -> bool:
    """Do so after a request as it should be."""
    whole = f"GET /healthz HTTP/1.1\r\nHost: {stage.host}\r\n\r\n".encode()
    with stage.raw(whole, REQUEST[:30]) as connection:
        connection.settimeout(1.0)
        try:
            while connection.recv(4096):
                pass
        except TimeoutError:
            return True
        except ConnectionResetError:
            pass
        return False


def many_connections(stage: Stage) -> bool:
    """Hold as many connections as one likes."""
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(stage.raw())
        for _ in range(12):
            stack.enter_context(stage.raw())
        first.settimeout(1.0)
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


PLACE = "app.connections"
LATE = {f"{PLACE}.HEAD_SECONDS": 0.2}
NEVER = {f"{PLACE}.HEAD_SECONDS": 60.0}
CONNECTIONS = [
    Abuse("idle connection", "idle sockets", idle_connection, NEVER, LATE),
    Abuse("slow head", "slow headers", slow_head, NEVER, LATE),
    Abuse("slow second head", "slow headers", slow_second_head, NEVER, LATE),
    Abuse(
        "many connections", "idle sockets", many_connections,
        {f"{PLACE}.MAX_CONNECTIONS": 10**9}, {f"{PLACE}.MAX_CONNECTIONS": 8},
    ),
    Abuse(
        "lockout", "idle sockets", lockout,
        {"app.waiting.Waiting.make_room": lambda _: False}, {f"{PLACE}.MAX_CONNECTIONS": 8},
    ),
]  # fmt: skip
