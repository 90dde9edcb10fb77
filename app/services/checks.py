"""Checks of what clients send: what takes over a millisecond is paced, and done off the event loop.

Off it, in one thread for all: of several threads that want to go on Python runs one at a time, and
the event loop would wait for a turn of each.  How much is to be checked is seen beforehand.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from app.errors import Unavailable
from app.features import unseen
from app.limits import CHECKS, CHECKS_PER_SECOND
from app.schemas import names_feature
from app.services.pace import Pace

T = TypeVar("T")
U = TypeVar("U")

LARGE = 16 * 1024  # bytes of JSON that take about a millisecond to read
ROWS = 1000  # points that take as long to look at
MOST_WAITING = 64  # checks of what clients send; the last waits for about a second

_thread = ThreadPoolExecutor(1, "checks")
_waiting = 0


async def beside(check: Callable[[U], T], value: U) -> T:
    """Return what a check returns, done off the event loop."""
    global _waiting
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_thread, check, value)
    finally:
        _waiting -= 1


class Checks:
    """Does checks, and has each session pay for those that are dear."""

    def __init__(self) -> None:
        what = "sends what is dear to check (a new formula, or 16 KiB)"
        self._pace = Pace(what, CHECKS, CHECKS_PER_SECOND)

    async def do(self, check: Callable[[U], T], value: U, *, cost: int, session: str | None) -> T:
        """Return what a check returns; raise TooMany or Unavailable instead of doing it."""
        if not cost:
            return check(value)
        if _waiting >= MOST_WAITING:
            raise Unavailable("there is much to check just now: try again", code="busy")
        self._pace.check(session, cost=cost)
        return await beside(check, value)


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
