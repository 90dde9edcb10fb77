"""What a server is made of while it lives: memory, files, threads, tasks; how they grow."""

import asyncio
import re
import urllib.request
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from tests.load.server import Server

MIB = 1024.0  # kB


@dataclass(frozen=True)
class Vitals:
    """A server and its workers at one moment.

    Memory is in MB and is what each has for itself: pages of files count for nobody, as they are
    shared with whatever else happens to run.
    """

    seconds: float
    server_mb: float
    workers_mb: float
    files: int  # open in the server
    threads: int
    tasks: int  # of the event loop
    processes: int  # the workers and whatever else the server started
    runs: int
    viewers: int


async def vitals(server: Server, since: float) -> Vitals:
    """Look at a server."""
    return await asyncio.to_thread(_look, server, since)


def _look(server: Server, since: float) -> Vitals:
    pid, children = server.process.pid, server.workers()
    told = _told(server)
    return Vitals(
        seconds=round(monotonic() - since, 1),
        server_mb=_megabytes(pid),
        workers_mb=round(sum(map(_megabytes, children)), 1),
        files=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        threads=len(list(Path(f"/proc/{pid}/task").iterdir())),
        tasks=int(told["playground_tasks"]),
        processes=len(children),
        runs=int(sum(value for name, value in told.items() if name.startswith("playground_runs{"))),
        viewers=int(told["playground_viewers"]),
    )


def _told(server: Server) -> dict[str, float]:
    """Return the figures that the server tells of itself."""
    with urllib.request.urlopen(f"http://{server.address}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    return {name: float(value) for name, value in pairs}


def _megabytes(pid: int) -> float:
    """Return a process's own memory; none where it has just ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    own = re.search(r"^RssAnon:\s+(\d+) kB", status, re.MULTILINE)
    return round(int(own[1]) / MIB, 1) if own else 0.0


def slope(samples: list[Vitals], name: str) -> float:
    """Return how much a figure grows in an hour, by least squares over the second half."""
    later = samples[len(samples) // 2 :]
    hours = [sample.seconds / 3600 for sample in later]
    return float(np.polyfit(hours, [getattr(sample, name) for sample in later], 1)[0])


def plot(rows: list[dict[str, Any]], file: Path) -> None:
    """Draw every figure over the time; where there is an `attack`, say when each began."""
    from matplotlib.figure import Figure

    names = [name for name in rows[0] if name not in ("seconds", "attack")]
    figure = Figure(figsize=(12, 2 * len(names)), layout="constrained")
    every = figure.subplots(len(names), sharex=True)
    for axes, name in zip(every, names, strict=True):
        axes.plot([row["seconds"] / 60 for row in rows], [row[name] for row in rows], linewidth=1)
        axes.set_ylabel(name)
        axes.set_ylim(bottom=0)
        axes.grid(alpha=0.3)
    axes.set_xlabel("minutes")
    for before, row in pairwise(rows):
        if row.get("attack") != before.get("attack"):
            _mark(every, row["seconds"] / 60, row["attack"])
    figure.savefig(file)


def _mark(every: Any, minutes: float, attack: str) -> None:
    for axes in every:
        axes.axvline(minutes, color="C3", linewidth=0.5)
    every[0].text(minutes, every[0].get_ylim()[1], attack, rotation=60, fontsize=7, color="C3")
