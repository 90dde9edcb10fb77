"""Explicit randomness: independent generators, each made from a seed and the name of its use.

The streams of one seed do not touch each other, so drawing more weights does not change the
shuffles; and a stream depends on nothing but its seed and name, in any process.
"""

import json
from numbers import Integral

import numpy as np
from numpy.random import PCG64, Generator, SeedSequence

from engine.errors import InvalidValue


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


def generator_state(generator: Generator) -> str:
    """Return all of a generator's state as JSON text."""
    return json.dumps(generator.bit_generator.state)


def set_generator_state(generator: Generator, state: str) -> None:
    """Put a generator back to where ``generator_state`` found it."""
    generator.bit_generator.state = json.loads(state)


def permutation(generator: Generator, size: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
    """Return 0 … size - 1 in random order."""
    return generator.permutation(size)
