"""Turns a speed and a clock into the number of samples that a run may train.

Speed is in epochs per tick of 1/60 s.  Time missed beyond `CATCH_UP` seconds is dropped: a run that
was starved, or whose machine slept, does not race afterwards.  The first tick's samples may be
trained at once, so that pressing play has an effect at once.
"""

TICK = 1 / 60
CATCH_UP = 0.1
ROUNDING = 1e-6  # samples


class SpeedBudget:
    """The samples that a run has earned and not yet trained."""

    def __init__(self) -> None:
        self._earned = 0.0  # samples
        self._last: float | None = None

    def rest(self) -> None:
        """Forget the clock: the run has stopped."""
        self._last = None

    def earn(self, now: float, rate: float, portion: float) -> None:
        """Add the samples for the time since the last call, at `rate` samples a second."""
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
        """Subtract the samples that were trained."""
        self._earned -= samples

    def ready(self, now: float, rate: float, portion: float) -> float:
        """Return when a whole portion will have been earned."""
        if self._last is None or self.affords(portion):
            return now
        return self._last + (portion - self._earned) / rate
