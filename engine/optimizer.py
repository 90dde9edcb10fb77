"""What every optimizer is: settings, memory, and a step bound to one model's flat vectors."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from inspect import signature
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import positive
from engine.clipping import Clipping
from engine.errors import EngineError, NotReady
from engine.schedules import Schedule

Step = Callable[[], None]
Rate: TypeAlias = float | Schedule
Clip: TypeAlias = float | None


def single(constant: float) -> float:
    """Round to float32, as Keras does with some constants whatever the type of the weights.

    It would not matter but for 1 - β₂ᵗ, which at first is so small that Adam's path shows it.
    """
    return float(np.float32(constant))


class Optimizer(ABC):
    """A rule of learning; bound to one model's parameters by ``bind``."""

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    slots: ClassVar[int] = 0  # flat arrays of memory
    start: ClassVar[float] = 0.0  # what they begin with

    def __init__(self, learning_rate: Rate, **clipping: Clip) -> None:
        self._rate = scalar(1, np.dtype(float))
        self._state: Array | None = None
        self.iterations = 0  # steps done; counted where a step depends on it
        self.clipping = Clipping(**clipping)
        self.schedule = learning_rate if isinstance(learning_rate, Schedule) else None
        self._take(self.schedule(0) if self.schedule else learning_rate)

    @property
    def learning_rate(self) -> float:
        """η; may be changed while training, unless a schedule does that."""
        return self.schedule(self.iterations) if self.schedule else self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        if self.schedule is not None:
            raise EngineError("the learning rate follows a schedule: it cannot be set")
        self._take(value)

    def _take(self, value: Any) -> None:
        self._learning_rate = positive("learning rate", value)
        self._rate[...] = value

    @property
    def state(self) -> Array:
        """The memory, ``[slots, parameters]``.  Raises NotReady before ``bind``."""
        if self._state is None:
            raise NotReady("the optimizer must be bound to a model first: compile it")
        return self._state

    def bind(self, parameters: Array, gradients: Array, parts: Sequence[slice] = ()) -> Step:
        """Forget the past and return a function that does one step on these very arrays.

        ``parts`` are those of the weights in them.
        """
        dtype = parameters.dtype
        self._rate = scalar(self._learning_rate, dtype)
        self._state = np.full((self.slots, parameters.size), self.start, dtype)
        self.iterations = 0
        step = self._plan(parameters, gradients, np.empty_like(parameters))
        clip = self.clipping.bind(gradients, parts)
        step = step if self.schedule is None else self._scheduled(step, self.schedule)
        return step if clip is None else _after(clip, step)

    def _scheduled(self, step: Step, schedule: Schedule) -> Step:
        """Return the step at the rate that the schedule has for it."""

        def scheduled() -> None:
            count = self.iterations
            self._take(schedule(count))
            step()
            self.iterations = count + 1

        return scheduled

    def get_config(self) -> dict[str, Any]:
        """Return the arguments that make another optimizer like this one."""
        names = [name for name in signature(type(self)).parameters if name != "clipping"]
        own = {name: getattr(self, name) for name in names if name != "learning_rate"}
        clipping = {name: value for name, value in vars(self.clipping).items() if value}
        return {"learning_rate": self.schedule or self._learning_rate, **own, **clipping}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """Make one of what ``get_config`` returned."""
        return cls(**config)

    @abstractmethod
    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        """Return the step, bound to the arrays; ``change`` is room for the change of ``p``."""


def _after(first: Callable[[], object], step: Step) -> Step:
    def both() -> None:
        first()
        step()

    return both
