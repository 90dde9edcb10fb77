"""Clients that may be evicted where there is no room: the one that has waited longest goes first.

So thousands of clients that say nothing keep nobody out who does, as long as that comes before as
many others.  Knows nothing of what they are: connections without a request, or streams without a
hello.
"""

from collections.abc import Callable

from app.telemetry.meter import Meter


class EvictionQueue:
    """The clients that wait, and what evicts each; a meter counts those that are evicted."""

    def __init__(self, meter: Meter | None = None, more: int = 0) -> None:
        self.meter, self.more = meter or Meter(), more  # so many more than usual have room
        self._evict: dict[object, Callable[[], None]] = {}  # the first has waited longest

    def __len__(self) -> int:
        return len(self._evict)

    def __contains__(self, client: object) -> bool:
        return client in self._evict

    def add(self, client: object, evict: Callable[[], None]) -> None:
        """Note that a client waits, if that is not known yet."""
        self._evict.setdefault(client, evict)

    def discard(self, client: object) -> None:
        """Note that a client waits no more."""
        self._evict.pop(client, None)

    def make_room(self) -> bool:
        """Evict the client that has waited longest; say whether there was any."""
        if (oldest := next(iter(self._evict), None)) is None:
            return False
        self.cut("gave_way", self._evict.pop(oldest))
        return True

    def cut(self, reason: str, evict: Callable[[], None]) -> None:
        """Evict a client, and count that."""
        self.meter.refused(reason)
        evict()
