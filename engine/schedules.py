"""Learning rates that change with the number of steps done; given to an optimizer as its rate.

Symbols: t is the number of steps before this one.  Names, arguments and arithmetic are Keras's, but
for ``OneCycle`` (Smith & Topin, 2018) and ``WarmUp`` (Goyal et al., 2017), which it lacks.
"""

import math
from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, Self

from engine.choices import choose, not_negative, positive
from engine.errors import EngineError, InvalidValue
from engine.serialized import serialized

__getattr__ = serialized(__name__)


class Schedule(ABC):
    """A learning rate for every step; write a subclass for one of your own."""

    @abstractmethod
    def __call__(self, step: int) -> float:
        """Return the rate of a step, counted from 0; at least 0."""

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another one like it.

        Raises EngineError of a class of your own that does not say.
        """
        if is_dataclass(self):
            return asdict(self)
        raise EngineError(f"{type(self).__name__} cannot be saved: give it a get_config()")

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make one of what ``get_config`` returned."""
        return cls(**config)


LearningRateSchedule = Schedule  # as Keras calls it


@dataclass(frozen=True)
class _Decay(Schedule):
    """What the decays of a rate over some steps have in common."""

    initial_learning_rate: float
    decay_steps: int

    def __post_init__(self) -> None:
        not_negative("initial learning rate", self.initial_learning_rate)
        positive("decay steps", self.decay_steps)


@dataclass(frozen=True)
class ExponentialDecay(_Decay):
    """η₀ r^(t / n); with ``staircase`` the exponent goes up by whole numbers."""

    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """Return the rate of a step."""
        share = step / self.decay_steps
        return self.initial_learning_rate * self.decay_rate ** (
            math.floor(share) if self.staircase else share
        )


@dataclass(frozen=True)
class InverseTimeDecay(_Decay):
    """η₀ / (1 + r t / n); with ``staircase`` t / n goes up by whole numbers."""

    decay_rate: float
    staircase: bool = False

    def __call__(self, step: int) -> float:
        """Return the rate of a step."""
        share = step / self.decay_steps
        share = math.floor(share) if self.staircase else share
        return self.initial_learning_rate / (1 + self.decay_rate * share)


@dataclass(frozen=True)
class PolynomialDecay(_Decay):
    """(η₀ - η₁) (1 - t / n)^p + η₁, down to η₁; with ``cycle`` it begins anew with longer n."""

    end_learning_rate: float = 0.0001
    power: float = 1.0
    cycle: bool = False

    def __call__(self, step: int) -> float:
        """Return the rate of a step."""
        steps = self.decay_steps
        if self.cycle:
            steps *= max(1, math.ceil(step / steps))
        left = 1 - min(step, steps) / steps
        spread = self.initial_learning_rate - self.end_learning_rate
        return spread * left**self.power + self.end_learning_rate


@dataclass(frozen=True)
class CosineDecay(_Decay):
    """Half a cosine from η₀ to α η₀ (Loshchilov & Hutter, 2017), after a straight warm-up.

    With ``warmup_steps`` the rate first goes from η₀ to ``warmup_target``, and falls from there.
    """

    alpha: float = 0.0
    warmup_target: float | None = None
    warmup_steps: int = 0

    def __call__(self, step: int) -> float:
        """Return the rate of a step."""
        start = self.initial_learning_rate
        if self.warmup_target is None:
            return self._fall(start, step)
        if step < self.warmup_steps:
            return start + (self.warmup_target - start) * step / self.warmup_steps
        return self._fall(self.warmup_target, step - self.warmup_steps)

    def _fall(self, top: float, step: int) -> float:
        wave = 0.5 * (1 + math.cos(math.pi * min(step, self.decay_steps) / self.decay_steps))
        return top * ((1 - self.alpha) * wave + self.alpha)


@dataclass(frozen=True)
class CosineDecayRestarts(Schedule):
    """Half a cosine after another (Loshchilov & Hutter, 2017), the first of ``first_decay_steps``.

    Each is ``t_mul`` times as long as the one before it, and falls from ``m_mul`` times as high
    over α η₀.
    """

    initial_learning_rate: float
    first_decay_steps: float
    t_mul: float = 2.0
    m_mul: float = 1.0
    alpha: float = 0.0

    def __post_init__(self) -> None:
        not_negative("initial learning rate", self.initial_learning_rate)
        for name in ("first_decay_steps", "t_mul", "m_mul"):
            positive(name.replace("_", " "), getattr(self, name))

    def __call__(self, step: int) -> float:
        """Return the rate of a step."""
        done = step / self.first_decay_steps
        if self.t_mul == 1:
            restarts, share = divmod(done, 1)
        else:
            grown = 1 - done * (1 - self.t_mul)
            restarts = (
                math.floor(math.log(grown) / math.log(self.t_mul) + 1e-12) if grown > 0 else 0
            )
            begun = (1 - self.t_mul**restarts) / (1 - self.t_mul)
            share = (done - begun) / self.t_mul**restarts
        wave = 0.5 * self.m_mul**restarts * (1 + math.cos(math.pi * share))
        return self.initial_learning_rate * ((1 - self.alpha) * wave + self.alpha)


@dataclass(frozen=True)
class PiecewiseConstantDecay(Schedule):
    """One of ``values``, the next from each of ``boundaries`` on."""

    boundaries: Sequence[int]
    values: Sequence[float]

    def __post_init__(self) -> None:
        if len(self.values) != len(self.boundaries) + 1:
            raise InvalidValue(
                f"values must be one more than boundaries: {len(self.boundaries) + 1}; "
                f"got {len(self.values)}"
            )
        if list(self.boundaries) != sorted(self.boundaries):
            raise InvalidValue(f"boundaries must rise; got {list(self.boundaries)}")

    def __call__(self, step: int) -> float:
        """Return the rate of a step; a boundary itself belongs to what comes before it."""
        return self.values[bisect_left(self.boundaries, step)]


@dataclass(frozen=True)
class WarmUp(Schedule):
    """A straight rise from 0 to a rate, which holds from then on."""

    learning_rate: float
    warmup_steps: int

    def __post_init__(self) -> None:
        positive("learning rate", self.learning_rate)
        positive("warmup steps", self.warmup_steps)

    def __call__(self, step: int) -> float:
        """Return the rate of a step; the first one does something already."""
        return self.learning_rate * min(1.0, (step + 1) / self.warmup_steps)


@dataclass(frozen=True)
class OneCycle(Schedule):
    """Up to ``max_learning_rate`` for the first part of all steps, down to nearly nothing after."""

    max_learning_rate: float
    total_steps: int
    warmup_share: float = 0.3
    start_factor: float = 25.0
    end_factor: float = 1e4

    def __post_init__(self) -> None:
        positive("max learning rate", self.max_learning_rate)
        positive("total steps", self.total_steps)
        not_negative("warmup share", self.warmup_share)

    def __call__(self, step: int) -> float:
        """Return the rate of a step."""
        top, turn = self.max_learning_rate, self.warmup_share * self.total_steps
        if step < turn:
            return _between(top / self.start_factor, top, step / turn)
        rest = max(1.0, self.total_steps - turn)
        return _between(top, top / self.end_factor, min(1.0, (step - turn) / rest))


def _between(start: float, end: float, share: float) -> float:
    """Return what lies between two rates on half a cosine."""
    return end + (start - end) * 0.5 * (1 + math.cos(math.pi * share))


SCHEDULES: dict[str, type[Schedule]] = {
    schedule.__name__: schedule
    for schedule in (
        CosineDecay, CosineDecayRestarts, ExponentialDecay, InverseTimeDecay, OneCycle,
        PiecewiseConstantDecay, PolynomialDecay, WarmUp,
    )
}  # fmt: skip


def get(choice: Any) -> Schedule:
    """Return a schedule as it is, or of ``{"class_name": …, "config": {…}}``.

    Raises UnknownChoice.
    """
    if isinstance(choice, Schedule):
        return choice
    described = choice if isinstance(choice, dict) else {}
    kind = choose("schedule", SCHEDULES, described.get("class_name"))
    return kind.from_config(described.get("config", {}))
