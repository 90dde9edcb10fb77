"""Reshape: the same numbers in rows of another shape."""

import math
from collections.abc import Iterable
from numbers import Integral
from typing import Any, ClassVar

from engine.errors import InvalidValue, ShapeMismatch
from engine.layers.shaping import Flatten
from engine.tensors import Shape


class Reshape(Flatten):
    """Rows of ``target_shape``, in which -1 stands for the size that is left.

    >>> import numpy as np
    >>> Reshape((2, -1))(np.array([[1, 2, 3, 4]])).tolist()
    [[[1.0, 2.0], [3.0, 4.0]]]
    """

    settings: ClassVar[tuple[str, ...]] = ("target_shape",)

    def __init__(self, target_shape: Any, *, name: str | None = None, **given: Any) -> None:
        super().__init__(name=name, **given)
        several = list(target_shape) if isinstance(target_shape, Iterable) else [target_shape]
        good = all(isinstance(one, Integral) and (int(one) >= 1 or one == -1) for one in several)
        if not several or not good or several.count(-1) > 1:
            raise InvalidValue(
                "target_shape must be sizes that are at least 1, one of them may be -1; "
                f"got {target_shape!r}"
            )
        self.target_shape = tuple(map(int, several))

    def output_shape(self, *shapes: Shape) -> Shape:
        """Return the shape asked for.  Raises ShapeMismatch if it has not as many numbers."""
        numbers, known = math.prod(shapes[0]), math.prod(n for n in self.target_shape if n > 0)
        rest = numbers // known
        found = tuple(rest if size == -1 else size for size in self.target_shape)
        if math.prod(found) != numbers:
            raise ShapeMismatch(
                f"layer {self.name!r} takes rows that can have the shape {self.target_shape}; "
                f"got {shapes[0]}, {numbers} numbers"
            )
        return found
