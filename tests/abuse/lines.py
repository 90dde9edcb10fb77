"""Attacks by what the server writes: lines of its log, and files that others may read."""

import contextlib
import io
import logging
import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.frames import Opcode

from app import cli
from app.telemetry import logs
from app.telemetry.line_limiter import LineLimiter
from tests.abuse.abuse import Abuse
from tests.abuse.frames import frame, stream
from tests.abuse.stage import Stage

FLOOD = 100  # times that something is done of which the log has a line


@contextlib.contextmanager
def written() -> Iterator[io.StringIO]:
    """Have the server's log be written here."""
    text = io.StringIO()
    handler = logs.handler_to(text, logs.Json())
    logging.getLogger().addHandler(handler)
    try:
        yield text
    finally:
        logging.getLogger().removeHandler(handler)
        for limiter in handler.filters:
            if isinstance(limiter, LineLimiter):
                limiter.end()  # else a minute later


def flood_of_lines(stage: Stage) -> bool:
    """Fill the log by what is no request."""
    with written() as log:
        for _ in range(FLOOD):
            with stage.raw(b"GET / HTP\r\n\r\n") as connection:
                connection.recv(1000)
    return log.getvalue().count("\n") >= FLOOD


def flood_of_foreign_names(stage: Stage) -> bool:
    """Fill the log by names that the server does not go by."""
    with written() as log:
        for number in range(FLOOD):
            stage.http.get("/gallery", headers={"Host": f"{number}.example"})
    return log.getvalue().count("\n") >= FLOOD


def fault_of_the_server(stage: Stage) -> bool:
    """Have the log show a fault where a viewer sent what is no text."""
    with written() as log, stream(stage) as connection:
        connection.sendall(frame(Opcode.TEXT, b"\xff"))
        with contextlib.suppress(ConnectionError):
            while connection.recv(65_536):
                pass
    return "Traceback" in log.getvalue()


def readable_file(_: Stage) -> bool:
    """Read, from another account of the machine, what the server has made."""
    before = os.umask(0o022)
    try:
        with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
            patch.setattr(cli, "serve", lambda _: Path(folder, "kept.db").touch())
            cli.main(["serve"])
            return bool(Path(folder, "kept.db").stat().st_mode & 0o077)
    finally:
        os.umask(before)


ENDLESS = {"app.telemetry.line_limiter.LINES": 10**9}
LINES = [
    Abuse("flood of lines", "log injection", flood_of_lines, ENDLESS),
    Abuse("flood of foreign names", "log injection", flood_of_foreign_names, ENDLESS),
    Abuse(
        "fault of the server",
        "log injection",
        fault_of_the_server,
        {
            "app.server.websocket_protocol.WebSocketProtocol.send_receive_event_to_app": (
                WebSocketsSansIOProtocol.send_receive_event_to_app
            )
        },
    ),
    Abuse("readable file", "secret leaks", readable_file, {"app.cli.PRIVATE": 0o022}),
]
