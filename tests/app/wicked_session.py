"""A session that misbehaves as its experiment's title says, to test workers and supervision."""

import os
import signal
import time

from app.runs.training.training_session import TrainingSession

TROUBLE_EPOCH = 20  # late enough that the run was seen going
HANG_SECONDS = 60.0
LONG_SECONDS = 0.6


class Wicked(TrainingSession):
    """Does what its title says once training has come to TROUBLE_EPOCH."""

    def advance(self, now: float, seconds: float) -> None:
        """Train; then make trouble."""
        super().advance(now, seconds)
        if self.epoch >= TROUBLE_EPOCH:
            TROUBLES.get(self.document.title, lambda: None)()


def crash() -> None:
    os.kill(os.getpid(), signal.SIGABRT)


def hang() -> None:
    time.sleep(HANG_SECONDS)


def be_long() -> None:
    time.sleep(LONG_SECONDS)


def hoard() -> None:
    held = []
    while True:
        held.append(bytearray(10_000_000))


def fail() -> None:
    raise RuntimeError("a fault in the run's own code")


TROUBLES = {"crash": crash, "hang": hang, "long": be_long, "fault": fail, "hoard": hoard}
