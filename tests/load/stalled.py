"""Viewers that never read, beside good ones of the same run (figure R5).

The good ones are measured alone, then while the others are there.  Where those who never read ask
for a view of their own, they watch a run of their own, with as many neurons as there may be.
"""

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import monotonic
from typing import Any

from tests.load.attacks.documents import LARGEST_VIEW, WIDE
from tests.load.memory import KIB_OF_MB, resident_kib
from tests.load.server import Server, serving
from tests.load.silent import DEAF, HELLO, silent
from tests.load.store import store_file
from tests.load.viewers import WARM_UP, Viewer, figures

LOOK_SECONDS = 0.25
LARGEST_HELLO = HELLO | {"view": LARGEST_VIEW}


@dataclass(frozen=True)
class Stalled:
    """How many good viewers, how many that never read, and how long each part is measured."""

    good: int = 200
    deaf: int = 100
    fps: int = 10
    seconds: float = 10.0
    patience: float = 60.0  # how long to wait, at most, for those who never read to be gone
    largest: bool = False  # whether those who never read ask for the largest frames


async def stalled(load: Stalled | None = None) -> dict[str, Any]:
    """Start a server, measure both parts, and return the figures."""
    load = load or Stalled()
    with tempfile.TemporaryDirectory() as folder:
        async with serving(2, store_file(folder)) as server:
            run = await _run(server, {})
            deaf_run = await _run(server, WIDE) if load.largest else run
            return await _beside_good_ones(server, load, run, deaf_run)


async def _run(server: Server, experiment: dict[str, Any]) -> dict[str, Any]:
    body = {"experiment": experiment, "autostart": True}
    run: dict[str, Any] = await asyncio.to_thread(server.post, "/api/runs", body)
    return run


async def _beside_good_ones(
    server: Server, load: Stalled, run: dict[str, Any], deaf_run: dict[str, Any]
) -> dict[str, Any]:
    uri = f"ws://{server.address}{run['stream_url']}"
    viewers = [Viewer(uri, run["control_token"], load.fps) for _ in range(load.good)]
    measuring, done = asyncio.Event(), asyncio.Event()
    async with asyncio.TaskGroup() as group:
        for viewer in viewers:
            group.create_task(viewer.watch(measuring, done))
        await asyncio.gather(*(viewer.joined.wait() for viewer in viewers))
        await asyncio.sleep(WARM_UP)
        measuring.set()
        alone = await _part(server, viewers, load.seconds)
        beside = await _with_deaf(server, load, deaf_run, viewers)
        done.set()
    return _compared(alone, beside) | {"good": load.good, "deaf": load.deaf}


async def _with_deaf(
    server: Server, load: Stalled, run: dict[str, Any], viewers: list[Viewer]
) -> dict[str, Any]:
    """Measure beside viewers that never read, and then wait until those are gone."""
    others, hello = await _watching(server, run), LARGEST_HELLO if load.largest else HELLO
    async with AsyncExitStack() as lines:
        for _ in range(load.deaf):
            line = await silent(server.address, run["stream_url"], DEAF, hello)
            lines.enter_context(line)
        begun = monotonic()
        joined = await _watching(server, run) - others
        seen = await _part(server, viewers, load.seconds)
        while monotonic() < begun + load.patience and await _watching(server, run) > others:
            await asyncio.sleep(LOOK_SECONDS)
        return seen | {"deaf_joined": joined, "gone_s": round(monotonic() - begun, 1)}


async def _watching(server: Server, run: dict[str, Any]) -> int:
    """Return how many viewers the server counts."""
    about = await asyncio.to_thread(server.get, f"/api/runs/{run['id']}")
    return int(about["viewers"])


async def _part(server: Server, viewers: list[Viewer], seconds: float) -> dict[str, Any]:
    """Note what the viewers see for so long, and the most that the server takes meanwhile."""
    for viewer in viewers:
        viewer.ages.clear()
    begun, kib = monotonic(), 0.0
    while monotonic() < begun + seconds:
        kib = max(kib, resident_kib(server.process.pid))
        await asyncio.sleep(LOOK_SECONDS)
    return figures(viewers, monotonic() - begun) | {"memory_mb": round(kib / KIB_OF_MB, 1)}


def _compared(alone: dict[str, Any], beside: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of both parts, and by how much the second is worse."""
    names = ("fps_slowest", "age_p50_ms", "age_p99_ms", "memory_mb")
    told = {f"{name}_alone": alone[name] for name in names} | beside
    rises = {"age_rise_ms": "age_p99_ms", "memory_rise_mb": "memory_mb"}
    return told | {rise: round(beside[name] - alone[name], 1) for rise, name in rises.items()}
