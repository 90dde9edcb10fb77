"""The queue of previews: cheap ones before costly ones, and each saver's in turn.

A preview's due time is the time of its request plus its estimated training time; of a session with
previews in the queue, it is that much after the last of those (the virtual clock; Zhang, 1990).
One place is for the preview that is due first, so that a costly one waits only for what comes soon
after it; the other places are for the cheapest, so that however many costly ones wait, a cheap one
waits for one of them.  Where the queue is full, the preview that is due last is evicted.  The more
wait, the less time each has for training.  Names of sessions cost nothing, so a client may take a
new one for each save: then the cost of its previews holds it off.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import monotonic

from app.errors import Unavailable

AT_ONCE = 2  # the class's runs come first
MOST = 48  # that are being made or wait: two pages of the gallery
TRAINING_SECONDS = 15.0  # where no other waits
LEAST_SECONDS = 1.0  # where many wait
LATEST_SECONDS = 60.0  # from now on: so that no preview waits for all that come later
RETRY = {"Retry-After": "30"}


@dataclass(eq=False)
class PreviewTurn:
    """The place of one preview; its limit is that of the training, while it trains."""

    saver: str | None
    seconds: float  # that its training is reckoned to take
    due: float
    is_oldest: bool = False  # it has the place of the one that is due first
    begins: asyncio.Future[None] = field(default_factory=asyncio.Future)
    trains_since: float = 0.0
    limit: asyncio.Timeout | None = None


def due(now: float, last: float, seconds: float) -> float:
    """Return the due time of a preview that takes so long, where its saver's last one is due."""
    return min(max(now, last) + seconds, now + LATEST_SECONDS)


class PreviewQueue:
    """All previews that are being made or wait."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._waiting: list[PreviewTurn] = []
        self._begun: list[PreviewTurn] = []

    @asynccontextmanager
    async def turn(self, saver: str | None, seconds: float) -> AsyncIterator[PreviewTurn]:
        """Wait until it is the turn of a preview that trains so long.  Raises Unavailable."""
        turn = PreviewTurn(saver, seconds, due(self._clock(), self._last(saver), seconds))
        self._admit(turn)
        try:
            await turn.begins
            yield turn
        finally:
            self._leave(turn)

    @asynccontextmanager
    async def training(self, turn: PreviewTurn) -> AsyncIterator[None]:
        """Let a preview train until its time is over; the time shrinks where others come."""
        turn.trains_since = asyncio.get_running_loop().time()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(turn.trains_since + self.seconds) as turn.limit:
                    yield
        finally:
            turn.limit = None

    @property
    def seconds(self) -> float:
        """How long each preview may train now."""
        return max(LEAST_SECONDS, TRAINING_SECONDS / (1 + len(self._waiting)))

    def _last(self, saver: str | None) -> float:
        """Return when a saver's last preview is due; 0.0 without a session or a preview."""
        here = [*self._begun, *self._waiting] if saver is not None else []
        return max((turn.due for turn in here if turn.saver == saver), default=0.0)

    def _admit(self, turn: PreviewTurn) -> None:
        """Give a preview a place; if the queue is full, evict one that is due later."""
        if len(self._waiting) + len(self._begun) >= MOST:
            last = max(self._waiting, key=lambda other: other.due, default=turn)
            if last.due <= turn.due:
                raise _full()
            self._waiting.remove(last)
            if not last.begins.done():
                last.begins.set_exception(_full())
        self._waiting.append(turn)
        self._changed()

    def _next(self) -> PreviewTurn:
        """Return the turn that begins next."""
        if any(turn.is_oldest for turn in self._begun):
            return min(self._waiting, key=lambda turn: (turn.seconds, turn.due))
        oldest = min(self._waiting, key=lambda turn: turn.due)
        oldest.is_oldest = True
        return oldest

    def _leave(self, turn: PreviewTurn) -> None:
        for place in (self._waiting, self._begun):
            if turn in place:
                place.remove(turn)
        self._changed()

    def _changed(self) -> None:
        """Start the previews that can start, and adjust the time of all that train."""
        while self._waiting and len(self._begun) < AT_ONCE:
            turn = self._next()
            self._waiting.remove(turn)
            if not turn.begins.done():  # the task that makes it has not been stopped yet
                turn.begins.set_result(None)
                self._begun.append(turn)
        for turn in self._begun:
            if turn.limit and not turn.limit.expired():
                turn.limit.reschedule(turn.trains_since + self.seconds)


def _full() -> Unavailable:
    why = f"at most {MOST} pictures are made at a time: ask for it again later"
    return Unavailable(why, headers=RETRY)
