"""The array type that the engine's signatures name, and its scalars."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


def scalar(value: float, dtype: np.dtype[Any]) -> Array:
    """Return a 0-d array: NumPy combines it with an array twice as fast as a Python number."""
    return np.array(value, dtype)


def floats(given: object) -> Array:
    """Return numbers of a type that has fractions and no small largest number."""
    array = np.asarray(given)
    return array if array.dtype.kind in "fc" else array.astype(float)
