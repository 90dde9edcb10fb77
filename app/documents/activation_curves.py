"""An activation and its slope along z, as the engine computes them."""

from typing import TypedDict

import numpy as np

from app.documents.choices import HIDDEN_ACTIVATIONS
from app.errors import NotFound, Unprocessable, fault
from engine.activations import ACTIVATIONS

LARGEST_Z = 1_000_000.0
FEWEST_POINTS, MOST_POINTS = 2, 601


class ActivationCurve(TypedDict):
    """The values and slopes of an activation at evenly spaced z."""

    name: str
    z: list[float]
    values: list[float]
    slopes: list[float]


def activation_curve(name: str, low: float, high: float, points: int) -> ActivationCurve:
    """Return f(z) and f′(z) at so many z from `low` to `high`.

    Raises NotFound of a name that is none, and of a softmax, whose outputs depend on each other;
    Unprocessable where `low` is not below `high`.
    """
    if name not in HIDDEN_ACTIVATIONS:
        known = ", ".join(HIDDEN_ACTIVATIONS)
        raise NotFound(f"activation must be one of {known}; got {name[:40]!r}")
    if not low < high:
        raise Unprocessable.of(fault("low", f"must be below high, {high}; got {low}", "too_large"))
    function, z = ACTIVATIONS[name], np.linspace(low, high, points)
    values = function.value(z)
    slopes = function.derivative(z, values)
    return {
        "name": name,
        "z": z.tolist(),
        "values": values.tolist(),
        "slopes": slopes.tolist(),
    }
