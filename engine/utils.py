"""Keras's name for a few functions that belong nowhere else."""

import numpy as np

from engine.arrays import Array
from engine.random import set_default


def to_categorical(classes: object, num_classes: int | None = None) -> Array:
    """Return class numbers ``[...]`` as one-hot rows ``[..., num_classes]``.

    >>> to_categorical([2, 0]).tolist()
    [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]
    """
    numbers = np.asarray(classes).astype(int)
    return np.eye(numbers.max() + 1 if num_classes is None else num_classes)[numbers]


def set_random_seed(seed: int) -> None:
    """Give models that are made without a seed one that comes from ``seed``."""
    set_default(seed)
