"""Initial weights: by class, by name, or as a configured object."""

import math
from collections.abc import Callable
from inspect import signature
from typing import Any

import numpy as np
from numpy.random import Generator

from engine.arrays import Array
from engine.choices import choose
from engine.fan_initializers import (
    GlorotNormal,
    GlorotUniform,
    HeNormal,
    HeUniform,
    LecunNormal,
    LecunUniform,
    VarianceScaling,
)
from engine.initializer import Initializer, Random, Shape, truncated
from engine.serialized import serialized

__all__ = [
    "ALIASES", "INITIALIZERS", "Constant", "GlorotNormal", "GlorotUniform", "HeNormal", "HeUniform",
    "Initializer", "LecunNormal", "LecunUniform", "Ones", "Orthogonal", "Playground",
    "RandomNormal", "RandomUniform", "TruncatedNormal", "VarianceScaling", "Zeros", "get",
    "glorot_normal",
    "glorot_uniform", "he_normal", "he_uniform", "lecun_normal", "lecun_uniform", "ones",
    "orthogonal", "random_normal", "random_uniform", "truncated_normal",
    "variance_scaling", "zeros",
]  # fmt: skip

__getattr__ = serialized(__name__)


class Playground(Random):
    """TensorFlow Playground's start, for kernels and biases alike."""

    name, label, formula = "playground", "Playground", "weights uniform in ±0.5, biases 0.1"
    keras = "keras.initializers.RandomUniform(-0.5, 0.5)"  # how weights began, which have moved on

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return a kernel of uniform weights, or a bias of 0.1."""
        generator = self.source(generator)
        return np.full(shape, 0.1) if len(shape) == 1 else generator.uniform(-0.5, 0.5, shape)


class Constant(Initializer):
    """The same value everywhere."""

    name, label, formula = "constant", "Constant", "c"

    def __init__(self, value: float = 0.0) -> None:
        self.value = value

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return an array of the value."""
        value = np.asarray(self.value, float)
        return np.array(np.broadcast_to(value.item() if value.size == 1 else value, shape))


class Zeros(Constant):
    """All weights 0: units of a layer stay equal for ever."""

    name, label, formula = "zeros", "Zeros", "all 0: neurons of a layer stay equal"

    def __init__(self) -> None:
        super().__init__(0.0)


class Ones(Constant):
    """All weights 1."""

    name, label, formula = "ones", "Ones", "1"

    def __init__(self) -> None:
        super().__init__(1.0)


class RandomNormal(Random):
    """A normal distribution of fixed width."""

    name, label, formula = "random_normal", "Random normal", "normal, σ = 0.05"

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: int | None = None) -> None:
        self.mean, self.stddev, self.seed = mean, stddev, seed

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return normally distributed weights."""
        return self.source(generator).normal(self.mean, self.stddev, shape)


class RandomUniform(Random):
    """A uniform distribution of fixed width."""

    name, label, formula = "random_uniform", "Random uniform", "uniform in ±0.05"

    def __init__(
        self, minval: float = -0.05, maxval: float = 0.05, seed: int | None = None
    ) -> None:
        self.minval, self.maxval, self.seed = minval, maxval, seed

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return uniformly distributed weights."""
        return self.source(generator).uniform(self.minval, self.maxval, shape)


class TruncatedNormal(RandomNormal):
    """A normal distribution of fixed width, cut at two deviations."""

    name, label, formula = "truncated_normal", "Truncated normal", "normal, σ = 0.05, cut at 2 σ"

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return weights without far outliers."""
        return self.mean + self.stddev * truncated(shape, self.source(generator))


class Orthogonal(Random):
    """A matrix whose rows, or columns, are at right angles and of length ``gain`` (Saxe, 2014)."""

    name, label, formula = "orthogonal", "Orthogonal", "WᵀW = 1"

    def __init__(self, gain: float = 1.0, seed: int | None = None) -> None:
        self.gain, self.seed = gain, seed

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return such a matrix: the Q of a normal one, by its rows and its last axis."""
        rows, columns = math.prod(shape[:-1]), shape[-1]
        draws = self.source(generator).standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(draws)
        q = q * np.sign(np.diag(r))
        return self.gain * (q if rows >= columns else q.T).reshape(shape)


class FunctionInitializer(Initializer):
    """A program's own function of a shape."""

    name, label, formula = "function", "Function", "f(shape)"

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function

    def __call__(
        self, shape: Shape, generator: Generator | None = None, dtype: Any = None
    ) -> Array:
        """Return what the function returns."""
        takes_type = "dtype" in signature(self.function).parameters
        made = self.function(shape, dtype="float32") if takes_type else self.function(shape)
        return np.broadcast_to(np.asarray(made, dtype=float), shape)


# Keras's names that look like functions
constant, zeros, ones, orthogonal = Constant, Zeros, Ones, Orthogonal
glorot_uniform, glorot_normal, he_uniform, he_normal = (
    GlorotUniform,
    GlorotNormal,
    HeUniform,
    HeNormal,
)
lecun_uniform, lecun_normal, truncated_normal = LecunUniform, LecunNormal, TruncatedNormal
random_uniform, random_normal, variance_scaling = RandomUniform, RandomNormal, VarianceScaling

INITIALIZERS: dict[str, type[Initializer]] = {
    initializer.name: initializer
    for initializer in (
        Playground, GlorotUniform, GlorotNormal, HeUniform, HeNormal, LecunUniform, LecunNormal,
        RandomNormal, RandomUniform, Zeros, Ones, Constant, TruncatedNormal, Orthogonal,
        VarianceScaling,
    )
}  # fmt: skip


ALIASES = {"zero": "zeros", "one": "ones", "normal": "random_normal", "uniform": "random_uniform"}
ALIASES |= {kind.__name__: name for name, kind in INITIALIZERS.items()}


def get(choice: Any) -> Initializer:
    """Return an initializer by name (its class's too), class, function, or as it is.

    None is Glorot's uniform one, as in Keras.  Raises UnknownChoice.
    """
    if isinstance(choice, Initializer):
        return choice
    if isinstance(choice, type) and issubclass(choice, Initializer):
        return choice()
    if callable(choice):
        return FunctionInitializer(choice)
    return choose("initializer", INITIALIZERS, choice or "glorot_uniform", ALIASES)()
