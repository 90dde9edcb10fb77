"""Checks of what clients send: what takes over a millisecond is paced, and done off the event loop.

Off it, in one thread for all that is sent, and one for what the store has: of several threads that
want to go on Python runs one at a time, and the event loop would wait for a turn of each.  How much
is to be checked is seen beforehand.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from app.documents.commands import names_feature
from app.documents.features import unseen
from app.errors import Unavailable
from app.limits.caps import CHECKS, CHECKS_PER_SECOND
from app.limits.rates import RateLimiter

T = TypeVar("T")
U = TypeVar("U")

LARGE = 16 * 1024  # bytes of JSON that take about a millisecond to read
ROWS = 1000  # points that take as long to look at
MOST_WAITING = 64  # checks of what clients send; the last waits for about a second
MOST_KEPT = 256  # documents out of the store, which took as long when they were saved


class OneThread:
    """Does work of one kind off the event loop, one piece after the other."""

    def __init__(self, what: str, most_waiting: int) -> None:
        self._what, self._most, self._waiting = what, most_waiting, 0
        self._thread = ThreadPoolExecutor(1, what)

    def check_room(self) -> None:
        """Raise Unavailable if many wait."""
        if self._waiting >= self._most:
            why = f"there is much to {self._what} just now: try again in a moment"
            raise Unavailable(why, code="busy")

    async def do(self, work: Callable[[U], T], value: U) -> T:
        """Return what the work returns; raise Unavailable if many wait."""
        self.check_room()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, value)
        finally:
            self._waiting -= 1


_sent = OneThread("check", MOST_WAITING)
beside = OneThread("read", MOST_KEPT).do  # of what the store has: strangers' checks go beside


class Checks:
    """Does checks, and has each session pay for those that are dear."""

    def __init__(self) -> None:
        what = "sends what is dear to check (a new formula, or 16 KiB)"
        self._pace = RateLimiter(what, CHECKS, CHECKS_PER_SECOND)

    async def do(self, check: Callable[[U], T], value: U, *, cost: int, session: str | None) -> T:
        """Return what a check returns; raise TooMany or Unavailable instead of doing it."""
        if not cost:
            return check(value)
        _sent.check_room()
        self._pace.check(session, cost=cost)
        return await _sent.do(check, value)


def cost_of(message: object) -> int:
    """Return how dear a raw message's check is: new formulas, and points by the thousand."""
    documents = _part(message, "experiment"), _wanted(message)
    return sum(map(_cost, documents)) + _thousands(_part(message, "inputs"))


def cost_of_view(changes: object) -> int:
    """Return how dear the check of a raw view is: a formula that was not checked lately."""
    neuron = _part(changes, "neuron")
    return unseen(neuron) if names_feature(neuron) else 0


def _cost(document: object) -> int:
    points = _part(_part(document, "data"), "points")
    return unseen(_part(document, "features")) + _thousands(points)


def _wanted(message: object) -> object:
    """Return the part of a document that a message wants to be set, where it stands there."""
    path, value = _part(message, "path"), _part(message, "value")
    if not isinstance(path, str):
        return None
    for key in reversed(path.split(".", 2)):
        value = {key: value}
    return value


def _part(whole: object, key: str) -> Any:
    return whole.get(key) if isinstance(whole, Mapping) else None


def _thousands(rows: object) -> int:
    return len(rows) // ROWS if isinstance(rows, list) else 0
