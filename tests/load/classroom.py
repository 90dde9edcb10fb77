"""A class, and one attacker that runs all attacks in turn, again and again (`class`).

Three hundred viewers watch thirty runs, ten frames a second; pupils make runs, steer them, save and
look (pupils.py).  After a quiet part the attacker starts (attacks/).  Pupils and attacker have a
process each.
"""

import asyncio
import contextlib
import json
import sys
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from tests.load.attacks import ATTACKS
from tests.load.bystanders import Watcher, background
from tests.load.server import Server, serving
from tests.load.siege import MAX_MB
from tests.load.store import store_file
from tests.load.vitals import vitals

JOIN_SECONDS = 60.0
END_SECONDS = 300.0  # for the pupils to check that nothing is lost
QUIET, OVER = "quiet", "over"
MINUTE = 6  # samples
STATUSES = "refused_429", "refused_503", "refused_507", "refused_other"


@dataclass(frozen=True)
class Lesson:
    """How large the class is, and how long it lasts."""

    seconds: float = 600.0
    runs: int = 30
    viewers: int = 10  # of each run
    fps: int = 10
    pupils: int = 10
    every: float = 10.0  # seconds between two samples
    attacks: tuple[str, ...] = tuple(ATTACKS)

    @property
    def quiet(self) -> float:
        """How many seconds pass before the attacker starts."""
        return min(60.0, self.seconds / 10)

    @property
    def each(self) -> float:
        """How many seconds each attack lasts: a minute, or less so that each has its turn."""
        return min(60.0, (self.seconds - self.quiet) / len(self.attacks))


@dataclass
class Reports:
    """What the processes of the pupils and of the attacker have reported."""

    attack: str = QUIET
    counts: list[dict[str, Any]] = field(default_factory=list)  # of each attack
    refused: Counter[str] = field(default_factory=Counter)  # requests of pupils, by kind
    sampled: Counter[str] = field(default_factory=Counter)  # the same at the last sample
    newest: dict[str, Any] = field(default_factory=dict)  # figures of the pupils
    lost: dict[str, Any] = field(default_factory=dict)  # of what the server acknowledged

    def from_attacker(self, message: dict[str, Any]) -> None:
        """Note that an attack begins, or its counts."""
        self.attack = message["attack"]
        if "counts" in message:
            self.counts.append({"attack": message["attack"], **message["counts"]})

    def from_pupils(self, message: dict[str, Any]) -> None:
        """Note what pupils have met, or what is lost at the end."""
        if "saves_lost" in message:
            self.lost = message
        else:
            self.refused.update(message.pop("refused"))
            self.newest = message

    def refusals(self) -> dict[str, int]:
        """Return how many there were since the last sample, by status."""
        new, self.sampled = self.refused - self.sampled, self.refused.copy()
        by_status = dict.fromkeys(STATUSES, 0)
        for request, many in new.items():
            status = f"refused_{request.split()[-1]}"
            by_status[status if status in by_status else "refused_other"] += many
        return {"refused": new.total()} | by_status


@dataclass
class Class:
    """A server, the viewers of its runs, and the reports of the other processes."""

    server: Server
    store: Path
    watchers: list[Watcher]
    reports: Reports = field(default_factory=Reports)
    measuring: asyncio.Event = field(default_factory=asyncio.Event)
    spans: list[float] = field(default_factory=list)  # the seconds of each sample
    frames: list[list[int]] = field(default_factory=list)  # of each sample, by watcher
    begun: float = 0.0
    sampled: float = 0.0  # when

    async def begin(self) -> None:
        """Wait until every viewer has a frame, and begin to measure."""
        async with asyncio.timeout(JOIN_SECONDS):
            await asyncio.gather(*(watcher.joined.wait() for watcher in self.watchers))
        self.measuring.set()
        self.begun = self.sampled = monotonic()

    async def sample(self) -> dict[str, Any]:
        """Return the figures since the last sample."""
        now = {"seconds": round(monotonic() - self.begun, 1), "attack": self.reports.attack}
        pupils = self.reports.newest | self.reports.refusals()
        return now | self._viewers() | pupils | await self._vitals()

    def _viewers(self) -> dict[str, Any]:
        seconds, self.sampled = monotonic() - self.sampled, monotonic()
        frames = [len(watcher.ages) for watcher in self.watchers]
        self.spans.append(seconds)
        self.frames.append(frames)
        row = {
            "fps_mean": round(sum(frames) / len(frames) / seconds, 2),
            "fps_slowest": round(min(frames) / seconds, 2),
            "gap_max_s": round(max(watcher.longest_gap for watcher in self.watchers), 2),
            "streams_closed": sum(watcher.closed for watcher in self.watchers),
        }
        for watcher in self.watchers:
            watcher.restart()
        return row

    def slowest_rates(self, together: int) -> NDArray[np.float64]:
        """Return the rate of the slowest viewer in each stretch of so many samples."""
        together = min(together, len(self.spans))
        frames = sliding_window_view(np.array(self.frames), together, axis=0).sum(axis=-1)
        spans = sliding_window_view(np.array(self.spans), together).sum(axis=-1)
        return np.round(frames.min(axis=1) / spans, 2)

    async def _vitals(self) -> dict[str, Any]:
        """Return the server's vitals; NaN for a server that does not respond."""
        row: dict[str, Any] = dict.fromkeys(VITALS, float("nan"))
        with contextlib.suppress(OSError):
            row = asdict(await vitals(self.server, self.begun))
        stored = sum(file.stat().st_size for file in self.store.glob("playground.db*"))
        return {name: row[name] for name in VITALS} | {"store_mb": round(stored / 2**20, 1)}


VITALS = "server_mb", "workers_mb", "files", "tasks", "runs", "viewers"


async def classroom(load: Lesson | None = None) -> dict[str, Any]:
    """Start a server, let the class work; return the figures, and all samples."""
    load = load or Lesson()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        async with serving(2, store_file(folder), log) as server:
            samples, school = await _run(server, load, Path(folder))
            lines = log.read_text().splitlines()
    return {
        "seconds": load.seconds,
        "runs": load.runs,
        "viewers": load.runs * load.viewers,
        "fps": load.fps,
        "pupils": load.pupils,
        **figures(samples, school),
        "log_lines": len(lines),
        "tracebacks": sum('"traceback"' in line for line in lines),
        "logged": dict(Counter(json.loads(line)["event"][:100] for line in lines).most_common(20)),
        "samples": samples,
    }


async def _run(server: Server, load: Lesson, store: Path) -> tuple[list[dict[str, Any]], Class]:
    """Let the class work to the end; return all samples, and the class."""
    arguments = server.address, load.seconds, load.runs, load.pupils, load.every
    async with _process("tests.load.pupils", *arguments) as pupils:
        assert pupils.stdout is not None
        runs = json.loads(await pupils.stdout.readline())["runs"]
        watchers = [
            Watcher(f"ws://{server.address}{run['stream_url']}", "", load.fps)
            for run in runs
            for _ in range(load.viewers)
        ]
        school, samples = Class(server, store, watchers), []
        reading = asyncio.create_task(_read(pupils, school.reports.from_pupils))
        async with background(
            _attack(server, load, school),
            *(watcher.keep_watching(school.measuring) for watcher in watchers),
        ) as (attack, *_):
            await school.begin()
            while monotonic() < school.begun + load.seconds:
                await asyncio.sleep(load.every)
                samples.append(await school.sample())
                print(json.dumps(samples[-1]), file=sys.stderr, flush=True)
                if samples[-1]["server_mb"] > MAX_MB:
                    attack.cancel()
            await asyncio.wait([attack], timeout=END_SECONDS)
        await asyncio.wait_for(reading, END_SECONDS)
    return samples, school


async def _attack(server: Server, load: Lesson, school: Class) -> None:
    """Run all attacks in turn after the quiet part."""
    await school.measuring.wait()
    await asyncio.sleep(load.quiet)
    whole = f"--for={load.seconds - load.quiet}"
    arguments = server.address, load.each, *load.attacks, whole
    try:
        async with _process("tests.load.attacks", *arguments) as attacker:
            await _read(attacker, school.reports.from_attacker)
    finally:
        school.reports.attack = OVER


@asynccontextmanager
async def _process(module: str, *arguments: object) -> AsyncIterator[asyncio.subprocess.Process]:
    """Start a process; wait for its end after the block, or kill it after an error."""
    command = [sys.executable, "-m", module, *map(str, arguments)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    try:
        yield process
    except BaseException:
        if process.returncode is None:
            process.kill()
        raise
    finally:
        await process.wait()


async def _read(
    process: asyncio.subprocess.Process, note: Callable[[dict[str, Any]], None]
) -> None:
    """Note each line of JSON that a process prints."""
    assert process.stdout is not None
    async for line in process.stdout:
        note(json.loads(line))


def figures(samples: list[dict[str, Any]], school: Class) -> dict[str, Any]:
    """Return the figures of the whole lesson, of its quiet part and of each attack."""
    by_attack = {
        attack: _summary([sample for sample in samples if sample["attack"] == attack])
        for attack in dict.fromkeys(sample["attack"] for sample in samples)
    }
    whole, quiet = _summary(samples), by_attack.get(QUIET, {})
    refused = school.reports.refused
    return {
        "fps_slowest": school.slowest_rates(len(samples)).min(),
        "fps_slowest_minute": school.slowest_rates(MINUTE).min(),
        "fps_slowest_window": whole["fps_slowest"],
        "windows_below_9": int((school.slowest_rates(1) < 9).sum()),
        **{name: whole[name] for name in ("ping_p99_ms", "gap_max_s", "streams_closed")},
        "pupils_refused": refused.total(),
        "pupils_refused_by": dict(refused),
        "server_mb": whole["server_mb"],
        "memory_rise_mb": round(whole["server_mb"] - quiet.get("server_mb", float("nan")), 1),
        **school.reports.lost,
        "by_attack": by_attack,
        "counts": school.reports.counts,
    }


def _summary(samples: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the worst figures of some samples, and their sums of refusals."""
    maxima = "ping_p99_ms", "gap_max_s", "make_max_s", "preview_max_s", "server_mb", "store_mb"
    return {
        "fps_slowest": min(sample["fps_slowest"] for sample in samples),
        "fps_mean": round(sum(sample["fps_mean"] for sample in samples) / len(samples), 2),
        **{name: max(sample.get(name, 0.0) for sample in samples) for name in maxima},
        "refused": sum(sample["refused"] for sample in samples),
        "streams_closed": sum(sample["streams_closed"] for sample in samples),
    }
