"""One budget of bytes for all that the server holds for clients that have not read it yet.

Answers and frames alike take room in it before they are made; of one run, and of one session, at
most a share.  Where there is no room, the client whose bytes have lain there for longest is cut,
unless it has had them for a short time only; then the next one waits.  What fits into the kernel's
buffer of a connection takes no room: it is sent at once.
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
SPARED_SECONDS = 2.0  # to read what one was sent, where others wait for room
GLANCE_SECONDS = 0.25  # after which it is seen whether it is read at that pace
PATIENCE_SECONDS = 5.0  # of a question that waits for room
RETRY = {"Retry-After": "5"}
MIB = 2**20


def _stay() -> None:
    """Stand for cutting a connection that is none, as in tests of the app alone."""


@dataclass(frozen=True)
class Line:
    """A client's connection: what cuts it, and how many bytes it has not read, if that is known."""

    leave: Callable[[], None] = _stay
    unread: Callable[[], int] | None = None

    @classmethod
    def of(cls, scope: Mapping[str, Any]) -> "Line":
        """Return the line that a request or a stream came over."""
        return cls(scope.get("abort", _stay), scope.get("unread"))


NO_LINE = Line()


class Hold:
    """Some bytes of the budget, as long as they are held for one client."""

    def __init__(self, budget: "UnsentBudget", size: int, keys: Sequence[str]) -> None:
        self._budget, self.size, self.keys = budget, size, keys
        self.line: Line | None = None  # the client's, once it is being sent this
        self.since = 0.0  # when that began
        self.is_cut = False  # it is about to leave

    def begin(self, line: Line) -> None:
        """Say that the client is being sent this from now on, and over which line."""
        self._budget.begin(self, line)

    def spared(self, now: float) -> float:
        """Return for how many seconds the client is still spared.

        It has two for all of it, and less where it is seen not to keep that pace.
        """
        age = now - self.since
        left = max(0.0, SPARED_SECONDS - age)
        if self.line is None or self.line.unread is None:
            return left
        if age >= GLANCE_SECONDS and self.line.unread() > self.size * left / SPARED_SECONDS:
            return 0.0
        return min(GLANCE_SECONDS, left)

    def resize(self, size: int) -> None:
        """Hold so many bytes, now that it is known how many there are."""
        self._budget.change(self, size)

    def release(self) -> None:
        """Hold nothing any more."""
        self._budget.change(self, 0)


class UnsentBudget:
    """How much is held, by whom, and who waits for room."""

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
        """Say whether there is room for so many bytes; alone there is, whatever their size."""
        share = self.most // SHARE
        theirs = (self._of[key] for key in keys)
        fair = all(not held or held + size <= share for held in theirs)
        return fair and (not self.held or self.held + size <= self.most)

    def take(self, size: int, keys: Sequence[str] = ()) -> Hold | None:
        """Hold so many bytes if there is room for them just now."""
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
        """Hold so many bytes as soon as there is room for them.  Raises Unavailable."""
        until = self._clock() + PATIENCE_SECONDS
        while (hold := self.take(size, keys)) is None:
            if self._clock() >= until:
                self.meter.refused("unsent")
                why = "too much is on its way to clients that read slowly; ask again in a moment"
                raise Unavailable(why, headers=RETRY)
            await self.room(size, keys)
        return hold

    async def room(self, size: int, keys: Sequence[str] = ()) -> None:
        """Wait until there may be room for so many bytes; cut who has kept others waiting."""
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
        """Have a hold be of another size; without bytes it is none."""
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
        """Return the most that was held at a time since this was asked for last."""
        peak, self._peak = self._peak, self.held
        return peak

    def _wake(self) -> None:
        """Wake who has waited for longest among those that there is room for."""
        for came, (size, keys) in self._waiting.items():
            if not came.done() and self.fits(size, keys):
                came.set_result(None)
                return

    def _make_room(self, size: int, keys: Sequence[str]) -> float:
        """Cut who is in the way and had time; return in how many seconds to look again."""
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
