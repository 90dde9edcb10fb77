"""Who was let in and has not said yet what for: where there is no room, they give way.

So thousands who say nothing keep nobody out who does, as long as that comes before as many others.
Knows nothing of what they are: connections without a request, or streams without a hello.
"""

from collections.abc import Callable
from weakref import WeakKeyDictionary

from uvicorn.config import Config

from app.telemetry.meter import Meter


class EvictionQueue:
    """Those who wait, and what makes each of them leave; a meter hears of who leaves unheard."""

    def __init__(self, meter: Meter | None = None, more: int = 0) -> None:
        self.meter, self.more = meter or Meter(), more  # so many more than usual have room
        self._leave: dict[object, Callable[[], None]] = {}  # the first has waited longest

    def __len__(self) -> int:
        return len(self._leave)

    def enter(self, who: object, leave: Callable[[], None]) -> None:
        """Note that somebody waits, if that is not known yet."""
        self._leave.setdefault(who, leave)

    def go_on(self, who: object) -> None:
        """Note that somebody waits no more."""
        self._leave.pop(who, None)

    def make_room(self) -> bool:
        """Have who has waited longest leave; say whether there was anybody."""
        if (oldest := next(iter(self._leave), None)) is None:
            return False
        self.cut("gave_way", self._leave.pop(oldest))
        return True

    def cut(self, reason: str, leave: Callable[[], None]) -> None:
        """Have somebody leave, and that be counted."""
        self.meter.refused(reason)
        leave()


_of_servers: WeakKeyDictionary[Config, EvictionQueue] = WeakKeyDictionary()


def others(config: Config) -> EvictionQueue:
    """Return the connections of a server that give way to others."""
    if config not in _of_servers:
        expect(config, EvictionQueue())
    return _of_servers[config]


def expect(config: Config, waiting: EvictionQueue) -> None:
    """Say, before a server starts, where its connections wait."""
    _of_servers[config] = waiting
