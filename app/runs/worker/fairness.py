"""A fair queue: of the runs that want the processor now, the one that has had least of it is next.

Every run has an account of the seconds it has used, those for frames included.  A run that comes
back from a rest starts at the account of the run being served, so that resting saves nothing up and
costs nothing either.  The idea is start-time fair queueing (Goyal, Vin and Cheng, 1996) with times
instead of packets.  Knows nothing of sessions, clocks or sockets.

A virtual machine may stand still for 50 to 100 ms, and the clock of the processor counts that as
work of whatever ran.  If it went on a run's account at once, the run would stand still for one or
two seconds, until twenty others have had as much.  So of a long charge a part is owed, and is paid
as the run goes on, at twice the time that it takes.
"""

import heapq
from collections.abc import Collection

LONG_SECONDS = 0.01  # of one charge: what goes beyond is owed; slices and blocks are shorter
MOST_OWED_SECONDS = 0.1  # what goes beyond is paid at once: nobody gains by long blocks


class FairQueue:
    """Runs by name; times are seconds of any clock that only goes forward."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}
        self._when: dict[str, float] = {}  # until when each resting run rests
        self._resting: list[tuple[float, str]] = []  # a heap; may hold outdated entries
        self._ready: dict[str, None] = {}  # in order of arrival, which decides among equals
        self._floor = 0.0  # the account of the run served last
        self._owed: dict[str, float] = {}  # seconds of each run that are not on its account yet

    def want(self, run: str, when: float | None) -> None:
        """Note when a run wants the processor next; None: not until further notice."""
        self._ready.pop(run, None)
        self._when.pop(run, None)
        if when is not None:
            self._when[run] = when
            heapq.heappush(self._resting, (when, run))

    def next(self, now: float, first: Collection[str] = ()) -> str | None:
        """Take the run whose turn it is, if any; it has to `want` again for another turn.

        The runs of `first` go before all others.
        """
        self._wake(now)
        if not self._ready:
            return None
        if before := [run for run in first if run in self._ready]:
            del self._ready[before[0]]
            return before[0]  # leaves the floor: runs that have had less are still due theirs
        run = min(self._ready, key=self._spent.__getitem__)
        del self._ready[run]
        self._floor = max(self._floor, self._spent[run])
        return run

    def charge(self, run: str, seconds: float, price: float = 1.0) -> None:
        """Add the seconds spent on a run to its account, each at a price."""
        now = self._due(run, seconds)
        self._spent[run] = max(self._spent.get(run, 0.0), self._floor) + now * price

    def _due(self, run: str, seconds: float) -> float:
        """Return how many seconds are due now; note what is owed from now on."""
        owed = self._owed.pop(run, 0.0)
        now = LONG_SECONDS if seconds > LONG_SECONDS else seconds + min(owed, seconds)
        owed += seconds - now
        if (beyond := owed - MOST_OWED_SECONDS) > 0:
            now, owed = now + beyond, MOST_OWED_SECONDS
        if owed > 0:
            self._owed[run] = owed
        return now

    def ahead(self, run: str, now: float) -> float:
        """Return by how many seconds a run is ahead of the ready run with least; 0 without one."""
        least = self.least(now)
        return 0.0 if least is None else self.spent(run) - least

    def least(self, now: float) -> float | None:
        """Return the smallest account of the ready runs; None if no run is ready."""
        self._wake(now)
        return min(map(self._spent.__getitem__, self._ready), default=None)

    def spent(self, run: str) -> float:
        """Return the seconds on a run's account."""
        return self._spent.get(run, 0.0)

    def wakes(self, now: float) -> float | None:
        """Return in how many seconds a run is ready; None: no run wants the processor."""
        self._wake(now)
        if self._ready:
            return 0.0
        return self._resting[0][0] - now if self._resting else None

    @property
    def ready(self) -> int:
        """How many runs wait for their turn."""
        return len(self._ready)

    def forget(self, run: str) -> None:
        """Remove a run and its account."""
        self.want(run, None)
        self._spent.pop(run, None)
        self._owed.pop(run, None)

    def _wake(self, now: float) -> None:
        """Make runs ready whose rest is over; drop outdated entries from the heap's top."""
        while self._resting and (self._resting[0][0] <= now or self._stale(*self._resting[0])):
            when, run = heapq.heappop(self._resting)
            if self._when.get(run) == when:
                del self._when[run]
                self._ready[run] = None
                self._spent[run] = max(self._spent.get(run, 0.0), self._floor)

    def _stale(self, when: float, run: str) -> bool:
        return self._when.get(run) != when
