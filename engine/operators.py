"""What Python's operators mean for tensors and weights: the operations of ``engine.ops``.

That package enters its functions here, so that tensors need not import what is made of them.
"""

from collections.abc import Callable
from typing import Any

from engine.errors import EngineError

OPERATIONS: dict[str, Callable[..., Any]] = {}  # by Keras's names, which are mostly NumPy's
OTHER_NAMES = {"absolute": "abs", "true_divide": "divide"}


class Operators:
    """The operators of tensors and weights."""

    def __add__(self, other: Any) -> Any:
        return OPERATIONS["add"](self, other)

    def __radd__(self, other: Any) -> Any:
        return OPERATIONS["add"](other, self)

    def __sub__(self, other: Any) -> Any:
        return OPERATIONS["subtract"](self, other)

    def __rsub__(self, other: Any) -> Any:
        return OPERATIONS["subtract"](other, self)

    def __mul__(self, other: Any) -> Any:
        return OPERATIONS["multiply"](self, other)

    def __rmul__(self, other: Any) -> Any:
        return OPERATIONS["multiply"](other, self)

    def __truediv__(self, other: Any) -> Any:
        return OPERATIONS["divide"](self, other)

    def __rtruediv__(self, other: Any) -> Any:
        return OPERATIONS["divide"](other, self)

    def __pow__(self, other: Any) -> Any:
        return OPERATIONS["power"](self, other)

    def __rpow__(self, other: Any) -> Any:
        return OPERATIONS["power"](other, self)

    def __matmul__(self, other: Any) -> Any:
        return OPERATIONS["matmul"](self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return OPERATIONS["matmul"](other, self)

    def __neg__(self) -> Any:
        return OPERATIONS["negative"](self)

    def __abs__(self) -> Any:
        return OPERATIONS["abs"](self)

    def __lt__(self, other: Any) -> Any:
        return OPERATIONS["less"](self, other)

    def __le__(self, other: Any) -> Any:
        return OPERATIONS["less_equal"](self, other)

    def __gt__(self, other: Any) -> Any:
        return OPERATIONS["greater"](self, other)

    def __ge__(self, other: Any) -> Any:
        return OPERATIONS["greater_equal"](self, other)

    def __getitem__(self, key: Any) -> Any:
        return OPERATIONS["get_item"](self, key)

    def __array_ufunc__(self, function: Any, method: str, *inputs: Any, **settings: Any) -> Any:
        """Do what NumPy's function of that name does, with a gradient.  Raises EngineError."""
        name = OTHER_NAMES.get(function.__name__, function.__name__)
        if method != "__call__" or settings or name not in OPERATIONS:
            self.__array_function__(function)
        return OPERATIONS[name](*inputs)

    def __array_function__(self, function: Any, *_: Any) -> Any:
        raise EngineError(
            f"NumPy's {function.__name__} has no gradient for tensors: write a function of ops, "
            "or x.numpy() for the numbers alone"
        )
