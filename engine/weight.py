"""Weight: an array of a layer, by its name; the arrays themselves lie in flat vectors."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from weakref import WeakValueDictionary

import numpy as np

from engine.arrays import Array, Numbers, shown
from engine.current_tape import current
from engine.errors import ShapeMismatch
from engine.initializers import Initializer
from engine.inputs import numbers
from engine.operators import OPERATIONS, Operators
from engine.tensors import Parameter, Shape, Tensor

_holders: WeakValueDictionary[int, Any] = WeakValueDictionary()  # weights by their arrays' ids


class Values(Numbers):
    """The values of a weight where they lie, which programs may read, compute with and set."""

    def assign(self, value: Any) -> None:
        """Take other values.  Raises ShapeMismatch."""
        given = numbers("values of a weight", value)
        if given.shape != self.shape:
            raise ShapeMismatch(
                f"values of a weight must have shape {self.shape}; got {given.shape}"
            )
        self[...] = given

    def assign_add(self, value: Any) -> None:
        """Add to the values.  Raises ShapeMismatch."""
        self.assign(self + np.asarray(value))

    def assign_sub(self, value: Any) -> None:
        """Subtract from the values.  Raises ShapeMismatch."""
        self.assign(self - np.asarray(value))


@dataclass(eq=False)
class Weight(Operators):
    """An array of a layer; ``trainable`` ones are what the optimizer changes."""

    name: str
    shape: Shape
    initializer: Initializer
    trainable: bool
    array: Array
    gradient: Array | None = None
    owner: Any = None  # its layer
    tensor: Tensor | None = None  # what it is on a tape while its layer's own ``call`` runs
    values: Any = None  # the array, as programs get it

    @property
    def size(self) -> int:
        """How many numbers it has."""
        return math.prod(self.shape)

    @property
    def learns(self) -> bool:
        """Whether training changes it."""
        return self.trainable and getattr(self.owner, "trainable", True)

    @cached_property
    def parameter(self) -> Parameter:
        """What it is among tensors without numbers."""
        return Parameter(self.shape, self.name, weight=self)

    def attach(self, values: Array, gradient: Array | None, part: slice) -> None:
        """Live on a part of flat arrays from now on; without a gradient it does not learn."""
        self.array = values[part].reshape(self.shape)
        self.gradient = None if gradient is None else gradient[part].reshape(self.shape)
        self.values = self.array.view(Values)
        _holders[id(self.array)] = _holders[id(self.values)] = self

    def operand(self) -> Any:
        """Return what operations take for it: its tensor while a ``call`` runs, else itself."""
        if self.tensor is not None:
            return self.tensor
        tape = current()
        return self if tape is None else tape.borrow(self)

    @property
    def value(self) -> Any:
        """What a variable of Keras's has there: its numbers; while a ``call`` runs, itself."""
        return self.operand() if self.recorded else shown(self.array)

    @property
    def T(self) -> Any:  # noqa: N802 - NumPy's name
        """Its axes in reverse; while a ``call`` runs, with a gradient."""
        return OPERATIONS["transpose"](self)

    @property
    def recorded(self) -> bool:
        """Whether it is a tensor now, whose use leaves a gradient."""
        return self.tensor is not None or current() is not None

    def numpy(self) -> Array:
        """Return a copy of its values; zeros while a layer that has none yet is tried."""
        if (tape := current()) is not None:
            tape.looked = True
            if self.array.shape != self.shape:
                return np.zeros(self.shape)
        return self.array.copy()

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        return np.asarray(self.numpy(), dtype)

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        """Compute with the values, or on the tape while a ``call`` runs."""
        if self.recorded:
            return super().__array_ufunc__(function, method, *inputs, **settings)
        return getattr(function, method)(*_values(inputs), **settings)

    def __array_function__(self, function: Any, *given: Any) -> Any:
        """Compute with the values.  Raises EngineError while a ``call`` runs."""
        if self.recorded:
            return super().__array_function__(function)
        _, inputs, settings = given
        return function(*_values(inputs), **settings)

    def assign(self, value: Any) -> None:
        """Take other values.  Raises ShapeMismatch."""
        if current() is not None and self.array.shape != self.shape:
            return  # a layer that has no values yet is tried
        put([self], [value], f"weight {self.name!r}")

    def assign_add(self, value: Any) -> None:
        """Add to the values.  Raises ShapeMismatch."""
        self.assign(self.numpy() + np.asarray(value))

    def assign_sub(self, value: Any) -> None:
        """Subtract from the values.  Raises ShapeMismatch."""
        self.assign(self.numpy() - np.asarray(value))

    def __float__(self) -> float:
        return float(self.numpy().item())  # ValueError, unless it is one number


def holder_of(given: Any) -> Weight | None:
    """Return the weight that an array is the values of; None of other things."""
    weight = _holders.get(id(given)) if isinstance(given, np.ndarray) else None
    held = weight is not None and (weight.array is given or weight.values is given)
    return weight if held else None


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
