"""What every optimizer is: settings, memory, and a step bound to one model's flat vectors."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from engine.arrays import Array, scalar
from engine.choices import positive
from engine.errors import NotReady

Step = Callable[[], None]


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

    def __init__(self, learning_rate: float) -> None:
        self._rate = scalar(1, np.dtype(float))
        self._state: Array | None = None
        self.iterations = 0
        self.learning_rate = learning_rate

    @property
    def learning_rate(self) -> float:
        """η; may be changed while training."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, value: float) -> None:
        self._learning_rate = positive("learning rate", value)
        self._rate[...] = value

    @property
    def state(self) -> Array:
        """The memory, ``[slots, parameters]``.  Raises NotReady before ``bind``."""
        if self._state is None:
            raise NotReady("the optimizer must be bound to a model first: compile it")
        return self._state

    def bind(self, parameters: Array, gradients: Array) -> Step:
        """Forget the past and return a function that does one step on these very arrays."""
        dtype = parameters.dtype
        self._rate = scalar(self._learning_rate, dtype)
        self._state = np.full((self.slots, parameters.size), self.start, dtype)
        self.iterations = 0
        return self._plan(parameters, gradients, np.empty_like(parameters))

    @abstractmethod
    def _plan(self, p: Array, g: Array, change: Array) -> Step:
        """Return the step, bound to the arrays; ``change`` is room for the change of ``p``."""
