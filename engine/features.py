"""What a network is shown of a point: its coordinates and simple functions of them.

A feature names the coordinates it depends on: whoever draws it then knows when a line says it all.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.choices import choose

Column = NDArray[np.float64]  # [n]


@dataclass(frozen=True)
class Feature:
    """A function of the two coordinates."""

    label: str
    formula: str
    axes: frozenset[str]  # out of "x1", "x2"
    value: Callable[[Column, Column], Column]  # (x1, x2) -> feature


X1, X2, BOTH = frozenset({"x1"}), frozenset({"x2"}), frozenset({"x1", "x2"})

FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", "x1", X1, lambda x1, x2: x1),
    "x2": Feature("x₂", "x2", X2, lambda x1, x2: x2),
    "x1_squared": Feature("x₁²", "x1^2", X1, lambda x1, x2: x1 * x1),
    "x2_squared": Feature("x₂²", "x2^2", X2, lambda x1, x2: x2 * x2),
    "x1_x2": Feature("x₁x₂", "x1 x2", BOTH, lambda x1, x2: x1 * x2),
    "sin_x1": Feature("sin x₁", "sin(x1)", X1, lambda x1, x2: np.sin(x1)),
    "sin_x2": Feature("sin x₂", "sin(x2)", X2, lambda x1, x2: np.sin(x2)),
}


def transform(names: Sequence[str], points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a column for each named feature of points [n, 2]: [n, features]."""
    x1, x2 = points[:, 0], points[:, 1]
    features = [choose("feature", FEATURES, name) for name in names]
    return np.column_stack([feature.value(x1, x2) for feature in features])


def axes(names: Sequence[str]) -> frozenset[str]:
    """Return the coordinates that the named features depend on."""
    return frozenset().union(*(choose("feature", FEATURES, name).axes for name in names))
