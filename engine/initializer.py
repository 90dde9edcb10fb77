"""What an initializer is; the initializers themselves are in ``engine.initializers``."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.random import fresh_seed, streams

Shape = tuple[int, ...]
TRUNCATION = 2.0  # a truncated normal draws again what lies beyond this many deviations …
TRUNCATED_DEVIATION = 0.87962566103423978  # … which leaves it with this standard deviation


class Initializer(ABC):
    """A distribution of initial weights."""

    name: ClassVar[str]
    label: ClassVar[str]
    formula: ClassVar[str]
    keras: ClassVar[str] = ""  # an expression, where Keras has no such class

    @abstractmethod
    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return weights of ``shape`` (float64)."""


class Random(Initializer):
    """One that draws: from its model's numbers, or always the same ones by its own ``seed``."""

    seed: int | None = None

    def source(self, generator: Generator | None) -> Generator:
        """Return what is drawn from."""
        if self.seed is None:
            return streams(fresh_seed(), "weights")[0] if generator is None else generator
        return streams(self.seed, "weights")[0]


def truncated(shape: Shape, generator: Generator) -> Array:
    """Return a standard normal distribution without what lies far out."""
    draws = generator.standard_normal(shape)
    while (far := np.abs(draws) > TRUNCATION).any():
        draws[far] = generator.standard_normal(int(far.sum()))
    return draws
