"""A usual preview, asked for while a client has many dear ones made (load `previews`).

The client saves experiments near the cap on an epoch's cost, each under another session's name,
asks for all of their previews at once, and for another one every few seconds.  Beside it some runs
train, each with its viewer, first alone.
"""

import asyncio
import itertools
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import httpx

from tests.load.server import Server, serving
from tests.load.store import store_file
from tests.load.viewers import WARM_UP, Viewer, figures

ANSWER_SECONDS = 90.0
AGAIN_SECONDS = 5.0  # until a preview that was refused is asked for again
DEAR = {
    "network": {"hidden": [{"units": 128, "activation": "gelu"}] * 7},
    "data": {"samples": 5000, "train_ratio": 0.9},
    "training": {"batch_size": 3},
}


@dataclass(frozen=True)
class Crowding:
    """How many dear previews, when the usual ones are asked for, and the runs beside them."""

    dear: int = 39
    document: dict[str, Any] = field(default_factory=lambda: DEAR)
    every: float = 7.5  # seconds between two more dear ones: eight a minute
    usual_at: tuple[float, ...] = (2.0, 10.0, 20.0, 40.0)  # seconds after the dear ones
    runs: int = 10
    fps: int = 10
    alone: float = 8.0  # seconds
    patience: float = 240.0  # seconds for all previews to be there


@dataclass
class Seen:
    """What came of the previews."""

    usual: list[float] = field(default_factory=list)  # seconds until each was there
    usual_refused: int = 0
    usual_missing: int = 0
    dear: list[float] = field(default_factory=list)
    dear_refused: int = 0
    dear_missing: int = 0

    def told(self) -> dict[str, Any]:
        """Return the figures."""
        return {
            "usual_max_s": round(max(self.usual, default=0.0), 2),
            "usual_s": [round(seconds, 2) for seconds in self.usual],
            "usual_missing": self.usual_missing,
            "usual_refused": self.usual_refused,
            "dear_drawn": len(self.dear),
            "dear_max_s": round(max(self.dear, default=0.0), 1),
            "dear_missing": self.dear_missing,
            "dear_refused": self.dear_refused,
        }


async def previews(load: Crowding | None = None) -> dict[str, Any]:
    """Start a server, put the load on, and return the figures."""
    load = load or Crowding()
    with tempfile.TemporaryDirectory() as folder:
        async with serving(2, store_file(folder)) as server, _watched(server, load) as viewers:
            before = await _part(viewers, asyncio.sleep(load.alone))
            seen = Seen()
            after = await _part(viewers, _crowd(server, load, seen))
    told = {f"{name}_alone": before[name] for name in ("fps_slowest", "age_p99_ms")}
    return told | after | seen.told()


@asynccontextmanager
async def _watched(server: Server, load: Crowding) -> AsyncIterator[list[Viewer]]:
    """Have runs train and be watched."""
    viewers = []
    for _ in range(load.runs):
        body = {"experiment": {}, "autostart": True}
        run = await asyncio.to_thread(server.post, "/api/runs", body)
        uri = f"ws://{server.address}{run['stream_url']}"
        viewers.append(Viewer(uri, run["control_token"], load.fps))
    measuring, done = asyncio.Event(), asyncio.Event()
    measuring.set()
    async with asyncio.TaskGroup() as group:
        for viewer in viewers:
            group.create_task(viewer.watch(measuring, done))
        await asyncio.gather(*(viewer.joined.wait() for viewer in viewers))
        await asyncio.sleep(WARM_UP)
        yield viewers
        done.set()


async def _part(viewers: list[Viewer], work: Any) -> dict[str, Any]:
    for viewer in viewers:
        viewer.ages.clear()
    begun = monotonic()
    await work
    return figures(viewers, monotonic() - begun)


async def _crowd(server: Server, load: Crowding, seen: Seen) -> None:
    """Ask for the dear previews and, among them, for the usual ones."""
    limits = httpx.Limits(max_connections=None)
    place = f"http://{server.address}"
    async with httpx.AsyncClient(base_url=place, timeout=ANSWER_SECONDS, limits=limits) as client:
        names = itertools.count()
        first = [await _saved(client, load.document, next(names)) for _ in range(load.dear)]
        dear = [asyncio.create_task(_asked(client, name, seen.dear)) for name in first]

        async def more() -> None:
            while True:
                await asyncio.sleep(load.every)
                name = await _saved(client, load.document, next(names))
                dear.append(asyncio.create_task(_asked(client, name, seen.dear)))

        adding = asyncio.create_task(more())
        usual = [asyncio.create_task(_usual(client, at, seen.usual)) for at in load.usual_at]
        ends = monotonic() + load.patience
        seen.usual_refused, seen.usual_missing = await _awaited(usual, ends)
        adding.cancel()
        seen.dear_refused, seen.dear_missing = await _awaited(dear, ends)


async def _awaited(asked: "list[asyncio.Task[int]]", ends: float) -> tuple[int, int]:
    """Wait for previews; return how often some were refused, and how many have not come."""
    done, missing = await asyncio.wait(asked, timeout=max(1.0, ends - monotonic()))
    for task in missing:
        task.cancel()
    await asyncio.gather(*missing, return_exceptions=True)
    return sum(task.result() for task in done), len(missing)


async def _saved(client: httpx.AsyncClient, document: dict[str, Any], number: int) -> str:
    body = {"experiment": document | {"title": f"experiment {number}"}}
    headers = {"Playground-Session": f"somebody {number}"}
    answer = await client.post("/api/experiments", json=body, headers=headers)
    name: str = answer.raise_for_status().json()["id"]
    return name


async def _usual(client: httpx.AsyncClient, at: float, seconds: list[float]) -> int:
    await asyncio.sleep(at)
    return await _asked(client, await _saved(client, {}, 1_000_000 + int(at)), seconds)


async def _asked(client: httpx.AsyncClient, name: str, seconds: list[float]) -> int:
    """Ask for a preview until it is there; return how often that was refused."""
    begun = monotonic()
    for refused in itertools.count():
        answer = await client.get(f"/api/experiments/{name}/preview.png")
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            answer.raise_for_status()
            seconds.append(monotonic() - begun)
            return refused
        await asyncio.sleep(AGAIN_SECONDS)
    raise AssertionError("a count does not end")
