"""Eviction: where a server is full, the client that has waited longest makes place for a new one.

So thousands of silent clients do not lock out a client that says something, as long as it does so
before as many others have come.  What the clients are, connections without a request or streams
without a hello, is not known here.
"""

from collections.abc import Callable

from app.telemetry.meter import Meter


class EvictionQueue:
    """The clients that may be evicted, in order, each with the function that evicts it."""

    def __init__(self, meter: Meter | None = None, more: int = 0) -> None:
        self.meter, self.more = meter or Meter(), more  # places beyond the usual number
        self._evict: dict[object, Callable[[], None]] = {}  # the first has waited longest

    def __len__(self) -> int:
        return len(self._evict)

    def __contains__(self, client: object) -> bool:
        return client in self._evict

    def add(self, client: object, evict: Callable[[], None]) -> None:
        """Add a client, unless it is in the queue already."""
        self._evict.setdefault(client, evict)

    def discard(self, client: object) -> None:
        """Take a client out of the queue, if it is there."""
        self._evict.pop(client, None)

    def make_room(self) -> bool:
        """Evict the client that has waited longest; return whether there was any."""
        if (oldest := next(iter(self._evict), None)) is None:
            return False
        self.cut("gave_way", self._evict.pop(oldest))
        return True

    def cut(self, reason: str, evict: Callable[[], None]) -> None:
        """Evict a client and count the reason."""
        self.meter.refused(reason)
        evict()
