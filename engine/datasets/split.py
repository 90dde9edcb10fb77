"""Split a whole data set into training and test examples as Keras's ``load_data`` does.

The rows are shuffled by the legacy Mersenne Twister that NumPy's RandomState holds, so that a seed
gives the same split as in Keras; it is an object of its own and leaves NumPy's global state alone.
Elsewhere the engine draws from ``engine.random``.
"""

from typing import TypeAlias

import numpy as np

from engine.arrays import Array
from engine.choices import fraction
from engine.errors import InvalidValue

Examples: TypeAlias = tuple[Array, Array]  # x [n, …], y [n]
Split: TypeAlias = tuple[Examples, Examples]  # to train, to test

LARGEST_SEED = 2**32 - 1  # the legacy generator takes no larger one


def split(x: Array, y: Array, test_split: float, seed: int) -> Split:
    """Return ``(x_train, y_train), (x_test, y_test)``; the last ``test_split`` of the rows test.

    Raises InvalidValue for a share outside [0, 1) or that leaves nothing to train on.
    """
    if not (isinstance(seed, int | np.integer) and 0 <= seed <= LARGEST_SEED):
        raise InvalidValue(f"seed must be a whole number in [0, 2^32 - 1]; got {seed}")
    rows = np.arange(len(x))
    np.random.RandomState(seed).shuffle(rows)
    cut = int(len(x) * (1 - fraction("test_split", test_split)))
    if cut == 0:
        raise InvalidValue(
            f"test_split must leave an example of {len(x)} to train on; got {test_split}"
        )
    train, test = rows[:cut], rows[cut:]
    return (x[train], y[train]), (x[test], y[test])
