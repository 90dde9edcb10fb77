"""A server is told to stop while many watch, some of whom never read (figure R8).

Everybody who reads has to be told, and under the next server every run has to be at no earlier an
epoch than anybody was shown.
"""

import asyncio
import re
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from websockets.exceptions import ConnectionClosed

from tests.load.server import Server, serving
from tests.load.silent import DEAF, silent
from tests.load.store import store_file
from tests.load.viewers import WARM_UP, Viewer

EPOCH = re.compile(rb'\\"epoch\\":(\d+)')  # within the frame's JSON, which is a JSON string
TOLD = 1012  # the close code of a server that goes away
HANGS_SECONDS = 60.0
LARGE = {"type": "hello", "view": {"resolution": 200}}  # more than what the kernel takes


@dataclass(frozen=True)
class Ending:
    """How many runs, sockets in all, and how many of those never read."""

    runs: int = 10
    sockets: int = 300
    deaf: int = 10


@dataclass
class Witness(Viewer):
    """A viewer that knows the last epoch it was shown, and how its stream was closed."""

    epoch: int = -1
    code: int = 0  # 0: not at all

    async def stay(self) -> None:
        """Watch until the server closes the stream."""
        try:
            await self.watch(asyncio.Event(), asyncio.Event())
        except ConnectionClosed as closed:
            self.code = closed.rcvd.code if closed.rcvd else 1006

    def look(self, header: bytes) -> None:
        """Note the epoch of a frame."""
        if shown := EPOCH.search(header):
            self.epoch = max(self.epoch, int(shown[1]))


@dataclass
class Scene:
    """The runs, and the viewers of each."""

    runs: list[dict[str, Any]] = field(default_factory=list)
    witnesses: list[list[Witness]] = field(default_factory=list)

    def everybody(self) -> list[Witness]:
        """Return all who read."""
        return [witness for watching in self.witnesses for witness in watching]


async def ending(load: Ending | None = None) -> dict[str, Any]:
    """Have a server told to stop, start the next, and return the figures."""
    load = load or Ending()
    with tempfile.TemporaryDirectory() as folder:
        database = store_file(folder)
        async with serving(2, database) as server, AsyncExitStack() as lines:
            scene = await _set(server, load)
            for number in range(load.deaf):
                path = scene.runs[number % load.runs]["stream_url"]
                lines.enter_context(await silent(server.address, path, DEAF, LARGE))
            seen = await _stopped(server, scene)
        async with serving(2, database) as server:
            return seen | await _restored(server, scene)


async def _set(server: Server, load: Ending) -> Scene:
    scene, each = Scene(), (load.sockets - load.deaf) // load.runs
    for _ in range(load.runs):
        body = {"experiment": {}, "autostart": True}
        run = await asyncio.to_thread(server.post, "/api/runs", body)
        uri = f"ws://{server.address}{run['stream_url']}"
        scene.runs.append(run)
        scene.witnesses.append([Witness(uri, run["control_token"], 10) for _ in range(each)])
    return scene


async def _stopped(server: Server, scene: Scene) -> dict[str, Any]:
    """Have everybody watch, then stop the server; return how that went."""
    everybody = scene.everybody()
    async with asyncio.TaskGroup() as group:
        for witness in everybody:
            group.create_task(witness.stay())
        await asyncio.gather(*(witness.joined.wait() for witness in everybody))
        await asyncio.sleep(WARM_UP)
        begun = monotonic()
        server.process.terminate()
        await asyncio.to_thread(server.process.wait, HANGS_SECONDS)
        seconds = monotonic() - begun
    codes = [witness.code for witness in everybody]
    return {
        "good": len(everybody),
        "exit_s": round(seconds, 2),
        "exit_code": server.process.returncode,
        "untold": sum(code != TOLD for code in codes),
        "codes": sorted(set(codes)),
    }


async def _restored(server: Server, scene: Scene) -> dict[str, Any]:
    """Return how many runs the next server does not have, and how far the others are behind."""
    lost, behind, shown = 0, 0, 0
    for run, watching in zip(scene.runs, scene.witnesses, strict=True):
        last = max(witness.epoch for witness in watching)
        shown = max(shown, last)
        try:
            about = await asyncio.to_thread(server.get, f"/api/runs/{run['id']}")
            behind = max(behind, last - about["epoch"])
        except OSError:  # of which urllib's are
            lost += 1
    return {"runs": len(scene.runs), "lost_runs": lost, "lost_epochs": behind, "shown": shown}
