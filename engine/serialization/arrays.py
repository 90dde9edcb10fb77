"""Named arrays as the bytes of a safetensors file, and back.

The file says of itself where each array begins and ends, so that its sizes are checked against the
bytes there are before any array is made.
"""

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.arrays import Array
from engine.errors import DamagedModel, EngineError

DTYPES: dict[str, np.dtype[Any]] = {"F32": np.dtype("<f4"), "F64": np.dtype("<f8")}


def packed(arrays: Mapping[str, Array], notes: Mapping[str, str]) -> bytes:
    """Return arrays and notes as a safetensors file."""
    numpy = _library().numpy
    whole = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    # what has no dimensions gets one by the call before
    shaped = {name: array.reshape(arrays[name].shape) for name, array in whole.items()}
    return bytes(numpy.save(shaped, dict(notes)))


def unpacked(data: bytes, what: str) -> dict[str, Array]:
    """Return the arrays, which are views of ``data``.  Raises DamagedModel."""
    library = _library()
    try:
        entries = library.deserialize(data)
    except library.SafetensorError as error:
        raise DamagedModel(f"{what} must be a safetensors file; {error}") from None
    return {name: _array(name, entry, what) for name, entry in entries}


def _array(name: str, entry: Mapping[str, Any], what: str) -> Array:
    dtype = DTYPES.get(entry["dtype"])
    if dtype is None:
        raise DamagedModel(f"{what}: {name} must be {' or '.join(DTYPES)}; got {entry['dtype']}")
    shape, data = tuple(entry["shape"]), entry["data"]
    if math.prod(shape) * dtype.itemsize != len(data):
        raise DamagedModel(f"{what}: {name} must fill {shape}; got {len(data)} bytes")
    return np.frombuffer(data, dtype).reshape(shape)


def _library() -> Any:
    try:
        import safetensors
        import safetensors.numpy
    except ImportError:
        raise EngineError("models are saved by the package safetensors: install it") from None
    return safetensors
