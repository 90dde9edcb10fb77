"""Keras's name for what a session holds, and for reading and setting single values."""

from typing import Any

import numpy as np

from engine.config import floatx, set_floatx
from engine.errors import InvalidValue
from engine.losses import EPSILON
from engine.names import begin_again
from engine.notices import old_spelling

__all__ = ["clear_session", "epsilon", "floatx", "get_value", "set_floatx", "set_value"]


def clear_session() -> None:
    """Begin a new session: names of layers and models are counted from the start again.

    Models are ordinary objects here, so there is nothing else to free.
    """
    begin_again()


def epsilon() -> float:
    """Return how far losses hold probabilities from 0 and 1."""
    return EPSILON


def get_value(x: Any) -> Any:
    """Return a rate as a number, and weights as an array; Keras 2's way."""
    old_spelling("backend.get_value(x)", "float(x) for a rate, x.numpy() for weights")
    return float(x) if np.ndim(x) == 0 else np.array(x)


def set_value(x: Any, value: Any) -> None:
    """Give an optimizer's learning rate or a weight another value; Keras 2's way.

    Raises InvalidValue.
    """
    if not hasattr(x, "assign"):
        raise InvalidValue(f"a learning rate or a weight can be set; got {type(x).__name__}")
    old_spelling("backend.set_value(x, value)", "x.assign(value)")
    x.assign(value)
