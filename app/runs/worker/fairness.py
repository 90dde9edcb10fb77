"""Whose turn it is: of the runs that want the processor now, the one that has had the least of it.

Every run has an account of the seconds it has used, pictures included.  Who comes back from a rest
starts at the account of whoever is being served, so that resting saves nothing up and costs nothing
either. The idea is start-time fair queueing (Goyal, Vin and Cheng, 1996) with times instead of
packets. Knows nothing of sessions, clocks or sockets.
"""

import heapq
from collections.abc import Collection


class FairQueue:
    """Runs by name; times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._when: dict[str, float] = {}  # who rests, and until when
        self._resting: list[tuple[float, str]] = []  # as a heap; may hold old wishes
        self._ready: dict[str, None] = {}  # who came first goes first among equals
        self._floor = 0.0  # the account of whoever was served last

    def want(self, run: str, when: float | None) -> None:
        """Say when a run wants the processor next; None: not until further notice."""
        self._ready.pop(run, None)
        self._when.pop(run, None)
        if when is not None:
            self._when[run] = when
            heapq.heappush(self._resting, (when, run))

    def next(self, now: float, first: Collection[str] = ()) -> str | None:
        """Take the run whose turn it is, if any; it has to `want` again for another turn.

        Those of `first` go before all others.
        """
        self._wake(now)
        if not self._ready:
            return None
        if before := [run for run in first if run in self._ready]:
            del self._ready[before[0]]
            return before[0]  # not the floor: who has had less keeps what is due to it
        run = min(self._ready, key=self._spent.__getitem__)
        del self._ready[run]
        self._floor = max(self._floor, self._spent[run])
        return run

    def charge(self, run: str, seconds: float) -> None:
        """Put on a run's account what was done for it."""
        self._spent[run] = max(self._spent.get(run, 0.0), self._floor) + seconds

    def ahead(self, run: str, now: float) -> float:
        """Return by how many seconds a run has had more than whoever waits; 0 if nobody does."""
        least = self.least(now)
        return 0.0 if least is None else self.spent(run) - least

    def least(self, now: float) -> float | None:
        """Return the smallest account of those who wait; None if nobody does."""
        self._wake(now)
        return min(map(self._spent.__getitem__, self._ready), default=None)

    def spent(self, run: str) -> float:
        """Return what is on a run's account."""
        return self._spent.get(run, 0.0)

    def wakes(self, now: float) -> float | None:
        """Return how long nobody wants the processor; None: nobody wants it at all."""
        self._wake(now)
        if self._ready:
            return 0.0
        return self._resting[0][0] - now if self._resting else None

    @property
    def ready(self) -> int:
        """How many runs wait for their turn."""
        return len(self._ready)

    def forget(self, run: str) -> None:
        """Close a run's account."""
        self.want(run, None)
        self._spent.pop(run, None)

    def _wake(self, now: float) -> None:
        """Make ready whoever has rested long enough; drop old wishes from the heap's top."""
        while self._resting and (self._resting[0][0] <= now or self._stale(*self._resting[0])):
            when, run = heapq.heappop(self._resting)
            if self._when.get(run) == when:
                del self._when[run]
                self._ready[run] = None
                self._spent[run] = max(self._spent.get(run, 0.0), self._floor)

    def _stale(self, when: float, run: str) -> bool:
        return self._when.get(run) != when
