"""Advances a training at its speed or to a goal, in chunks between looks at the clock.

From one epoch a tick upwards it goes by whole epochs, so that every frame shows one; below, by
batches, so that slow motion shows what happens inside an epoch.  How the time is cut changes no
bit.
"""

from dataclasses import dataclass
from time import thread_time

from app.runs.training.speed import TICK, SpeedBudget
from app.runs.training.trainer import Trainer

CHUNK_SECONDS = 0.001  # of training between two looks at the clock
MEMORY = 0.9  # of the running mean of a batch's time


@dataclass
class Goal:
    """How far a `step` still has to go."""

    unit: str  # "epoch", "batch" or "sample"
    left: int


class Driver:
    """Advances one training; `goal` is None when it goes on until it is over."""

    def __init__(self, trainer: Trainer) -> None:
        self.goal: Goal | None = None
        self._trainer, self._training = trainer, trainer.training
        self._budget = SpeedBudget()
        self._batch_seconds = CHUNK_SECONDS  # of one batch, about

    @property
    def goal_of_state(self) -> tuple[str, int] | None:
        """The goal from the stored state on: steps of an epoch that is not stored are done anew."""
        if self.goal is None:
            return None
        is_anew = self._training.stores_epochs and self.goal.unit != "epoch"
        return self.goal.unit, self.goal.left + self._trainer.position * is_anew

    def rest(self) -> None:
        """Forget the clock: the run has stopped, or its speed has changed."""
        self._budget.rest()

    def wants(self, now: float) -> float:
        """Return when to advance next."""
        if self._flat_out or self._inside_paid_epoch:
            return now
        return self._budget.ready(now, self._rate, self._portion)

    def advance(self, now: float, seconds: float) -> bool:
        """Train for up to `seconds` of the processor; say whether it is over or at its goal."""
        if not self._flat_out:
            self._budget.earn(now, self._rate, self._portion)
        began, arrived = thread_time(), False
        while not arrived and self._may_go():
            arrived = self._go()
            if thread_time() - began >= seconds:
                break
        self._trainer.stopping.seconds += thread_time() - began
        return arrived

    @property
    def _speed(self) -> float:
        """Epochs per tick; infinite for "max" speed."""
        speed = self._trainer.document.settings.speed
        return float("inf") if speed == "max" else float(speed)

    @property
    def _flat_out(self) -> bool:
        return self.goal is not None or self._speed == float("inf")

    @property
    def _unit(self) -> int:
        """The samples trained as one: an epoch's at one epoch a tick or more, a batch's below."""
        return self._training.samples if self._speed >= 1 else self._training.batch

    @property
    def _rate(self) -> float:
        """The speed in samples a second."""
        return self._speed * self._training.samples / TICK

    @property
    def _portion(self) -> float:
        """The samples worth waking up for: a tick's, and no fewer than are trained as one."""
        return max(self._rate * TICK, self._unit)

    @property
    def _inside_paid_epoch(self) -> bool:
        return self._speed >= 1 and self._trainer.position > 0

    def _may_go(self) -> bool:
        return self._flat_out or self._inside_paid_epoch or self._budget.affords(self._unit)

    def _go(self) -> bool:
        """Train a chunk; say whether the training is over or the goal is reached."""
        goal = self.goal
        if goal is None:
            self._go_on()
        elif goal.unit == "sample":
            self._trainer.train_sample()
            goal.left -= 1
        elif goal.unit == "batch":
            goal.left -= self._train(goal.left)
        else:
            self._train(self._training.samples)
            goal.left -= self._trainer.position == 0
        return self._trainer.over or (goal is not None and goal.left == 0)

    def _go_on(self) -> None:
        """Train a chunk at the document's speed."""
        before = self._trainer.position
        if self._flat_out:
            self._train(self._training.samples)
        elif self._speed >= 1:
            if before == 0:
                self._budget.spend(self._training.samples)  # an epoch is paid for beforehand
            self._train(self._training.samples)
        else:
            self._train(1)
            self._budget.spend((self._trainer.position or self._training.samples) - before)

    def _train(self, batches: int) -> int:
        """Train at most so many batches, for about a millisecond; return how many."""
        began = thread_time()
        fitting = max(1, int(CHUNK_SECONDS / self._batch_seconds))
        done = self._trainer.train_batches(min(batches, fitting))
        seconds = (thread_time() - began) / done
        self._batch_seconds = MEMORY * self._batch_seconds + (1 - MEMORY) * seconds
        return done
