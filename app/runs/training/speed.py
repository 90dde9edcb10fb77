"""How fast a run may go: a speed and a clock become samples that may be trained.

Speed is in epochs per tick of 1/60 s.  Time that was missed beyond `CATCH_UP` seconds is given up:
a run that was starved, or whose machine slept, does not race afterwards.  The first tick's samples
may be trained at once, so that pressing play shows at once.
"""

TICK = 1 / 60
CATCH_UP = 0.1
ROUNDING = 1e-6  # samples


class SpeedBudget:
    """What a run has earned and not yet trained."""

    def __init__(self) -> None:
        self._earned = 0.0  # samples
        self._last: float | None = None

    def rest(self) -> None:
        """Forget the clock: the run stands still."""
        self._last = None

    def earn(self, now: float, rate: float, portion: float) -> None:
        """Add what the time since the last call is worth, at `rate` samples a second."""
        if self._last is None:
            self._earned = portion
        else:
            passed = min(max(now - self._last, 0.0), CATCH_UP)
            self._earned = min(self._earned + passed * rate, max(CATCH_UP * rate, portion))
        self._last = now

    def affords(self, samples: float) -> bool:
        """Say whether so many samples may be trained."""
        return self._earned + ROUNDING >= samples

    def spend(self, samples: float) -> None:
        """Take off what was trained."""
        self._earned -= samples

    def ready(self, now: float, rate: float, portion: float) -> float:
        """Return when a whole portion will have been earned."""
        if self._last is None or self.affords(portion):
            return now
        return self._last + (portion - self._earned) / rate
