"""Clients that have nothing to do with an attack, and what they meet while it goes on.

Some watch runs of their own, one sends pings, one makes a new run now and then, and one saves an
experiment and asks for its preview.
"""

import asyncio
import json
import random
from collections import Counter, defaultdict, deque
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from tests.load.viewers import Viewer, quantile

PING_SECONDS = 0.05
NEWCOMER_SECONDS = 1.0
PREVIEW_SECONDS = 15.0
PATIENCE = 60.0  # seconds for a response
PAUSE = 0.2  # before a stream that was closed is opened again


@dataclass
class Watcher(Viewer):
    """A viewer that reconnects if its stream is closed."""

    last: float = field(default_factory=monotonic)  # when the newest frame came
    gap: float = 0.0  # the longest time without one
    closed: int = 0

    async def keep_watching(self, measuring: asyncio.Event) -> None:
        """Watch until cancelled."""
        never = asyncio.Event()
        while True:
            try:
                await self.watch(measuring, never)
            except (OSError, WebSocketException):
                self.closed += 1
                await asyncio.sleep(PAUSE)

    def restart(self) -> None:
        """Forget what was seen so far."""
        self.ages.clear()
        self.gap, self.closed = 0.0, 0

    def look(self, header: bytes) -> None:
        """Note how long ago the frame before came."""
        now = monotonic()
        self.gap, self.last = max(self.gap, now - self.last), now

    @property
    def longest_gap(self) -> float:
        """The longest time without a frame; it may last still."""
        return max(self.gap, monotonic() - self.last)


@dataclass
class Bystanders:
    """Seconds by the kind of request, and refusals by the kind and the status."""

    http: httpx.AsyncClient
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    pending: list[tuple[str, float]] = field(default_factory=list)  # requests, and since when
    pings: deque[float] = field(default_factory=deque)  # without a pong: when they were sent
    chance: random.Random = field(default_factory=random.Random)

    def restart(self) -> None:
        """Forget what was met so far."""
        self.times.clear()
        self.refused.clear()

    async def ping(self, address: str, run: dict[str, Any]) -> None:
        """Send pings over a stream of a paused run at a fixed rate, however late the pongs are."""
        uri = f"ws://{address}{run['stream_url']}"
        while True:
            try:
                async with connect(uri, compression=None, max_size=None, close_timeout=1) as stream:
                    await stream.send('{"type":"hello"}')
                    self.pings.clear()
                    async with background(self._send_pings(stream)):
                        async for message in stream:
                            if _is_pong(message):
                                self.times["ping"].append(monotonic() - self.pings.popleft())
            except* (OSError, WebSocketException):
                pass
            self.refused["ping"] += 1  # the stream was closed
            await asyncio.sleep(PAUSE)

    async def _send_pings(self, stream: ClientConnection) -> None:
        while True:
            self.pings.append(monotonic())
            await stream.send('{"type":"ping"}')
            await asyncio.sleep(PING_SECONDS)

    def ping_ms(self, part: float) -> float:
        """Return a quantile of the times of pings, with those that wait for their pongs."""
        times = [*self.times["ping"], *(monotonic() - sent for sent in self.pings)]
        return round(1000 * quantile(times or [PATIENCE], part), 1)

    async def make_runs(self) -> None:
        """Make a run in a new session, ask whether the server is ready, and delete the run."""
        while True:
            named = {"Playground-Session": f"newcomer-{self.chance.random()}"}
            response = await self.ask("newcomer", "POST", "/api/runs", json={}, headers=named)
            await self.ask("ready", "GET", "/readyz")
            if response is not None:
                run = response.json()
                steering = {"Authorization": f"Bearer {run['control_token']}"}
                await self.ask("delete", "DELETE", f"/api/runs/{run['id']}", headers=steering)
            await asyncio.sleep(NEWCOMER_SECONDS)

    async def ask_previews(self) -> None:
        """Save a new experiment, and ask for its preview."""
        while True:
            named = {"Playground-Session": "previews"}
            data = {"seed": self.chance.randrange(2**32)}
            saved = await self.ask(
                "save", "POST", "/api/experiments", json={"experiment": {"data": data}},
                headers=named,
            )  # fmt: skip
            if saved is not None:
                path = f"/api/experiments/{saved.json()['id']}/preview.png"
                await self.ask("preview", "GET", path)
            await asyncio.sleep(PREVIEW_SECONDS)

    async def ask(self, what: str, method: str, path: str, **content: Any) -> httpx.Response | None:
        """Note how long a response takes; count it and return None if it is no success."""
        begun = monotonic()
        self.pending.append((what, begun))
        try:
            response = await self.http.request(method, path, **content)
        except httpx.HTTPError as error:
            self.refused[f"{what} {type(error).__name__}"] += 1
            return None
        finally:
            self.pending.remove((what, begun))
            self.times[what].append(monotonic() - begun)
        if response.is_success:
            return response
        self.refused[f"{what} {response.status_code}"] += 1
        return None

    def figures(self) -> dict[str, Any]:
        """Return what was met since the last `restart`."""
        summary: dict[str, Any] = {}
        for part in (50, 99):
            summary[f"ping_p{part}_ms"] = self.ping_ms(part / 100)
        for what in ("newcomer", "preview"):
            waiting = [monotonic() - begun for name, begun in self.pending if name == what]
            if times := [*self.times[what], *waiting]:
                summary[f"{what}_max_s"] = round(max(times), 2)
        for what in ("newcomer", "preview", "ready", "ping"):
            summary[f"{what}_refused"] = sum(
                many for name, many in self.refused.items() if name.split()[0] == what
            )
        return summary | {"refused": dict(self.refused)}


@asynccontextmanager
async def background(
    *works: Coroutine[Any, Any, None],
) -> AsyncIterator[list["asyncio.Task[None]"]]:
    """Run these as tasks during the block, and cancel them after it."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(work) for work in works]
        yield tasks
        for task in tasks:
            task.cancel()


def _is_pong(message: str | bytes) -> bool:
    return isinstance(message, str) and json.loads(message).get("type") == "pong"
