"""An hour in which everything comes and goes: afterwards nothing may have grown (figure R3).

Memory is looked at while the school is at work, the rest when it has gone home: beside what it was
after a short day before.
"""

import asyncio
import json
import tempfile
from collections import Counter
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from time import monotonic
from typing import Any

import httpx

from tests.load.churn import LIMITS, TIMEOUT, School, keep, teach, visit
from tests.load.server import Server, serving
from tests.load.store import store_file
from tests.load.vitals import Vitals, slope, vitals

GONE_SECONDS = 90.0  # for what is left to go after everybody has
RESTS = "files", "threads", "tasks", "processes", "runs", "viewers"


@dataclass(frozen=True)
class Soak:
    """How many, and for how long."""

    seconds: float = 3600.0
    viewers: int = 300
    runs: int = 30
    fps: int = 5
    every: float = 10.0  # seconds between two looks
    stay: tuple[float, float] = (2.0, 60.0)
    lesson: tuple[float, float] = (30.0, 240.0)


async def soak(load: Soak | None = None) -> dict[str, Any]:
    """Let the school live for so long; return the figures, and all samples."""
    load = load or Soak()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        async with serving(2, store_file(folder), log) as server:
            await _term(server, replace(load, seconds=load.seconds / 20))  # pools fill up
            before = await _rest(server)
            samples, school = await _term(server, load)
            after = await _rest(server, before)
        lines = log.read_text().splitlines()
    return _figures(samples, school) | {
        **{f"{name}_left": getattr(after, name) - getattr(before, name) for name in RESTS},
        "tracebacks": sum('"traceback"' in line for line in lines),
        "logged": dict(Counter(json.loads(line)["event"][:200] for line in lines).most_common(20)),
        "samples": [asdict(sample) for sample in samples],
    }


async def _term(server: Server, load: Soak) -> tuple[list[Vitals], School]:
    """Have everybody come, work and go; return what was seen every few seconds."""
    begun, samples = monotonic(), []
    address = f"http://{server.address}"
    async with httpx.AsyncClient(base_url=address, timeout=TIMEOUT, limits=LIMITS) as http:
        school = School(server, http, load.fps, load.stay, load.lesson)
        async with asyncio.TaskGroup() as group, school.open():
            for room in range(load.runs):
                group.create_task(teach(school, room))
            for _ in range(load.viewers):
                group.create_task(visit(school))
            group.create_task(keep(school))
            while monotonic() < begun + load.seconds:
                await asyncio.sleep(load.every)
                samples.append(await vitals(server, begun))
    return samples, school


async def _rest(server: Server, before: Vitals | None = None) -> Vitals:
    """Wait until the server is as it was, or for as long as that may take; return what it is."""
    begun = monotonic()
    while True:
        seen = await vitals(server, begun)
        back = before and all(getattr(seen, name) <= getattr(before, name) for name in RESTS)
        if back or seen.seconds > (GONE_SECONDS if before else 3):
            return seen
        await asyncio.sleep(0.5)


def _figures(samples: list[Vitals], school: School) -> dict[str, Any]:
    return {
        "server_slope_mb_per_hour": round(slope(samples, "server_mb"), 2),
        "workers_slope_mb_per_hour": round(slope(samples, "workers_mb"), 2),
        "server_mb": samples[-1].server_mb,
        "workers_mb": samples[-1].workers_mb,
        "frames": school.seen.pop("frames", 0),
        "answers": dict(sorted(school.seen.items())),
        "trouble": dict(school.trouble),
        "trouble_count": sum(school.trouble.values()),
    }
