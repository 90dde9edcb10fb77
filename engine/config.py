"""The type of number that new models use unless they are given one: float32."""

from typing import Any

import numpy as np

from engine.choices import choose

_FLOATS: dict[str, np.dtype[Any]] = {
    "float32": np.dtype(np.float32),
    "float64": np.dtype(np.float64),
}
_current = ["float32"]


def floatx() -> str:
    """Return the name of the default type."""
    return _current[0]


def set_floatx(name: str) -> None:
    """Set the default type: float32 or float64.  Raises UnknownChoice."""
    choose("floatx", _FLOATS, name)
    _current[0] = name


def float_type(name: str | None = None) -> np.dtype[Any]:
    """Return the type of that name, or the default.  Raises UnknownChoice."""
    return choose("dtype", _FLOATS, name or floatx())
