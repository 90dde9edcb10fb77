"""Attacks by asking for much and reading little of it."""

import contextlib
import json
import socket

from websockets.frames import Opcode

from tests.abuse.abuse import Abuse
from tests.abuse.frames import UPGRADE, frame
from tests.abuse.stage import Stage
from tests.patience import LIMIT

TEN = {"problem": "multiclass", "data": {"name": "blobs", "classes": 10}}
MIB = 2**20
CLIENTS = 4
LARGEST = {"type": "hello", "view": {"resolution": 200, "thumbnails": 64}}


def piles_up(stage: Stage, most: int) -> bool:
    """Say whether more than so many bytes come to be held."""
    try:
        stage.wait_for(lambda: _held(stage) > most)
    except TimeoutError:
        return False
    return True


def _held(stage: Stage) -> int:
    connections = stage.server.server_state.connections
    return sum(one.transport.get_write_buffer_size() for one in connections)


def narrow(stage: Stage, *parts: bytes) -> socket.socket:
    """Return a connection whose other end takes little in by itself."""
    name, port = stage.host.rsplit(":", 1)
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.settimeout(LIMIT)
    connection.connect((name, int(port)))
    connection.sendall(b"".join(parts))
    return connection


def unread_maps(stage: Stage) -> bool:
    """Ask for large maps on many connections, and read none of them."""
    path = f"/api/runs/{stage.run(TEN)['id']}/boundary?resolution=200"
    request = f"GET {path} HTTP/1.1\r\nHost: {stage.host}\r\n\r\n".encode()
    with contextlib.ExitStack() as stack:
        for _ in range(CLIENTS):
            stack.enter_context(narrow(stage, request))
        return piles_up(stage, 4 * MIB)


def unread_frames(stage: Stage) -> bool:
    """Watch by the largest view on many streams, and read none of them."""
    asked = UPGRADE.format(id=stage.run(TEN)["id"], host=stage.host).encode()
    with contextlib.ExitStack() as stack:
        for _ in range(CLIENTS):
            viewer = stack.enter_context(narrow(stage, asked))
            assert b" 101 " in viewer.recv(1024)
            viewer.sendall(frame(Opcode.TEXT, json.dumps(LARGEST).encode()))
        return piles_up(stage, MIB)


BUDGET = "uvicorn.app.state.services.unsent.most"
VIEWERS = "uvicorn.app.state.services.settings.max_viewers_per_run"
ALL_FIT = {"app.limits.unsent_budget.UnsentBudget.fits": lambda *_: True}
UNREAD = [
    Abuse(
        "maps that are not read",
        "slow readers",
        unread_maps,
        without={
            **ALL_FIT,
            "app.http.replies.is_long": lambda _: False,
            "app.http.large_answers.SMALL": 10**9,
        },
        sooner={BUDGET: 2 * MIB, "app.limits.unsent_budget.PATIENCE_SECONDS": 0.2},
    ),
    Abuse(
        "frames that are not read",
        "slow readers",
        unread_frames,
        without=ALL_FIT,
        sooner={BUDGET: MIB // 2, VIEWERS: 2 * CLIENTS},
    ),
]
