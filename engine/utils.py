"""Keras's name for a few functions that belong nowhere else."""

import random

import numpy as np

from engine.arrays import Array, floats
from engine.backend import clear_session
from engine.diagrams import plot_model
from engine.errors import InvalidValue
from engine.inputs import class_numbers, numbers
from engine.random import checked, set_default
from engine.serialization.registered import (
    custom_object_scope,
    get_custom_objects,
    register_keras_serializable,
)
from engine.streams import PyDataset

__all__ = [
    "PyDataset", "Sequence", "clear_session", "custom_object_scope", "get_custom_objects",
    "normalize", "plot_model", "register_keras_serializable", "set_random_seed", "to_categorical",
]  # fmt: skip

LARGEST_SEED = 2**32 - 1  # NumPy's legacy generator takes no larger one
Sequence = PyDataset  # Keras 2's name


def to_categorical(classes: object, num_classes: int | None = None) -> Array:
    """Return class numbers ``[...]`` as one-hot rows ``[..., num_classes]``.

    Raises InvalidValue of one that is not whole, negative, or none of ``num_classes``; Keras cuts
    fractions off, and counts negative ones from the end.

    >>> to_categorical([2, 0]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    found = class_numbers("classes", classes, num_classes)
    return np.eye(found.max() + 1 if num_classes is None else num_classes)[found]


def normalize(x: object, axis: int = -1, order: float = 2) -> Array:
    """Return numbers divided by their norm along an axis; where that is 0 they stay as they are.

    >>> normalize([[3.0, 4.0], [0.0, 0.0]]).tolist()
    [[0.6, 0.8], [0.0, 0.0]]
    """
    array = floats(numbers("numbers to normalize", x))
    norms = np.linalg.norm(array, order, axis, keepdims=True)
    normalized: Array = array / np.where(norms == 0, 1, norms)
    return normalized


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
