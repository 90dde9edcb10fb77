"""Keras's name for a few functions that belong nowhere else."""

import random

import numpy as np

from engine.arrays import Array
from engine.backend import clear_session
from engine.errors import InvalidValue
from engine.inputs import class_numbers
from engine.random import checked, set_default
from engine.streams import PyDataset

__all__ = ["PyDataset", "Sequence", "clear_session", "set_random_seed", "to_categorical"]

LARGEST_SEED = 2**32 - 1  # NumPy's legacy generator takes no larger one
Sequence = PyDataset  # Keras 2's name


def to_categorical(classes: object, num_classes: int | None = None) -> Array:
    """Return class numbers ``[...]`` as one-hot rows ``[..., num_classes]``.

    Raises InvalidValue of one that is not whole, negative, or none of ``num_classes``; Keras cuts
    fractions off, and counts negative ones from the end.

    >>> to_categorical([2, 0]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    numbers = class_numbers("classes", classes, num_classes)
    return np.eye(numbers.max() + 1 if num_classes is None else num_classes)[numbers]


def set_random_seed(seed: int) -> None:
    """Make a program repeatable, as Keras's function of this name does.

    Models that are made without a seed get one that comes from ``seed``; ``random`` and
    ``numpy.random``, which the engine never draws from, are seeded for the program's own draws.
    """
    number = checked(seed)
    if number > LARGEST_SEED:
        raise InvalidValue(f"seed must be at most {LARGEST_SEED}; got {seed}")
    set_default(number)
    random.seed(number)
    np.random.seed(number)
