"""Puts load on a server: so many default runs in training, each with so many viewers."""

import asyncio
from dataclasses import dataclass
from typing import Any

from tests.load.server import Server, serving
from tests.load.viewers import WARM_UP, Viewer, figures


@dataclass(frozen=True)
class Load:
    """What is put on."""

    runs: int = 40
    viewers: int = 1  # of each run
    fps: int = 10
    seconds: float = 10.0
    workers: int = 2


async def measure(load: Load) -> dict[str, Any]:
    """Start a server, put the load on, and return the figures."""
    async with serving(load.workers) as server:
        viewers = await _viewers(server, load)
        measuring, done = asyncio.Event(), asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for viewer in viewers:
                group.create_task(viewer.watch(measuring, done))
            await asyncio.gather(*(viewer.joined.wait() for viewer in viewers))
            await asyncio.sleep(WARM_UP)
            before = server.processor_seconds()
            measuring.set()
            await asyncio.sleep(load.seconds)
            measuring.clear()
            after = server.processor_seconds()
            done.set()
        used = {f"{who}_cpu": round((after[who] - before[who]) / load.seconds, 2) for who in after}
        return figures(viewers, load.seconds) | used


async def _viewers(server: Server, load: Load) -> list[Viewer]:
    viewers = []
    for _ in range(load.runs):
        body = {"experiment": {}, "autostart": True}
        run = await asyncio.to_thread(server.post, "/api/runs", body)
        uri = f"ws://{server.address}/api/runs/{run['id']}/stream"
        viewers += [Viewer(uri, run["control_token"], load.fps) for _ in range(load.viewers)]
    return viewers
