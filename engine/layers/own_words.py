"""What is asked of the ``build`` and ``call`` of a layer of one's own, and how messages tell it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import numpy as np

from engine.inputs import shapes_of
from engine.tensors import Shape, Tensor


def once(build: Callable[..., None]) -> Callable[..., None]:
    """Return a ``build`` that notes the shape, and does nothing the second time."""

    @wraps(build)
    def noted(self: Any, input_shape: Any) -> None:
        if not self.built:
            build(self, input_shape)
            self.input_shapes = tuple(shapes_of(input_shape)[1])

    return noted


def row_shape(given: Any) -> Shape:
    """Return the shape of a row of a tensor, or of an array."""
    return given.row_shape if isinstance(given, Tensor) else np.shape(given)[1:]


def draws(call: Any) -> bool:
    """Say whether a ``call`` draws random numbers by itself, so that no two runs are alike."""
    code = getattr(call, "__code__", None)
    return code is None or "random" in code.co_names


def told(tensor: Tensor) -> str:
    """Return what a tensor is like, in words."""
    what = "rows of shape" if tensor.batched else "a tensor without rows, of shape"
    return f"{what} {tensor.row_shape}"
