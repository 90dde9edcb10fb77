"""How long tests wait, and how they measure, on a machine which may be busy with something else."""

from time import monotonic

LIMIT = 60.0  # seconds for what comes at once: only what never comes takes as long


class Stopwatch:
    """Seconds since it was made, or since it began anew."""

    def __init__(self):
        self.begin()

    def begin(self):
        self._began = monotonic()

    @property
    def seconds(self):
        return monotonic() - self._began


def attempts(within, most=10):
    """Yield a stopwatch until the loop's body takes less than so many seconds; fail if none does.

    Other programs make an attempt slow, and never quick: so the quickest is judged.
    """
    seconds = []
    while not seconds or min(seconds) >= within:
        assert len(seconds) < most, f"at most {within} s are allowed; took {seconds}"
        watch = Stopwatch()
        yield watch
        seconds.append(watch.seconds)
