"""Runs costly checks of what clients send off the event loop, and charges sessions for them.

A check that takes over a millisecond is costly.  One thread checks what clients send, and one what
the store returns: Python runs one thread at a time, and with several the event loop would wait for
a turn of each.  The cost is estimated before the check.
"""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from app.documents.commands import names_feature
from app.documents.features import unseen
from app.errors import Unavailable
from app.limits.caps import (
    CHECKS,
    CHECKS_PER_SECOND,
    MAX_AXIS,
    MAX_CHOICES,
    MAX_SEARCH_TRIALS,
    MAX_SETTINGS,
    MAX_VARIANTS,
)
from app.limits.rates import RateLimiter

T = TypeVar("T")
U = TypeVar("U")

LARGE = 16 * 1024  # bytes of JSON that take about a millisecond to read
ROWS = 1000  # points that take as long to look at
MOST_WAITING = 64  # checks of what clients send; the last waits for about a second
TRIALS = 15  # experiments that are tried in about a millisecond
MOST_KEPT = 256  # documents out of the store, which took as long when they were saved


class OneThread:
    """Does work of one kind off the event loop, one piece after the other."""

    def __init__(self, what: str, most_waiting: int) -> None:
        self._what, self._most, self._waiting = what, most_waiting, 0
        self._thread = ThreadPoolExecutor(1, what)

    def check_room(self) -> None:
        """Raise Unavailable if too many pieces wait."""
        if self._waiting >= self._most:
            why = f"there is much to {self._what} just now: try again in a moment"
            raise Unavailable(why, code="busy")

    async def do(self, work: Callable[[U], T], value: U) -> T:
        """Return what the work returns; raise Unavailable if too many pieces wait."""
        self.check_room()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, value)
        finally:
            self._waiting -= 1


_sent = OneThread("check", MOST_WAITING)
beside = OneThread("read", MOST_KEPT).do  # what the store returns, beside what clients send


class Checks:
    """Does checks, and charges each session for those that are costly."""

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
    """Return the cost of checking a raw message: its new formulas, and points by the thousand."""
    documents = _part(message, "experiment"), _part(message, "study"), _wanted(message)
    return sum(map(_cost, documents)) + _thousands(_part(message, "inputs"))


def cost_of_view(changes: object) -> int:
    """Return the cost of checking a raw view: a formula that was not checked lately."""
    neuron = _part(changes, "neuron")
    return unseen(neuron) if names_feature(neuron) else 0


def _cost(document: object) -> int:
    base, vary = _part(document, "base"), _part(document, "vary")
    if base is not None or vary is not None:
        return _cost(base) + _cost_of_trials(vary)
    points = _part(_part(document, "data"), "points")
    return unseen(_part(document, "features")) + _thousands(points)


def _cost_of_trials(vary: object) -> int:
    """Return the cost of what a study varies: each value is tried in an experiment."""
    cost = 1
    for part in _list(vary, "axes")[:2]:
        steps = _part(part, "steps")
        values = _list(part, "values")[:MAX_AXIS]
        few = steps if isinstance(steps, int) else 0
        cost += (len(values) + min(max(few, 0), MAX_AXIS)) // TRIALS + sum(map(unseen, values))
    for setting in _list(vary, "space")[:MAX_SETTINGS]:
        values = _list(setting, "choice")[:MAX_CHOICES]
        cost += 1 + len(values) // TRIALS + sum(map(unseen, values))
    cost += len(_list(vary, "own")[:MAX_SEARCH_TRIALS]) // TRIALS
    for changes in _list(vary, "variants")[:MAX_VARIANTS]:
        cost += 1 + unseen(_part(changes, "features"))
    return cost


def _wanted(message: object) -> object:
    """Return the part of a document that a message sets, at its place in the document."""
    path, value = _part(message, "path"), _part(message, "value")
    if not isinstance(path, str):
        return None
    for key in reversed(path.split(".", 2)):
        value = {key: value}
    return value


def _part(whole: object, key: str) -> Any:
    return whole.get(key) if isinstance(whole, Mapping) else None


def _list(whole: object, key: str) -> list[Any]:
    part = _part(whole, key)
    return part if isinstance(part, list) else []


def _thousands(rows: object) -> int:
    return len(rows) // ROWS if isinstance(rows, list) else 0
