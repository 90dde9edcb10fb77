"""The server is killed again and again while people save and a class watches (figure R7).

Each life is a process of its own on the same database.  What was acknowledged must be there at the
end, the run must be where it was, and no worker may outlive its server.
"""

import asyncio
import json
import tempfile
import urllib.error
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from time import monotonic
from typing import Any

from websockets.asyncio.client import connect

from tests.load.server import Server, serving
from tests.load.store import store_file
from tests.load.viewers import quantile

VIEWERS = 3
SAVERS = 4
LIFE_SECONDS = 1.5  # of a server, after its viewers are there
EPOCHS_A_SECOND = 60  # of a run at its usual speed, at most
ORPHAN_SECONDS = 2.0


@dataclass
class Story:
    """What happened in all lives together."""

    acknowledged: list[str] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)  # seconds from the start of the process
    back: list[float] = field(default_factory=list)  # and until all viewers were shown the run
    orphans: int = 0
    lost_epochs: int = 0  # the most, of all lives


async def killed(kills: int = 100) -> dict[str, Any]:
    """Live and die so often; return the figures."""
    story, run, epoch = Story(), None, 0
    with tempfile.TemporaryDirectory() as folder:
        database = store_file(folder)
        for _ in range(kills):
            begun = monotonic()
            async with serving(2, database) as server:
                story.ready.append(monotonic() - begun)
                run = run or await _run(server)
                seen = await asyncio.gather(*(_joined(server, run) for _ in range(VIEWERS)))
                story.back.append(monotonic() - begun)
                story.lost_epochs = max(story.lost_epochs, epoch - min(seen))
                epoch = await _die(server, run, story)
        async with serving(2, database) as server:
            lost = [name for name in story.acknowledged if not await _is_there(server, name)]
    return _figures(story, kills) | {"lost": len(lost)}


def _figures(story: Story, kills: int) -> dict[str, Any]:
    return {
        "kills": kills,
        "acknowledged": len(story.acknowledged),
        "ready_max_s": round(max(story.ready), 2),
        "back_max_s": round(max(story.back), 2),
        "back_p50_s": round(quantile(story.back, 0.5), 2),
        "lost_seconds": round(story.lost_epochs / EPOCHS_A_SECOND, 2),
        "orphans": story.orphans,
    }


async def _run(server: Server) -> dict[str, Any]:
    run: dict[str, Any] = await asyncio.to_thread(server.post, "/api/runs", {"experiment": {}})
    return run


async def _joined(server: Server, run: dict[str, Any]) -> int:
    """Watch the run until it is shown; return the epoch at which it stands."""
    async with connect(f"ws://{server.address}{run['stream_url']}", max_size=None) as stream:
        await stream.send('{"type": "hello"}')
        snapshot = json.loads(await stream.recv())
        return int(snapshot["epoch"])


async def _die(server: Server, run: dict[str, Any], story: Story) -> int:
    """Train and be killed in the midst of saving; return the last epoch that was told."""
    steering = f"/api/runs/{run['id']}/commands", {"type": "start"}, run["control_token"]
    await asyncio.to_thread(server.post, *steering)
    savers = [asyncio.create_task(asyncio.to_thread(_save, server, story)) for _ in range(SAVERS)]
    await asyncio.sleep(LIFE_SECONDS)
    epoch, workers = await _joined(server, run), server.workers()
    server.process.kill()
    story.orphans += await _outlived(workers)
    await asyncio.gather(*savers)
    return epoch


def _save(server: Server, story: Story) -> None:
    """Save one thing after another until the server is no more."""
    with suppress(OSError, HTTPException):
        while True:
            body = {"experiment": {"title": f"{len(story.acknowledged)} at {monotonic()}"}}
            story.acknowledged.append(server.post("/api/experiments", body)["id"])


async def _outlived(workers: list[int]) -> int:
    """Return how many of the workers are still there a while after their server."""
    ends = monotonic() + ORPHAN_SECONDS
    while monotonic() < ends and any(map(_lives, workers)):
        await asyncio.sleep(0.02)
    return sum(map(_lives, workers))


def _lives(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rsplit(")", 1)[1].split()[0] != "Z"


async def _is_there(server: Server, name: str) -> bool:
    try:
        await asyncio.to_thread(server.get, f"/api/experiments/{name}")
    except urllib.error.HTTPError:
        return False
    return True
