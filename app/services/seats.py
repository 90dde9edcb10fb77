"""Places for streams: in all, of each run, and those reserved for clients that steer."""

from app.errors import Unavailable
from app.limits.eviction import EvictionQueue
from app.services.run import Run
from app.settings import Settings

CONTROL_SHARE = 30  # one stream in so many is reserved for clients that steer


def kept_of(places: int) -> int:
    """Return how many of so many places are reserved for clients that steer."""
    return max(1, places // CONTROL_SHARE) if places > 1 else 0


class Seats:
    """The places for streams: how many are taken, and which have not said hello yet."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.taken, self.waiting = 0, EvictionQueue()

    def check_room(self, run: Run) -> None:
        """Raise Unavailable if no more streams may be opened, of this run or in all.

        A stream without a hello is evicted for a new one: it may never say hello.
        """
        self._check_viewers(run, can_control=True)
        full = self.taken >= self._settings.max_sockets
        if full and not self.waiting.make_room():
            raise Unavailable(f"this server carries at most {self._settings.max_sockets} streams")

    def _check_viewers(self, run: Run, *, can_control: bool) -> None:
        most = self._settings.max_viewers_per_run
        if len(run.viewers) >= most + (kept_of(most) if can_control else 0):
            raise Unavailable(f"a run has at most {most} viewers")

    def check_seat(self, run: Run, *, can_control: bool) -> None:
        """Raise Unavailable for a viewer too many, or a mere viewer on a place reserved for
        steering.

        The run is checked again, as others may have come in since `check_room`.
        """
        self._check_viewers(run, can_control=can_control)
        if not can_control and self.left < 0:
            raise Unavailable("this server has no room for more viewers")

    @property
    def left(self) -> int:
        """How many more viewers may come; streams without a hello do not count."""
        most = self._settings.max_sockets
        return most - kept_of(most) - (self.taken - len(self.waiting))
