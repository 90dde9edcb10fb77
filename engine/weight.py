"""Weight: an array of a layer, by its name; the arrays themselves lie in flat vectors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import ShapeMismatch
from engine.initializers import Initializer
from engine.inputs import numbers
from engine.operators import Operators
from engine.tensors import Shape, Tensor


@dataclass(eq=False)
class Weight(Operators):
    """An array of a layer; ``trainable`` ones are what the optimizer changes."""

    name: str
    shape: Shape
    initializer: Initializer
    trainable: bool
    array: Array
    gradient: Array | None = None
    tensor: Tensor | None = None  # what it is on a tape while its layer's own ``call`` runs

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    def operand(self) -> Any:
        """Return what operations take for it: its tensor, or its values where it has none."""
        return self.array if self.tensor is None else self.tensor

    def numpy(self) -> Array:
        """Return a copy of its values."""
        return self.array.copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.array(self.array, dtype)

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        """Compute with the values, or on the tape while the layer's ``call`` runs."""
        if self.tensor is not None:
            return super().__array_ufunc__(function, method, *inputs, **settings)
        return getattr(function, method)(*_values(inputs), **settings)

    def __array_function__(self, function: Any, *given: Any) -> Any:
        """Compute with the values.  Raises EngineError while the layer's ``call`` runs."""
        if self.tensor is not None:
            return super().__array_function__(function)
        _, inputs, settings = given
        return function(*_values(inputs), **settings)

    def assign(self, value: Any) -> None:
        """Take other values.  Raises ShapeMismatch."""
        put([self], [value], f"weight {self.name!r}")


def _values(given: Any) -> Any:
    """Return arrays in place of weights, also in lists."""
    if isinstance(given, list | tuple):
        return [_values(one) for one in given]
    return given.array if isinstance(given, Weight) else given


def put(weights: Sequence[Weight], arrays: Sequence[Any], owner: str) -> None:
    """Copy arrays into weights of the same shapes.  Raises ShapeMismatch."""
    if not isinstance(arrays, list | tuple):
        came = type(arrays).__name__
        raise ShapeMismatch(f"weights of {owner} must be a list of arrays; got {came}")
    arrays = [numbers(f"weights of {owner}", array) for array in arrays]
    own, given = [weight.shape for weight in weights], [array.shape for array in arrays]
    if own != given:
        raise ShapeMismatch(f"weights of {owner} must have shapes {own}; got {given}")
    for weight, array in zip(weights, arrays, strict=True):
        weight.array[...] = array
