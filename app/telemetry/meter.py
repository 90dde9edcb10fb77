"""The meter: an interface to which the server reports what it does.  The default one ignores it
all.

`prometheus.py` has the meter that counts.  Callers know only this one; a report costs one call.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import NoReturn

SAMPLE_SECONDS = 0.25


@dataclass(frozen=True)
class Load:
    """The server's present load."""

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
    """Receives all reports and ignores them."""

    media_type = "text/plain"

    def frame(self, age: float) -> None:
        """Report that a frame was sent, so many seconds after its state was taken."""

    def refused(self, reason: str) -> None:
        """Report a refusal; the reason is one of ours, never a client's text."""

    def lagged(self, seconds: float) -> None:
        """Report by how much the event loop was late."""

    def stored(self, kind: str, seconds: float) -> None:
        """Report how long the database was used, to `read` or to `write`."""

    def look_up(self, load: Callable[[], Load]) -> None:
        """Take the function that returns the server's present load."""

    def text(self) -> bytes:
        """Return all figures, as a monitor reads them."""
        return b""


async def sample_lag(meter: Meter) -> NoReturn:
    """Report the event loop's lag, again and again."""
    while True:
        began = monotonic()
        await asyncio.sleep(SAMPLE_SECONDS)
        meter.lagged(max(0.0, monotonic() - began - SAMPLE_SECONDS))
