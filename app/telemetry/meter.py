"""What is told while the server works, to be measured: by default nobody listens.

`prometheus.py` has the listener that counts.  Whoever tells knows only this; telling costs a call.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import NoReturn

SAMPLE_SECONDS = 0.25


@dataclass(frozen=True)
class Load:
    """What the server carries at this moment."""

    runs: dict[str, int]  # by status
    viewers: int
    sockets: int
    connections: int  # those of the streams, and all others
    tasks: int  # of the event loop
    workers: int
    alive: int  # workers
    restarts: int  # of workers, since the start
    calls: int  # that wait for a worker's answer
    unsent: int  # bytes that wait to be read by workers


class Meter:
    """Hears everything and keeps nothing."""

    def frame(self, age: float) -> None:
        """Hear that a frame was sent, so many seconds after its state was taken."""

    def refused(self, reason: str) -> None:
        """Hear that something was refused; the reason is one of ours, never a client's text."""

    def lagged(self, seconds: float) -> None:
        """Hear by how much the event loop was late."""

    def stored(self, kind: str, seconds: float) -> None:
        """Hear how long the database was used, to `read` or to `write`."""

    def look_up(self, load: Callable[[], Load]) -> None:
        """Hear how the server's load can be looked up."""


async def sample_lag(meter: Meter) -> NoReturn:
    """Tell again and again by how much the event loop is late."""
    while True:
        began = monotonic()
        await asyncio.sleep(SAMPLE_SECONDS)
        meter.lagged(max(0.0, monotonic() - began - SAMPLE_SECONDS))
