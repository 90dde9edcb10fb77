"""Eight runs of images at once, as a study of eight trials: do they keep the workers in the engine,
and are the data in memory once?

The engine alone first does an epoch of such a run in this process, with its validation, while the
server rests.  What the runs then train in a while is told in its seconds: of all that the workers
had, so much was spent in the engine.
"""

import asyncio
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, thread_time
from typing import Any

from threadpoolctl import threadpool_limits

from app.documents.image_document import Images
from app.documents.picture_data import PICTURES
from app.runs.blocks import finish
from app.runs.images.image_model import make_image_model
from app.runs.images.pictures import splitting
from engine.batches import Examples
from engine.light_training import LightStepper
from tests.load.server import Server, serving
from tests.load.store import store_file

TOGETHER = 500  # pictures that are validated at once
PAUSE = 0.05  # seconds between two looks
MIB = 1024.0  # kB


@dataclass(frozen=True)
class Trials:
    """How many runs, of what, and for how long."""

    data: str = "fashion_mnist"
    trials: int = 8
    epochs: int = 3
    workers: int = 2


async def pictures(load: Trials | None = None) -> dict[str, Any]:
    """Train as many runs at once, to their end; return the figures."""
    load = load or Trials()
    alone = await asyncio.to_thread(_engine_seconds, load.data)
    with tempfile.TemporaryDirectory() as folder:
        async with serving(load.workers, store_file(folder)) as server:
            return await _measured(server, load, alone)


def _engine_seconds(data: str) -> float:
    """Return the processor time of an epoch of the engine alone, with its validation."""
    document = Images.model_validate({"data": {"name": data}})
    split, model = finish(splitting(document.data)), make_image_model(document).model
    examples = Examples([split.train], [split.targets(split.train)], [None])
    stepper = LightStepper(model, examples, None, batch_size=32, seed=1)
    with threadpool_limits(1):  # as in a worker
        stepper.run_batches(len(stepper.batches))  # the first epoch makes what the others use
        began = thread_time()
        stepper.run_batches(len(stepper.batches))
        for at in range(0, len(split.validation), TOGETHER):
            model.forward([split.validation[at : at + TOGETHER]])
        return thread_time() - began


async def _measured(server: Server, load: Trials, alone: float) -> dict[str, Any]:
    seeds = range(1, load.trials + 1)
    runs = [await asyncio.to_thread(_made, server, load, seed) for seed in seeds]
    for run in runs:
        place, token = f"/api/runs/{run['id']}/commands", run["control_token"]
        await asyncio.to_thread(server.post, place, {"type": "start"}, token)
    began, before = monotonic(), server.processor_seconds()
    for run in runs:
        while await asyncio.to_thread(_status, server, run) == "running":
            await asyncio.sleep(PAUSE)
    seconds, after = monotonic() - began, server.processor_seconds()
    there = load.workers * seconds
    counted = [dict(_mapped(pid, load.data)) for pid in server.workers()]
    return {
        "trials": load.trials,
        "epochs": load.epochs,
        "seconds": round(seconds, 2),
        "engine_alone_s": round(alone, 3),
        "engine_share": round(load.trials * load.epochs * alone / there, 3),
        "busy_share": round((after["workers"] - before["workers"]) / there, 3),
        "data_mb": round(PICTURES[load.data].count * PICTURES[load.data].side ** 2 / MIB**2, 1),
        "mapped_mb": [round(one.get("Rss", 0.0) / MIB, 1) for one in counted],
        "data_counted_mb": round(sum(one.get("Pss", 0.0) for one in counted) / MIB, 1),
    }


def _made(server: Server, load: Trials, seed: int) -> Any:
    wish = {
        "data": {"name": load.data},
        "training": {"seed": seed},
        "budget": {"epochs": load.epochs},
    }
    return server.post("/api/images", {"images": wish})


def _status(server: Server, run: Any) -> str:
    status: str = server.get(f"/api/images/{run['id']}")["status"]
    return status


def _mapped(pid: int, data: str) -> Iterator[tuple[str, float]]:
    """Yield what a process has of the data's files in memory, in kB: `Rss`, and its part, `Pss`."""
    names = {file.name for file in PICTURES[data].files}
    sums, is_data = {"Rss": 0.0, "Pss": 0.0}, False
    for line in Path(f"/proc/{pid}/smaps").read_text().splitlines():
        first, *rest = line.split()
        if not first.endswith(":"):
            is_data = bool(rest) and Path(rest[-1]).name in names
        elif is_data and first[:-1] in sums:
            sums[first[:-1]] += float(rest[0])
    yield from sums.items()
