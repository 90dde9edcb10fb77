"""Rate limits: a bucket of tokens for each session, refilled by the clock.

Clients choose the names of their sessions; addresses do not count, as a class shares one.  Clients
that name no session share a bucket as large as a class's: either all of them, or those that ask for
the same thing, so that a flood of one kind of request leaves the others free.
"""

import math
from collections.abc import Callable
from time import monotonic

from app.errors import TooMany
from app.limits.caps import CROWD

MOST_KEPT = 10_000  # buckets; a session that is dropped starts with a full one again


class Bucket:
    """A bucket of tokens: at most `burst`, and `rate` more each second."""

    def __init__(self, burst: float, rate: float, clock: Callable[[], float] = monotonic) -> None:
        self._burst, self._rate, self._clock = burst, rate, clock
        self._tokens, self._at = burst, clock()

    def take(self, cost: float = 1.0) -> float:
        """Take so many tokens and return 0; if there are not enough, return the seconds until there
        are.

        A cost over the bucket's size is granted when the bucket is full, and paid off afterwards.
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

    def __init__(
        self, what: str, burst: int, rate: float, clock: Callable[[], float] = monotonic
    ) -> None:
        self._what, self._burst, self._rate, self._clock = what, burst, rate, clock
        self._buckets: dict[tuple[str, str], Bucket] = {}

    def check(self, session: str | None, place: str = "", cost: float = 1.0) -> None:
        """Count a request at its cost; raise TooMany, with the seconds to wait, if that is too
        much.

        Requests without a session are counted by the place that they ask.
        """
        if wait := self._of(session or "", "" if session else place).take(cost):
            raise TooMany(
                f"a session {self._what} at most {self._burst} times at once, and then "
                f"{self._rate:g} times a second",
                code="too_fast",
                headers={"Retry-After": str(math.ceil(wait))},
            )

    def _of(self, session: str, place: str) -> Bucket:
        """Return a session's bucket; a new one takes the place of the one used longest ago."""
        bucket = self._buckets.pop((session, place), None)
        if bucket is None:
            size = 1 if session else CROWD
            bucket = Bucket(size * self._burst, size * self._rate, self._clock)
        self._buckets[session, place] = bucket
        while len(self._buckets) > MOST_KEPT:
            del self._buckets[next(iter(self._buckets))]
        return bucket


class RateLimiters:
    """The rate limiters of the app."""

    def __init__(self, creations: RateLimiter, commands: RateLimiter, asks: RateLimiter) -> None:
        self.creations, self.commands, self.asks = creations, commands, asks
