"""Initial weights by how many inputs and units a layer has, so that signals keep their size.

A kernel of shape (inputs, units) has ``fan_in`` = inputs and ``fan_out`` = units; of one that is
moved over maps, (height, width, channels, filters), both count at each of its places.
Sources: Glorot & Bengio (2010), He et al. (2015), LeCun et al. (1998).
"""

import math
from typing import Any, ClassVar

from numpy.random import Generator

from engine.arrays import Array
from engine.choices import choose, positive
from engine.initializer import TRUNCATED_DEVIATION, Random, Shape, truncated


def fans(shape: Shape) -> tuple[int, int]:
    """Return how many numbers a unit is made of, and how many a number is a part of."""
    *places, inputs, units = shape if len(shape) > 1 else (shape or (1,)) * 2
    return math.prod(places) * inputs, math.prod(places) * units


class Scaled(Random):
    """A variance of ``gain`` / fan, so that signals keep their size from layer to layer."""

    gain: ClassVar[float]

    def __init__(self, seed: int | None = None) -> None:
        self.seed = seed

    @staticmethod
    def fan(fan_in: int, fan_out: int) -> float:
        """Return what the variance is divided by."""
        return fan_in

    def variance(self, shape: Shape) -> float:
        """Return the weights' variance for a kernel or a bias of ``shape``."""
        return self.gain / max(1.0, self.fan(*fans(shape)))


class Uniform(Scaled):
    """The uniform distribution of that variance."""

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return uniformly distributed weights."""
        limit = math.sqrt(3 * self.variance(shape))
        return self.source(generator).uniform(-limit, limit, shape)


class Normal(Scaled):
    """The normal distribution of that variance, cut at two deviations as Keras does."""

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return normally distributed weights without far outliers."""
        draws = truncated(shape, self.source(generator))
        return draws * (math.sqrt(self.variance(shape)) / TRUNCATED_DEVIATION)


def _mean_fan(fan_in: int, fan_out: int) -> float:
    """Return the mean of inputs and units, for the sake of both passes."""
    return (fan_in + fan_out) / 2


class GlorotUniform(Uniform):
    """For tanh, sigmoid and softmax."""

    name, label, gain = "glorot_uniform", "Glorot uniform", 1.0
    formula = "uniform in ±√(6 / (inputs + units))"
    fan = staticmethod(_mean_fan)


class GlorotNormal(Normal):
    """For tanh, sigmoid and softmax."""

    name, label, gain = "glorot_normal", "Glorot normal", 1.0
    formula = "normal, σ² = 2 / (inputs + units)"
    fan = staticmethod(_mean_fan)


class HeUniform(Uniform):
    """For ReLU and its variants, which pass half of what they get."""

    name, label, gain = "he_uniform", "He uniform", 2.0
    formula = "uniform in ±√(6 / inputs)"


class HeNormal(Normal):
    """For ReLU and its variants, which pass half of what they get."""

    name, label, gain = "he_normal", "He normal", 2.0
    formula = "normal, σ² = 2 / inputs"


class LecunUniform(Uniform):
    """For SELU."""

    name, label, gain = "lecun_uniform", "LeCun uniform", 1.0
    formula = "uniform in ±√(3 / inputs)"


class LecunNormal(Normal):
    """For SELU."""

    name, label, gain = "lecun_normal", "LeCun normal", 1.0
    formula = "normal, σ² = 1 / inputs"


class VarianceScaling(Scaled):
    """Any of these: ``scale`` over inputs, units or their mean, from one of three distributions."""

    name, label, formula = "variance_scaling", "Variance scaling", "σ² = scale / fan"
    fans: ClassVar[dict[str, Any]] = {
        "fan_in": lambda fan_in, fan_out: fan_in,
        "fan_out": lambda fan_in, fan_out: fan_out,
        "fan_avg": _mean_fan,
    }
    kinds: ClassVar[dict[str, Any]] = {
        "truncated_normal": Normal.__call__,
        "uniform": Uniform.__call__,
        "untruncated_normal": None,
    }

    def __init__(
        self, scale: float = 1.0, mode: str = "fan_in", distribution: str = "truncated_normal",
        seed: int | None = None,
    ) -> None:  # fmt: skip
        super().__init__(seed)
        choose("mode", self.fans, mode)
        choose("distribution", self.kinds, distribution)
        self.scale, self.mode, self.distribution = positive("scale", scale), mode, distribution

    def variance(self, shape: Shape) -> float:
        """Return scale / fan."""
        return self.scale / max(1.0, self.fans[self.mode](*fans(shape)))

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return weights of that variance."""
        draw = self.kinds[self.distribution]
        if draw is not None:
            return draw(self, shape, generator)
        return self.source(generator).normal(0, math.sqrt(self.variance(shape)), shape)
