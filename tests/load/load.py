"""Puts load on a server: so many default runs in training, each with so many viewers."""

import asyncio
import json
import sys
import tempfile
from dataclasses import asdict, dataclass
from time import monotonic
from typing import Any

from tests.load.server import Server, serving
from tests.load.store import fill, store_file
from tests.load.viewers import WARM_UP, Viewer, figures


@dataclass(frozen=True)
class Load:
    """What is put on."""

    runs: int = 40
    viewers: int = 1  # of each run
    fps: int = 10
    seconds: float = 10.0
    workers: int = 2
    epochs: int = 1000  # of the run that they go back in
    experiments: int = 0  # kept beforehand; then people save, list and go back meanwhile


async def measure(load: Load) -> dict[str, Any]:
    """Start a server, put the load on, and return it with the figures."""
    with tempfile.TemporaryDirectory() as folder:
        database = store_file(folder)
        await fill(database, load.experiments)
        async with serving(load.workers, database) as server:
            return asdict(load) | await _measured(server, load)


async def _measured(server: Server, load: Load) -> dict[str, Any]:
    viewers = list[Viewer]()
    measuring, done = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for _ in range(load.runs):  # each is watched before the next is made, as by its maker
            for viewer in await _of_new_run(server, load):
                viewers.append(viewer)
                group.create_task(viewer.watch(measuring, done))
            await asyncio.gather(*(viewer.joined.wait() for viewer in viewers[-load.viewers :]))
        await asyncio.sleep(WARM_UP)
        before, begun = server.processor_seconds(), monotonic()
        measuring.set()
        met = await _meanwhile(server, load)
        measuring.clear()
        after, seconds = server.processor_seconds(), monotonic() - begun
        done.set()
    used = {f"{who}_cpu": round((after[who] - before[who]) / seconds, 2) for who in after}
    return figures(viewers, seconds) | used | met


async def _meanwhile(server: Server, load: Load) -> dict[str, Any]:
    """Let time pass, with people who save and look around if there is something to look at."""
    if not load.experiments:
        await asyncio.sleep(load.seconds)
        return {}
    command = [
        sys.executable,
        "-m",
        "tests.load.store",
        server.address,
        str(load.epochs),
        str(load.seconds),
    ]
    people = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    told, _ = await people.communicate()
    met: dict[str, Any] = json.loads(told)
    return met


async def _of_new_run(server: Server, load: Load) -> list[Viewer]:
    body = {"experiment": {}, "autostart": True}
    run = await asyncio.to_thread(server.post, "/api/runs", body)
    uri = f"ws://{server.address}/api/runs/{run['id']}/stream"
    return [Viewer(uri, run["control_token"], load.fps) for _ in range(load.viewers)]
