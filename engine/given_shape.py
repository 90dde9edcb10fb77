"""The shape of an input that older programs give to their first layer."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from engine.errors import InvalidValue
from engine.notices import not_typed, old_spelling
from engine.tensors import Shape


def shape_given(kind: str, given: dict[str, Any]) -> Shape | None:
    """Return the input's shape that Keras 2's ``input_shape`` or ``input_dim`` asks for.

    Raises InvalidValue if there are other arguments.
    """
    shape = given.pop("input_shape", None)
    if "batch_input_shape" in given:
        shape = tuple(given.pop("batch_input_shape"))[1:]
    if "input_dim" in given:
        shape = (given.pop("input_dim"),)
    not_typed(kind, given.pop("dtype", None))
    if given:
        raise InvalidValue(f"{kind} has no argument {next(iter(given))!r}")
    if shape is None:
        return None
    sizes = tuple(shape) if isinstance(shape, Iterable) else (shape,)
    sizes = tuple(int(one) if isinstance(one, np.integer) else one for one in sizes)
    old_spelling(f"{kind}(…, input_shape={sizes})", f"Input({sizes}) as the first layer")
    return sizes
