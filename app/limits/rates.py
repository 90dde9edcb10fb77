"""How often something may be done: a bucket of tokens for each session, refilled by the clock.

Sessions are what clients call themselves; addresses do not count, as a class has one.  Who names no
session shares a bucket, as large as a class's, with the others who name none: with all of them, or
with those who ask the same, so that a flood of one thing keeps nobody from another.
"""

import math
from collections.abc import Callable
from time import monotonic

from app.errors import TooMany
from app.limits.caps import CROWD

MOST_KEPT = 10_000  # buckets; one that is forgotten is full again


class Bucket:
    """Tokens: at most `burst`, `rate` more each second."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst, self._rate, self._clock = burst, rate, clock
        self._tokens, self._at = burst, clock()

    def take(self, cost: float = 1.0) -> float:
        """Take so many tokens and return 0; if there are not enough, the seconds until there are.

        What costs more than a full bucket holds is given when it is full, and paid off afterwards.
        """
        now = self._clock()
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._rate)
        self._at = now
        if (missing := min(cost, self._burst) - self._tokens) > 0:
            return missing / self._rate
        self._tokens -= cost
        return 0.0


class RateLimiter:
    """The buckets of one kind of request."""

    def __init__(self, what: str, burst: int, rate: float) -> None:
        self._what, self._burst, self._rate = what, burst, rate
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def check(self, session: str | None, place: str = "", cost: float = 1.0) -> None:
        """Count a request for what it costs; raise TooMany, with the seconds to wait, if too much.

        A request without a session is counted with the others of its place.
        """
        if wait := self._of(session or "", "" if session else place).take(cost):
            raise TooMany(
                f"a session {self._what} at most {self._burst} times at once, and then "
                f"{self._rate:g} times a second",
                code="too_fast",
                headers={"Retry-After": str(math.ceil(wait))},
            )

    def _of(self, session: str, place: str) -> Bucket:
        """Return a session's bucket; the one used longest ago is forgotten for a new one."""
        bucket = self._buckets.pop((session, place), None)
        if bucket is None:
            size = 1 if session else CROWD
            bucket = Bucket(size * self._burst, size * self._rate)
        self._buckets[session, place] = bucket
        while len(self._buckets) > MOST_KEPT:
            del self._buckets[next(iter(self._buckets))]
        return bucket


class RateLimiters:
    """What is paced."""

    def __init__(self, creations: RateLimiter, commands: RateLimiter, asks: RateLimiter) -> None:
        self.creations, self.commands, self.asks = creations, commands, asks
