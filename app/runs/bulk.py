"""Large arrays travel as bytes: their JSON would hold up everybody else on both ends.

Written as JSON, a map of 400 × 400 keeps a worker busy for 0.1 s and the event loop for half of
that; as an array it is a few milliseconds.  Lists stay lists, however long: to look whether one
could be an array costs as much, and 1 and true would become the same.
"""

from typing import Any

import numpy as np

from app.messages import decode_tensors, encode_tensors

LARGE = 2_000  # numbers; below, JSON is as quick

Fields = dict[str, Any]


def is_large(value: Any) -> bool:
    """Say whether a value is an array that is worth going as bytes."""
    return isinstance(value, np.ndarray) and value.size >= LARGE


def split(fields: Fields) -> tuple[Fields, bytes]:
    """Return a command or an answer without its large arrays, and those as bytes."""
    arrays = {key: value for key, value in fields.items() if is_large(value)}
    small = {
        key: value.tolist() if isinstance(value, np.ndarray) else value
        for key, value in fields.items()
        if key not in arrays
    }
    return small, encode_tensors({}, arrays) if arrays else b""


def join(fields: Fields, body: bytes) -> Fields:
    """Return what `split` was given; small arrays have become lists."""
    return fields | decode_tensors(body)[1] if body else fields
