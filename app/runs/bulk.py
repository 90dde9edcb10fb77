"""Large lists of numbers travel as arrays: their JSON would hold up everybody else on both ends.

Written as JSON, a map of 400 × 400 keeps a worker busy for 0.1 s and the event loop for half of
that; as an array it is a few milliseconds.  What is no plain block of numbers stays as it is.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.messages import decode_tensors, encode_tensors

LARGE = 2_000  # numbers; below, JSON is as quick

Fields = dict[str, Any]


def split(fields: Fields) -> tuple[Fields, bytes]:
    """Return a command or an answer without its large lists of numbers, and those as bytes."""
    arrays = {key: array for key, value in fields.items() if (array := _block(value)) is not None}
    if not arrays:
        return fields, b""
    small = {key: value for key, value in fields.items() if key not in arrays}
    return small, encode_tensors({}, arrays)


def join(fields: Fields, body: bytes) -> Fields:
    """Return what `split` was given."""
    if not body:
        return fields
    _, arrays = decode_tensors(body)
    return fields | {key: array.tolist() for key, array in arrays.items()}


def _block(value: Any) -> NDArray[Any] | None:
    """Return a large, regular list of numbers as an array; None if it is something else."""
    if not isinstance(value, list) or _size(value) < LARGE:
        return None
    try:
        block = np.array(value)
    except (ValueError, OverflowError):  # lists of different lengths
        return None
    return block if block.dtype in (np.float64, np.int64) else None


def _size(value: Any) -> int:
    """Return about how many numbers there are, if all lists are as long as the first."""
    return len(value) * _size(value[0]) if isinstance(value, list) and value else 1
