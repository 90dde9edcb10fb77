"""One budget of bytes for all that the server holds for clients that have not read it yet.

Answers and frames reserve their bytes before they are made; a run, and a session, may have a share
at most.  Where the budget is used up, the client that has read nothing for longest is disconnected,
unless its bytes were sent a moment ago; then the new request waits.  What fits into the kernel's
buffer of a connection needs no reservation: it is sent at once.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

from app.errors import Unavailable
from app.limits.caps import UNSENT_MEGABYTES
from app.telemetry.meter import Meter

SMALL = 64 * 1024  # bytes: as many as a connection's buffer in the kernel holds
SHARE = 4  # a run or a session has at most one part in so many
SPARED_SECONDS = 2.0  # for a client to read what it was sent, where others wait
GLANCE_SECONDS = 0.25  # after which the pace of reading is looked at
PATIENCE_SECONDS = 5.0  # for which a request waits
RETRY = {"Retry-After": "5"}
MIB = 2**20


def _stay() -> None:
    """Do nothing in place of a disconnection, as in tests of the app without a server."""


@dataclass(frozen=True)
class Line:
    """A client's connection: how to close it, and how many bytes it has not read, if known."""

    leave: Callable[[], None] = _stay
    unread: Callable[[], int] | None = None

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> "Line":
        """Return the line that a request or a stream came over."""
        return cls(scope.get("abort", _stay), scope.get("unread"))


NO_LINE = Line()


class Hold:
    """A reservation of bytes for one client."""

    def __init__(self, budget: "UnsentBudget", size: int, keys: Sequence[str]) -> None:
        self._budget, self.size, self.keys = budget, size, keys
        self.line: Line | None = None  # the client's, once it is being sent this
        self.since = 0.0  # when that began
        self.is_cut = False  # it is being disconnected

    def begin(self, line: Line) -> None:
        """Start the client's time to read: the server sends it this over that connection."""
        self._budget.begin(self, line)

    def spared(self, now: float) -> float:
        """Return for how many seconds the client cannot be disconnected yet.

        It has two seconds to read all of it, and less if it is seen to read more slowly.
        """
        age = now - self.since
        left = max(0.0, SPARED_SECONDS - age)
        if self.line is None or self.line.unread is None:
            return left
        if age >= GLANCE_SECONDS and self.line.unread() > self.size * left / SPARED_SECONDS:
            return 0.0
        return min(GLANCE_SECONDS, left)

    def resize(self, size: int) -> None:
        """Change the reservation to so many bytes, now that their number is known."""
        self._budget.change(self, size)

    def release(self) -> None:
        """Give all bytes back."""
        self._budget.change(self, 0)


class UnsentBudget:
    """The reservations of all clients, and the requests that wait for one."""

    def __init__(
        self,
        most: int = UNSENT_MEGABYTES * MIB,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.most, self._clock, self.meter = most, clock, Meter()
        self.held = self._peak = 0
        self._of: Counter[str] = Counter()
        self._holds: dict[Hold, None] = {}  # the first has been there for longest
        self._waiting: dict[asyncio.Future[None], tuple[int, Sequence[str]]] = {}

    def fits(self, size: int, keys: Sequence[str] = ()) -> bool:
        """Say whether so many bytes can be reserved; the only reservation may have any size."""
        share = self.most // SHARE
        theirs = (self._of[key] for key in keys)
        fair = all(not held or held + size <= share for held in theirs)
        return fair and (not self.held or self.held + size <= self.most)

    def take(self, size: int, keys: Sequence[str] = ()) -> Hold | None:
        """Reserve so many bytes if that is possible now; else return None."""
        if not self.fits(size, keys):
            return None
        hold = Hold(self, size, keys)
        self._holds[hold] = None
        self._count(hold, size)
        self._wake()
        return hold

    def begin(self, hold: Hold, line: Line) -> None:
        """Count a client's time to read from now on."""
        if hold in self._holds:
            del self._holds[hold]
            self._holds[hold] = None
            hold.line, hold.since = line, self._clock()

    async def wait(self, size: int, keys: Sequence[str] = ()) -> Hold:
        """Reserve so many bytes as soon as that is possible.  Raises Unavailable."""
        until = self._clock() + PATIENCE_SECONDS
        while (hold := self.take(size, keys)) is None:
            if self._clock() >= until:
                self.meter.refused("unsent")
                why = "too much is on its way to clients that read slowly; ask again in a moment"
                raise Unavailable(why, headers=RETRY)
            await self.room(size, keys)
        return hold

    async def room(self, size: int, keys: Sequence[str] = ()) -> None:
        """Wait until so many bytes may fit; disconnect clients that had their time to read."""
        if self.fits(size, keys):
            return
        soon = self._make_room(size, keys)
        came = asyncio.get_running_loop().create_future()
        self._waiting[came] = size, keys
        try:
            async with asyncio.timeout(soon):
                await came
        except TimeoutError:
            return
        finally:
            self._waiting.pop(came, None)

    def change(self, hold: Hold, size: int) -> None:
        """Change the size of a reservation; without bytes it ends."""
        if hold not in self._holds:
            return
        self._count(hold, size - hold.size)
        hold.size = size
        if not size:
            del self._holds[hold]
        self._wake()

    def _count(self, hold: Hold, more: int) -> None:
        self.held += more
        self._peak = max(self._peak, self.held)
        for key in hold.keys:
            self._of[key] += more
            if not self._of[key]:
                del self._of[key]

    def peak(self) -> int:
        """Return the most bytes that were held at a time since the last call."""
        peak, self._peak = self._peak, self.held
        return peak

    def _wake(self) -> None:
        """Wake the request that has waited longest among those that now fit."""
        for came, (size, keys) in self._waiting.items():
            if not came.done() and self.fits(size, keys):
                came.set_result(None)
                return

    def _make_room(self, size: int, keys: Sequence[str]) -> float:
        """Disconnect clients that had time to read; return the seconds until the next look."""
        now, freed, soonest = self._clock(), 0, SPARED_SECONDS / 4
        crowded = self.held + size > self.most
        helpful = [hold for hold in self._holds if crowded or set(hold.keys) & set(keys)]
        for hold in helpful:
            if hold.line is None:
                continue  # it is in the making
            if not hold.is_cut and hold.spared(now):
                soonest = min(soonest, hold.spared(now))
                continue
            freed += hold.size
            if not hold.is_cut:
                self._cut(hold)
            if freed >= size:
                break
        return soonest

    def _cut(self, hold: Hold) -> None:
        self.meter.refused("unread")
        hold.is_cut = True
        if hold.line:
            hold.line.leave()
