"""Initial weights: by class, by name, or as a configured object.

A kernel of shape (inputs, units) has ``fan_in`` = inputs and ``fan_out`` = units.
Sources: Glorot & Bengio (2010), He et al. (2015), LeCun et al. (1998).
"""

import math
from abc import ABC, abstractmethod
from typing import ClassVar

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.choices import choose

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
    def __call__(self, shape: Shape, generator: Generator) -> Array:
        """Return weights of ``shape`` (float64)."""


class Playground(Initializer):
    """TensorFlow Playground's start, for kernels and biases alike."""

    name, label, formula = "playground", "Playground", "weights uniform in ±0.5, biases 0.1"
    keras = "keras.initializers.RandomUniform(-0.5, 0.5)"  # how weights began, which have moved on

    def __call__(self, shape: Shape, generator: Generator) -> Array:
        """Return a kernel of uniform weights, or a bias of 0.1."""
        return np.full(shape, 0.1) if len(shape) == 1 else generator.uniform(-0.5, 0.5, shape)


class Constant(Initializer):
    """The same value everywhere."""

    name, label, formula = "constant", "Constant", "c"

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def __call__(self, shape: Shape, generator: Generator) -> Array:
        """Return an array of the value."""
        return np.full(shape, float(self.value))


class Zeros(Constant):
    """All weights 0: units of a layer stay equal for ever."""

    name, label, formula = "zeros", "Zeros", "0"

    def __init__(self) -> None:
        super().__init__(0.0)


class Ones(Constant):
    """All weights 1."""

    name, label, formula = "ones", "Ones", "1"

    def __init__(self) -> None:
        super().__init__(1.0)


class RandomNormal(Initializer):
    """A normal distribution of fixed width."""

    name, label, formula = "random_normal", "Random normal", "normal, σ = 0.05"

    def __init__(self, mean: float = 0.0, stddev: float = 0.05) -> None:
        self.mean, self.stddev = mean, stddev

    def __call__(self, shape: Shape, generator: Generator) -> Array:
        """Return normally distributed weights."""
        return generator.normal(self.mean, self.stddev, shape)


class RandomUniform(Initializer):
    """A uniform distribution of fixed width."""

    name, label, formula = "random_uniform", "Random uniform", "uniform in ±0.05"

    def __init__(self, minval: float = -0.05, maxval: float = 0.05) -> None:
        self.minval, self.maxval = minval, maxval

    def __call__(self, shape: Shape, generator: Generator) -> Array:
        """Return uniformly distributed weights."""
        return generator.uniform(self.minval, self.maxval, shape)


class Scaled(Initializer):
    """A variance of ``gain`` / fan, so that signals keep their size from layer to layer."""

    gain: ClassVar[float]

    @staticmethod
    def fan(fan_in: int, fan_out: int) -> float:
        """Return what the variance is divided by."""
        return fan_in

    def variance(self, shape: Shape) -> float:
        """Return the weights' variance for a kernel or a bias of ``shape``."""
        return self.gain / max(1.0, self.fan(shape[0], shape[-1]))


class Uniform(Scaled):
    """The uniform distribution of that variance."""

    def __call__(self, shape: Shape, generator: Generator) -> Array:
        """Return uniformly distributed weights."""
        limit = math.sqrt(3 * self.variance(shape))
        return generator.uniform(-limit, limit, shape)


class Normal(Scaled):
    """The normal distribution of that variance, cut at two deviations as Keras does."""

    def __call__(self, shape: Shape, generator: Generator) -> Array:
        """Return normally distributed weights without far outliers."""
        draws = generator.standard_normal(shape)
        while (far := np.abs(draws) > TRUNCATION).any():
            draws[far] = generator.standard_normal(int(far.sum()))
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


INITIALIZERS: dict[str, type[Initializer]] = {
    initializer.name: initializer
    for initializer in (
        Playground, GlorotUniform, GlorotNormal, HeUniform, HeNormal, LecunUniform, LecunNormal,
        RandomNormal, RandomUniform, Zeros, Ones, Constant,
    )
}  # fmt: skip


def get(choice: str | Initializer) -> Initializer:
    """Return an initializer by name or as it is.  Raises UnknownChoice."""
    if isinstance(choice, Initializer):
        return choice
    return choose("initializer", INITIALIZERS, choice)()
