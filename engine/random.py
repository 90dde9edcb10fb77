"""Explicit randomness: independent generators, each made from a seed and the name of its use.

The streams of one seed do not touch each other, so drawing more weights does not change the
shuffles; and a stream depends on nothing but its seed and name, in any process.
"""

import json
from collections.abc import Iterable, Mapping
from copy import deepcopy
from numbers import Integral
from typing import Any

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from engine.arrays import Array
from engine.config import floatx
from engine.current_tape import current
from engine.errors import InvalidValue, NotReady


class _Default:
    """The seed for models that are given none: nothing, until ``utils.set_random_seed``."""

    seeds: SeedSequence | None = None


def set_default(seed: int) -> None:
    """Make all later models that are given no seed take theirs, in turn, from ``seed``."""
    _Default.seeds = SeedSequence(checked(seed))


def fresh_seed() -> int:
    """Return a seed for a model that was given none."""
    source = SeedSequence() if _Default.seeds is None else _Default.seeds.spawn(1)[0]
    return int(source.generate_state(1)[0])


def checked(seed: int) -> int:
    """Return ``seed`` if it is at least 0; raise InvalidValue otherwise."""
    if not isinstance(seed, Integral):
        raise InvalidValue(f"seed must be a whole number; got {seed!r}")
    if seed < 0:
        raise InvalidValue(f"seed must be at least 0; got {seed}")
    return int(seed)


def streams(seed: int, *names: str) -> tuple[Generator, ...]:
    """Return one generator for each name."""
    keys = [int.from_bytes(name.encode(), "big") for name in names]
    return tuple(Generator(PCG64(SeedSequence([checked(seed), key]))) for key in keys)


def state_of(generator: Generator) -> Mapping[str, Any]:
    """Return all of a generator's state; it stays what it is when the generator draws."""
    return generator.bit_generator.state


def as_text(state: Mapping[str, Any]) -> str:
    """Return such a state as JSON text, which takes ten times as long as the state itself."""
    return json.dumps(state)


def generator_state(generator: Generator) -> str:
    """Return all of a generator's state as JSON text."""
    return as_text(state_of(generator))


def set_generator_state(generator: Generator, state: str) -> None:
    """Put a generator back to where ``generator_state`` found it."""
    generator.bit_generator.state = json.loads(state)


def permutation(generator: Generator, size: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return 0 … size - 1 in random order."""
    return generator.permutation(size)


def copied(generator: Generator) -> Generator:
    """Return a generator that will draw what this one will; neither changes the other."""
    return deepcopy(generator)


# Draws of a program's own, under ``keras.random``'s names


class SeedGenerator:
    """Where draws come from, each other numbers than the one before it."""

    def __init__(self, seed: int | None = None, name: str | None = None) -> None:
        self.seed, self.name = fresh_seed() if seed is None else checked(seed), name
        (self.generator,) = streams(self.seed, "draws")

    def get_config(self) -> dict[str, int]:
        """Return the seed."""
        return {"seed": self.seed}


def normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Array:
    """Return normal numbers."""
    return (mean + stddev * _drawing(seed).standard_normal(_sizes(shape))).astype(_type(dtype))


def truncated_normal(
    shape: Any, mean: float = 0.0, stddev: float = 1.0, dtype: Any = None, seed: Any = None
) -> Array:
    """Return normal numbers; those beyond two standard deviations are drawn again."""
    generator, sizes = _drawing(seed), _sizes(shape)
    drawn = generator.standard_normal(sizes)
    while (beyond := np.abs(drawn) > 2).any():
        drawn = np.where(beyond, generator.standard_normal(sizes), drawn)
    return (mean + stddev * drawn).astype(_type(dtype))


def uniform(
    shape: Any, minval: float = 0.0, maxval: float = 1.0, dtype: Any = None, seed: Any = None
) -> Array:
    """Return numbers from ``minval`` up to ``maxval``."""
    return _drawing(seed).uniform(minval, maxval, _sizes(shape)).astype(_type(dtype))


def randint(shape: Any, minval: int, maxval: int, dtype: Any = "int32", seed: Any = None) -> Array:
    """Return whole numbers from ``minval`` up to ``maxval``, that one left out."""
    return _drawing(seed).integers(minval, maxval, _sizes(shape)).astype(dtype)


def shuffle(x: Any, axis: int = 0, seed: Any = None) -> Array:
    """Return an array in another order along an axis."""
    return _drawing(seed).permutation(np.asarray(x), axis=axis)


def dropout(inputs: Any, rate: float, noise_shape: Any = None, seed: Any = None) -> Any:
    """Return an array or a tensor with some numbers 0, and the others scaled to make up for it."""
    sizes = inputs.shape if noise_shape is None else noise_shape
    kept = _drawing(seed).random(_sizes(sizes)) >= rate
    return inputs * (kept / (1 - rate)).astype(_type(None))


def _drawing(seed: Any) -> Generator:
    """Return what draws; a ``call`` that asks for it is run for every batch from then on."""
    if (tape := current()) is not None:
        tape.looked = True
    if isinstance(seed, SeedGenerator):
        return seed.generator
    return streams(fresh_seed() if seed is None else checked(seed), "draws")[0]


def _sizes(shape: Any) -> tuple[int, ...]:
    """Return a shape.  Raises NotReady of one whose rows are not known yet."""
    sizes = tuple(shape) if isinstance(shape, Iterable) else (shape,)
    if None in sizes:
        raise NotReady(f"numbers are drawn for rows that are known; got the shape {sizes}")
    return tuple(int(size) for size in sizes)


def _type(dtype: Any) -> Any:
    return floatx() if dtype is None else dtype
