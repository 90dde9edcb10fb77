"""A school at work: lessons that begin and end, people who come and go, and some who save.

Each of them lives until it is told to stop; whatever goes wrong is counted, by what it was.
"""

import asyncio
import contextlib
import json
import random
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from app.encoding.messages import NO_SUCH_RUN
from tests.load.server import Server
from tests.load.viewers import SEQ

DATASETS = "circle", "xor", "gauss", "spiral"
COMMANDS: tuple[dict[str, Any], ...] = (
    {"type": "pause"},
    {"type": "start"},
    {"type": "reset"},
    {"type": "step", "unit": "epoch", "count": 50},
    {"type": "step", "unit": "sample", "count": 7},
    {"type": "seek", "epoch": 3},
    {"type": "set", "path": "training.optimizer.learning_rate", "value": 0.01},
    {"type": "set", "path": "data.noise", "value": 0.2, "reset": True},
    {"type": "set_bias", "layer": 1, "unit": 0, "value": 0.5},
    {"type": "load", "experiment": {"network": {"hidden": [{"units": 6}, {"units": 3}]}}},
)
TIMEOUT = 30.0  # seconds
LIMITS = httpx.Limits(keepalive_expiry=3.0)  # seconds: sooner than the server closes them


@dataclass
class School:
    """What all of them share."""

    server: Server
    http: httpx.AsyncClient
    fps: int
    stay: tuple[float, float]  # seconds, the shortest and the longest visit
    lesson: tuple[float, float]  # the same of a run
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    over: asyncio.Event = field(default_factory=asyncio.Event)
    runs: dict[int, dict[str, Any]] = field(default_factory=dict)  # by the number of the room
    seen: Counter[str] = field(default_factory=Counter)
    trouble: Counter[str] = field(default_factory=Counter)

    async def ask(self, method: str, path: str, token: str = "", **content: Any) -> Any:
        """Return an answer's JSON, None of one that refused; count what should not be."""
        headers = content.pop("headers", {}) | (
            {"Authorization": f"Bearer {token}"} if token else {}
        )
        try:
            answer = await self.http.request(method, path, headers=headers, **content)
        except httpx.HTTPError as error:
            self.trouble[f"{method}: {type(error).__name__}"] += 1
            return None
        self.seen[f"{method} {answer.status_code}"] += 1
        if answer.status_code >= 500:
            self.trouble[f"{method} {path}: {answer.status_code}"] += 1
        is_json = answer.headers.get("content-type") == "application/json"
        return answer.json() if answer.is_success and is_json else None

    async def pause(self, least: float, most: float) -> None:
        """Wait for a while, or until all is over."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.over.wait(), self.chance.uniform(least, most))

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Let it be over at the end of the block."""
        try:
            yield
        finally:
            self.over.set()


async def teach(school: School, room: int) -> None:
    """Hold one lesson after another: make a run, steer it, delete it."""
    named = {"Playground-Session": f"room-{room}"}
    while not school.over.is_set():
        experiment = {"data": {"name": school.chance.choice(DATASETS)}}
        asked = {"experiment": experiment, "autostart": True}
        run = await school.ask("POST", "/api/runs", json=asked, headers=named)
        if run is None:
            await school.pause(1, 2)
            continue
        school.runs[room] = run
        await _hold(school, run)
        del school.runs[room]
        await school.ask("DELETE", f"/api/runs/{run['id']}", run["control_token"])


async def _hold(school: School, run: dict[str, Any]) -> None:
    lasts = school.chance.uniform(*school.lesson)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(lasts):
            while not school.over.is_set():
                await school.pause(2, 8)
                command = school.chance.choice(COMMANDS)
                path = f"/api/runs/{run['id']}"
                await school.ask("POST", f"{path}/commands", run["control_token"], json=command)
                await school.ask(
                    "POST", f"{path}/commands", run["control_token"], json={"type": "start"}
                )
                await school.ask("GET", path + school.chance.choice(("", "/history", "/model")))


async def visit(school: School) -> None:
    """Watch one run after another, each for a while; one in ten leaves without a word."""
    while not school.over.is_set():
        if not school.runs:
            await school.pause(0.1, 0.5)
            continue
        run = school.chance.choice(list(school.runs.values()))
        uri = f"ws://{school.server.address}/api/runs/{run['id']}/stream"
        try:
            async with connect(
                uri, compression=None, max_size=None, open_timeout=TIMEOUT
            ) as socket:
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(school.chance.uniform(*school.stay)):
                        await _watch(school, socket)
                if school.chance.random() < 0.1:
                    socket.transport.abort()
        except ConnectionClosed as closed:
            code = closed.rcvd.code if closed.rcvd else None
            if code not in (1000, NO_SUCH_RUN):  # the lesson is over
                school.trouble[f"closed with {code}"] += 1
        except (OSError, InvalidStatus, TimeoutError) as error:
            school.trouble[f"visit: {type(error).__name__}"] += 1
        await school.pause(0, 1)


async def _watch(school: School, socket: ClientConnection) -> None:
    """Take frames; change the view now and then; one in twenty acknowledges nothing."""
    await socket.send(json.dumps({"type": "hello", "view": {"fps": school.fps}}))
    stalls = school.chance.random() < 0.05
    while not school.over.is_set():
        message = await socket.recv()
        if not isinstance(message, bytes):
            continue
        school.seen["frames"] += 1
        seq = SEQ.search(message, 0, 4096)
        if seq and not stalls:
            await socket.send(b'{"type":"ack","seq":%s}'.replace(b"%s", seq[1]).decode())
        if school.chance.random() < 0.005:
            view = {"type": "view", "neuron": "h1.0", "resolution": 50, "fps": school.fps}
            await socket.send(json.dumps(view))


async def keep(school: School) -> None:
    """Save experiments, look around, and upload tables, good ones and bad."""
    number = 0
    while not school.over.is_set():
        number += 1
        body = {"experiment": {"title": f"lesson {number}"}, "listed": True}
        named = {"Playground-Session": f"keeper-{number % 5}"}
        saved = await school.ask("POST", "/api/experiments", json=body, headers=named)
        await school.ask("GET", "/api/experiments?limit=50&q=lesson")
        if saved and number % 10 == 1:
            await school.ask("GET", f"/api/experiments/{saved['id']}")
        if number % 5 == 0:
            await school.ask(
                "POST", "/api/datasets", content=_table(school, number),
                headers=named | {"Content-Type": "text/csv"},
            )  # fmt: skip
        await school.pause(0.5, 2)


def _table(school: School, number: int) -> str:
    rows = [f"{school.chance.random():.4f},{school.chance.choice('ab')}" for _ in range(200)]
    broken = ["1,2,3"] if number % 10 == 0 else []
    return "\n".join(["width,kind", *rows, *broken])
