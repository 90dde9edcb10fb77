"""Searches beside watched runs: they may take no more than their share of the workers.

First the runs train at their usual speed, then as fast as they can; each time alone, and then
beside the searches, which are watched too and train as fast as they can.  Where the workers have
nothing to spare, N searches among M runs have a share of N / (N + M): so much slower the runs may
become.
"""

import asyncio
import re
import tempfile
from dataclasses import dataclass
from time import monotonic
from typing import Any

from tests.load.server import Server, serving
from tests.load.store import store_file
from tests.load.viewers import WARM_UP, Viewer, figures

EPOCH = re.compile(rb'\\"epoch\\":(\d+)')
RATE = {"path": "training.optimizer.learning_rate"}
SPACE = [{**RATE, "float": {"from": 0.001, "to": 1, "log": True}}]
PATIENCE = 60.0  # seconds for a first frame
ENDLESS = {"training": {"stop": {"max_epochs": 100_000}}}


@dataclass(frozen=True)
class Beside:
    """How many runs and searches, and how long each of four parts is measured."""

    runs: int = 40
    searches: int = 2
    fps: int = 10
    seconds: float = 15.0
    workers: int = 2
    warm_up: float = WARM_UP  # seconds before each part


@dataclass
class Watcher(Viewer):
    """A viewer that notes the newest epoch."""

    run: str = ""
    epoch: int = 0

    def look(self, header: bytes) -> None:
        """Note the epoch."""
        if found := EPOCH.search(header):
            self.epoch = int(found[1])


async def beside_runs(load: Beside | None = None) -> dict[str, Any]:
    """Start a server, measure all four parts, and return the figures."""
    load = load or Beside()
    with tempfile.TemporaryDirectory() as folder:
        async with serving(load.workers, store_file(folder)) as server:
            return await _measured(server, load)


async def _measured(server: Server, load: Beside) -> dict[str, Any]:
    measuring, tasks = asyncio.Event(), list["asyncio.Task[None]"]()
    group = _Group(server, load, measuring, tasks)
    try:
        return await _parts(group, load)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _parts(group: "_Group", load: Beside) -> dict[str, Any]:
    runs = [await group.join("/api/runs", {"experiment": ENDLESS}) for _ in range(load.runs)]
    alone = await group.watch(runs)
    study = {"study": _search(), "autostart": True}
    searches = [await group.join("/api/studies", study) for _ in range(load.searches)]
    beside = await group.watch(runs)
    await group.tell(searches, type="pause")
    await group.tell(runs, type="set", path="view.speed", value="max")
    full_alone = await group.watch(runs)
    await group.tell(searches, type="start")
    full_beside = await group.watch(runs)
    told: dict[str, Any] = {"runs": load.runs, "searches": load.searches}
    parts = {"alone": alone, "beside": beside, "full_alone": full_alone, "full_beside": full_beside}
    for name, seen in parts.items():
        told |= {f"{name}_{figure}": value for figure, value in seen.items()}
    taken = 1 - full_beside["epochs_per_second"] / full_alone["epochs_per_second"]
    due = load.searches / (load.searches + load.runs)
    told |= {"share_taken": round(taken, 3), "share_due": round(due, 3)}
    return told | {"share_over": round(taken - due, 3), "trials": sum(s.epoch for s in searches)}


@dataclass
class _Group:
    """Those that watch, each a run or a search of its own."""

    server: Server
    load: Beside
    measuring: asyncio.Event
    tasks: list["asyncio.Task[None]"]

    async def join(self, path: str, body: dict[str, Any]) -> Watcher:
        """Make a run or a study, and watch it from now on."""
        made = await asyncio.to_thread(self.server.post, path, {**body, "autostart": True})
        uri = f"ws://{self.server.address}{made['stream_url']}"
        watcher = Watcher(uri, made["control_token"], self.load.fps, run=made["id"])
        self.tasks.append(asyncio.create_task(watcher.watch(self.measuring, asyncio.Event())))
        async with asyncio.timeout(PATIENCE):
            await watcher.joined.wait()
        return watcher

    async def tell(self, watchers: list[Watcher], **command: Any) -> None:
        """Send the same command to the run of each."""
        for each in watchers:
            path = f"/api/runs/{each.run}/commands"
            await asyncio.to_thread(self.server.post, path, command, each.token)

    async def watch(self, runs: list[Watcher]) -> dict[str, Any]:
        """Return what the viewers of some runs see in a while, and how fast the runs train."""
        await asyncio.sleep(self.load.warm_up)
        for each in runs:
            each.ages.clear()
        begun, epochs = monotonic(), sum(each.epoch for each in runs)
        self.measuring.set()
        await asyncio.sleep(self.load.seconds)
        self.measuring.clear()
        taken = monotonic() - begun
        trained = sum(each.epoch for each in runs) - epochs
        seen = figures([*runs], taken)
        kept = {name: seen[name] for name in ("fps_slowest", "age_p50_ms", "age_p99_ms")}
        return kept | {"epochs_per_second": round(trained / taken, 1)}


def _search() -> dict[str, Any]:
    """Return a search that takes longer than anybody measures."""
    vary = {"kind": "search", "method": "random", "trials": 250, "space": SPACE}
    return {"vary": vary, "budget": {"epochs": 2000}, "view": {"speed": "max"}}
