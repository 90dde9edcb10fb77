"""Counts how often experiments are opened: roughly, in one small write for many.

Counts wait in memory.  Each has a cap, so that a client that reloads a page moves an experiment up
no faster than a class does, and so has their number.
"""

from collections.abc import Awaitable, Callable, Mapping
from time import monotonic

from app.store.store_errors import StoreBusy, StoreFull

WRITE_SECONDS = 30.0  # between two writes, which a stop of the server may cost
MOST_OPENS = 40  # of one experiment between two writes
MOST_EXPERIMENTS = 1000  # between two writes

Write = Callable[[Mapping[str, int]], Awaitable[None]]


class Openings:
    """The counts that are not written yet."""

    def __init__(self, write: Write, clock: Callable[[], float] = monotonic) -> None:
        self._write, self._clock = write, clock
        self._counts: dict[str, int] = {}
        self._due = clock()

    async def note(self, name: str) -> None:
        """Count that an experiment was opened; write the counts if it is time."""
        if name in self._counts or len(self._counts) < MOST_EXPERIMENTS:
            self._counts[name] = min(MOST_OPENS, self._counts.get(name, 0) + 1)
        if self._clock() >= self._due:
            await self._write_down()

    async def _write_down(self) -> None:
        self._due = self._clock() + WRITE_SECONDS
        counts, self._counts = self._counts, {}
        try:
            await self._write(counts)
        except (StoreBusy, StoreFull):
            self._counts = counts | self._counts  # for the next write
