"""The array type that the engine's signatures name, and its scalars."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]


class Numbers(np.ndarray[Any, np.dtype[Any]]):
    """What programs get where Keras has a tensor: an array that has ``numpy()``, too."""

    def numpy(self) -> Array:
        """Return the plain array."""
        return np.asarray(self)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        """Return sums and the like as the numbers that they are."""
        return array[()] if return_scalar else super().__array_wrap__(array, context, False)


class Number(np.float64):
    """One such number."""

    def numpy(self) -> np.float64:
        """Return the plain number."""
        return np.float64(self)

    def __repr__(self) -> str:
        return repr(float(self))


def shown(array: Array) -> Numbers:
    """Return an array as programs get it; its numbers are not copied."""
    return np.asarray(array).view(Numbers)


def scalar(value: float, dtype: np.dtype[Any]) -> Array:
    """Return a 0-d array: NumPy combines it with an array twice as fast as a Python number."""
    return np.array(value, dtype)


def floats(given: object) -> Array:
    """Return numbers of a type that has fractions and no small largest number."""
    array = np.asarray(given)
    return array if array.dtype.kind in "fc" else array.astype(float)
